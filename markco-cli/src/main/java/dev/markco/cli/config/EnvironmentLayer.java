package dev.markco.cli.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Values of options from the environment: every {@code --some-flag} from {@code MARKCO_SOME_FLAG}, and a few from the older
 * names that other services use. An empty value counts as unset, except that an empty {@code SYNC_RELAY_URL} means "no
 * relay", whatever files say.
 */
final class EnvironmentLayer {
    private static final String RELAY = "--relay";
    private static final Map<String, List<String>> ALIASES = Map.ofEntries(
            Map.entry("--port", List.of("SYNC_RELAY_PORT", "PORT")),
            Map.entry("--database-url", List.of("DATABASE_URL")),
            Map.entry("--database-url-file", List.of("DATABASE_URL_FILE")),
            Map.entry("--auth-service", List.of("AUTH_SERVICE_URL")),
            Map.entry(RELAY, List.of("SYNC_RELAY_URL")),
            Map.entry("--user", List.of("CLOUD_USER_ID")),
            Map.entry("--token", List.of("MARKCO_TOKEN")),
            Map.entry("--save-debounce", List.of("SAVE_DEBOUNCE_MS")),
            Map.entry("--doc-cleanup-delay", List.of("DOC_CLEANUP_DELAY_MS")),
            Map.entry("--no-auth", List.of("SYNC_RELAY_NO_AUTH")),
            Map.entry("--log-level", List.of("LOG_LEVEL")));

    private final Map<String, String> environment;

    EnvironmentLayer(Map<String, String> environment) {
        this.environment = environment;
    }

    Optional<Setting> find(OptionSpec option) {
        String flag = option.longestName();
        String own = variable(flag);
        String value = environment.get(own);
        if (value != null && !value.isEmpty()) {
            return Optional.of(new Setting(value, Setting.Source.ENVIRONMENT, own));
        }
        // --port of the agent is another port: PORT is what platforms give to the one service they run, the relay.
        if (flag.equals("--port") && option.command().name().equals("agent")) {
            return Optional.empty();
        }
        for (String alias : ALIASES.getOrDefault(flag, List.of())) {
            String given = environment.get(alias);
            if (given != null && (!given.isEmpty() || flag.equals(RELAY))) {
                return Optional.of(new Setting(spelled(flag, given), Setting.Source.ENVIRONMENT, alias));
            }
        }
        return Optional.empty();
    }

    /** The variable of an option. */
    static String variable(String flag) {
        return "MARKCO_" + flag.replaceFirst("^--", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String spelled(String flag, String given) {
        return flag.equals("--no-auth") ? String.valueOf(given.equals("1") || given.equals("true")) : given;
    }
}
