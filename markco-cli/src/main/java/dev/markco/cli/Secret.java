package dev.markco.cli;

import dev.markco.cli.config.Setting;
import dev.markco.cli.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A secret that {@code --NAME} says, {@code --NAME-file} has in its first line, or the command of {@code --NAME-command}
 * prints. Of several that are given, that counts which the best place says: the command line before the environment before
 * files of settings; at one place they count in this order. The secret itself is never printed.
 *
 * @param option the option that says it, as {@code --token}
 * @param what the words for it, as {@code token}
 */
record Secret(String option, String what) {
    /** The secret; null where none is given. */
    @Nullable
    String find(CommandSpec command, @Nullable String said, @Nullable Path file, @Nullable String program) {
        int best = Stream.of("", "-file", "-command")
                .mapToInt(end -> rank(command, option + end))
                .min()
                .orElseThrow();
        if (said != null && rank(command, option) == best) {
            return said;
        }
        if (file != null && rank(command, option + "-file") == best) {
            return firstLine(read(file), option + "-file: " + file);
        }
        return program == null ? null : firstLine(run(program), option + "-command");
    }

    /** Whether it is given anywhere; no file is read for that, and no command run. */
    static boolean isSaid(@Nullable String said, @Nullable Path file, @Nullable String program) {
        return said != null || file != null || program != null;
    }

    /** How far from the command line an option's value comes. */
    private static int rank(CommandSpec command, String name) {
        if (isGiven(command, name)) {
            return 0;
        }
        OptionSpec option = command.findOption(name);
        return option == null
                ? Integer.MAX_VALUE
                : Settings.of(command)
                        .find(option)
                        .map(setting -> 1 + List.of(Setting.Source.values()).indexOf(setting.source()))
                        .orElse(Integer.MAX_VALUE);
    }

    /** Whether the command line says an option. */
    static boolean isGiven(CommandSpec command, String name) {
        return command.commandLine().getParseResult().hasMatchedOption(name);
    }

    private String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "there is no file " + file,
                    option + "-file names the file with the " + what + ".",
                    e);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.NOT_PERMITTED,
                    "the " + what + " in " + file + " cannot be read: "
                            + e.getClass().getSimpleName(),
                    "Look at its permissions.",
                    e);
        }
    }

    private String run(String command) {
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

    private static List<String> shell(String command) {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return windows ? List.of("cmd", "/c", command) : List.of("/bin/sh", "-c", command);
    }

    private CliException failed(String happened, @Nullable Exception cause) {
        String message = "the command for the " + what + " " + happened;
        String hint = "Run it yourself: it has to print the " + what + " and end with 0.";
        return cause == null
                ? new CliException(ExitCode.FAILURE, message, hint)
                : new CliException(ExitCode.FAILURE, message, hint, cause);
    }

    private String firstLine(String text, String source) {
        String line = text.lines().findFirst().orElse("").strip();
        if (line.isEmpty()) {
            throw new CliException(
                    ExitCode.USAGE, source + " gives no " + what, "Its first line has to be the " + what + ".");
        }
        return line;
    }
}
