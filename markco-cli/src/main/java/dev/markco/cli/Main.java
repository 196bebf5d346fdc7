package dev.markco.cli;

import dev.markco.cli.config.Settings;
import dev.markco.cli.terminal.Terminals;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** The entry of the {@code markco} command. */
public final class Main {
    static {
        // Else picocli looks through every jar for Groovy.
        System.setProperty("picocli.disable.closures", "true");
    }

    private static final Set<String> WITHOUT_SETTINGS =
            Set.of("help", "version", "completion", "__complete", "config", "doctor");

    private Main() {}

    public static void main(String[] args) {
        WatchedOutput output = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(output, false, Charset.defaultCharset()));
        int code = run(args);
        System.out.flush();
        Http.end();
        System.exit(written(output) ? code : ExitCode.FAILURE);
    }

    /** Runs one command line and returns its exit code. */
    public static int run(String... args) {
        Settings settings = Settings.load(
                List.of(args),
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Path.of("").toAbsolutePath());
        CommandLine commandLine = configure(CommandTree.of(List.of(args)), settings);
        commandLine.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        commandLine.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        int code = commandLine.execute(args);
        commandLine.getOut().flush();
        return code;
    }

    /** Whether all data came out; a reader that has seen enough has a right to be gone. */
    private static boolean written(WatchedOutput output) {
        IOException failure = output.failure();
        if (failure == null || output.isReaderGone()) {
            return true;
        }
        System.err.println("markco: standard output could not be written: " + failure.getMessage());
        System.err.println("  → What came out is not complete: there is no room where it goes.");
        return false;
    }

    /** The whole command model, on a machine where nothing is set. */
    public static CommandLine commandLine() {
        return commandLine(Settings.of(Map.of()));
    }

    /** The whole command model. */
    static CommandLine commandLine(Settings settings) {
        return configure(CommandTree.whole(), settings);
    }

    private static CommandLine configure(CommandLine commandLine, Settings settings) {
        commandLine.setDefaultValueProvider(settings);
        commandLine.setExecutionStrategy(parsed -> {
            parsed.asCommandLineList().stream()
                    .filter(CommandLine::isUsageHelpRequested)
                    .forEach(helped ->
                            helped.setColorScheme(Colors.scheme(Colors.of(helped.getCommandSpec(), Terminals.OUT))));
            if (!worksWithoutSettings(parsed)) {
                settings.check();
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        commandLine.setParameterExceptionHandler(Errors::usage);
        commandLine.setExecutionExceptionHandler(Errors::failure);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setUsageHelpLongOptionsMaxWidth(26);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setAbbreviatedOptionsAllowed(false);
        return commandLine;
    }

    /** Whether a command is for finding out what is wrong with the settings, or has none. */
    private static boolean worksWithoutSettings(ParseResult parsed) {
        boolean help = parsed.asCommandLineList().stream()
                .anyMatch(command -> command.isUsageHelpRequested() || command.isVersionHelpRequested());
        return help
                || (parsed.hasSubcommand()
                        && WITHOUT_SETTINGS.contains(
                                parsed.subcommand().commandSpec().name()));
    }
}
