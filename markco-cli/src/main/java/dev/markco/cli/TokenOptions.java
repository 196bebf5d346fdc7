package dev.markco.cli;

import dev.markco.cli.config.Setting;
import dev.markco.cli.config.Setting.Source;
import dev.markco.cli.config.Settings;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * What a command signs in with at a relay. The token itself is never printed, and never sent to a relay that only a
 * project's file has named.
 */
final class TokenOptions {
    private static final Secret SECRET = new Secret("--token", "token");

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "The token to sign in with; better given as MARKCO_TOKEN, where nobody sees it.")
    @Nullable
    String token;

    @Option(names = "--token-file", paramLabel = "FILE", description = "Read the token from the first line of a file.")
    @Nullable
    Path file;

    @Option(
            names = "--token-command",
            paramLabel = "COMMAND",
            description = "Run this with the shell and take the first line that it prints as the token.")
    @Nullable
    String command;

    /** The token for the relay that {@code --relay} names; null for none. */
    @Nullable
    String token() {
        CommandSpec own = spec;
        if (own == null) {
            return token;
        }
        if (Secret.isSaid(token, file, command)) {
            requireTrust(own);
        }
        return SECRET.find(own, token, file, command);
    }

    /**
     * A project's file may come from anyone, and so may the relay it names: whoever keeps that would get the token, wherever the
     * token comes from. To be called before it is read, since that may run a command.
     */
    private static void requireTrust(CommandSpec own) {
        OptionSpec relay = own.findOption("--relay");
        if (relay == null || Secret.isGiven(own, "--relay")) {
            return;
        }
        Settings settings = Settings.of(own);
        Setting named = settings.find(relay)
                .filter(setting ->
                        setting.source() == Source.PROJECT && !setting.value().isBlank())
                .orElse(null);
        if (named == null || isSame(named, settings.findOfUser(relay))) {
            return;
        }
        throw new CliException(
                ExitCode.NOT_PERMITTED,
                "the token is not sent to " + named.value() + ", which only " + named.where() + " names",
                "If that is your relay, name it with --relay, SYNC_RELAY_URL or in " + settings.userFile() + ".");
    }

    /** Whether the user's own settings name the same relay. */
    private static boolean isSame(Setting named, Optional<Setting> ofUser) {
        return ofUser.isPresent()
                && RelayAccess.canonical(named.value())
                        .equals(RelayAccess.canonical(ofUser.get().value()));
    }
}
