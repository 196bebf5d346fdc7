package dev.markco.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults of options from the environment: every {@code --some-flag} from {@code MARKCO_SOME_FLAG}, and a few from the
 * older names that other services use. An empty value counts as unset, except that an empty {@code SYNC_RELAY_URL} means
 * "no relay".
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private static final Map<String, List<String>> ALIASES = Map.ofEntries(
            Map.entry("--port", List.of("SYNC_RELAY_PORT", "PORT")),
            Map.entry("--database-url", List.of("DATABASE_URL")),
            Map.entry("--auth-service", List.of("AUTH_SERVICE_URL")),
            Map.entry("--relay", List.of("SYNC_RELAY_URL")),
            Map.entry("--user", List.of("CLOUD_USER_ID")),
            Map.entry("--token", List.of("MARKCO_TOKEN")),
            Map.entry("--save-debounce", List.of("SAVE_DEBOUNCE_MS")),
            Map.entry("--doc-cleanup-delay", List.of("DOC_CLEANUP_DELAY_MS")),
            Map.entry("--no-auth", List.of("SYNC_RELAY_NO_AUTH")),
            Map.entry("--log-level", List.of("LOG_LEVEL")));

    private final Map<String, String> environment;

    EnvironmentDefaults(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return argument.defaultValue();
        }
        String flag = option.longestName();
        String own = environment.get(
                "MARKCO_" + flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT));
        if (own != null && !own.isEmpty()) {
            return own;
        }
        // --port of the agent is another port: PORT is what platforms give to the one service they run, the relay.
        boolean relayPort = !flag.equals("--port") || !option.command().name().equals("agent");
        if (relayPort) {
            for (String alias : ALIASES.getOrDefault(flag, List.of())) {
                String value = environment.get(alias);
                if (value != null && !value.isEmpty()) {
                    return flag.equals("--no-auth") ? String.valueOf(value.equals("1") || value.equals("true")) : value;
                }
            }
        }
        return argument.defaultValue();
    }
}
