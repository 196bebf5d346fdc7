package dev.markco.cli;

import dev.markco.cli.config.Setting;
import dev.markco.cli.config.Setting.Source;
import dev.markco.cli.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
        String found = find();
        if (found != null) {
            requireTrust();
        }
        return found;
    }

    private @Nullable String find() {
        if (token != null) {
            return token;
        }
        Path named = file;
        if (named != null) {
            return firstLine(read(named), "--token-file: " + named);
        }
        return command == null ? null : firstLine(run(command), "--token-command");
    }

    /** A project's file may come from anyone, and so may the relay it names: whoever keeps that would get the token. */
    private void requireTrust() {
        CommandSpec own = spec;
        OptionSpec relay = own == null ? null : own.findOption("--relay");
        if (own == null || relay == null || isGiven(own, "--relay")) {
            return;
        }
        Optional<Setting> named = Settings.of(own).find(relay);
        boolean given = isGiven(own, "--token") || isGiven(own, "--token-file") || isGiven(own, "--token-command");
        if (!given && named.isPresent() && named.get().source() == Source.PROJECT) {
            throw new CliException(
                    ExitCode.NOT_PERMITTED,
                    "the token is not sent to " + named.get().value() + ", which only "
                            + named.get().where() + " names",
                    "If that is your relay, name it with --relay, SYNC_RELAY_URL or in "
                            + Settings.of(own).userFile() + ".");
        }
    }

    private static boolean isGiven(CommandSpec command, String name) {
        return command.commandLine().getParseResult().hasMatchedOption(name);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CliException(
                    ExitCode.NOT_FOUND, "there is no file " + file, "--token-file names the file with the token.", e);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.NOT_PERMITTED,
                    "the token in " + file + " cannot be read: " + e.getClass().getSimpleName(),
                    "Look at its permissions.",
                    e);
        }
    }

    private static String run(String command) {
        try {
            Process process = new ProcessBuilder(shell(command))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String out;
            try (InputStream in = process.getInputStream()) {
                out = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
            int code = process.waitFor();
            if (code != 0) {
                throw failed("ended with " + code, null);
            }
            return out;
        } catch (IOException e) {
            throw failed("cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("was interrupted", e);
        }
    }

    private static String[] shell(String command) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows ? new String[] {"cmd", "/c", command} : new String[] {"/bin/sh", "-c", command};
    }

    private static CliException failed(String what, @Nullable Exception cause) {
        String message = "the command for the token " + what;
        String hint = "Run it yourself: it has to print the token and end with 0.";
        return cause == null
                ? new CliException(ExitCode.FAILURE, message, hint)
                : new CliException(ExitCode.FAILURE, message, hint, cause);
    }

    private static String firstLine(String text, String what) {
        String line = text.lines().findFirst().orElse("").strip();
        if (line.isEmpty()) {
            throw new CliException(ExitCode.USAGE, what + " gives no token", "Its first line has to be the token.");
        }
        return line;
    }
}
