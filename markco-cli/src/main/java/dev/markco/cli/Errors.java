package dev.markco.cli;

import dev.markco.cli.config.Settings;
import dev.markco.cli.terminal.Palette;
import dev.markco.cli.terminal.Terminals;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** How what goes wrong is told: what happened, what to do, and nothing more unless {@code -vv} asks for it. */
final class Errors {
    private Errors() {}

    /** A command line that cannot be understood. */
    static int usage(ParameterException e, String[] args) {
        List<String> arguments = List.of(args);
        CommandSpec command = e.getCommandLine().getCommandSpec();
        PrintWriter err = e.getCommandLine().getErr();
        Palette palette = Colors.of(command, arguments, Terminals.ERR);
        String name = command.qualifiedName();
        UsageError error = UsageError.of(e, arguments);
        err.println(palette.bad(name + ":") + " " + error.message() + origin(e, arguments));
        if (!error.suggestions().isEmpty()) {
            err.println("Did you mean: "
                    + error.suggestions().stream().map(palette::strong).collect(Collectors.joining(", ")) + "?");
        }
        if (!error.hint().isEmpty()) {
            err.println("  → " + error.hint());
        }
        err.println("See '" + name + " --help'.");
        return ExitCode.USAGE;
    }

    /** Where a value comes from that was not given on the command line. */
    private static String origin(ParameterException e, List<String> arguments) {
        if (!(e.getArgSpec() instanceof OptionSpec option) || UsageError.isGiven(option, arguments)) {
            return "";
        }
        return Settings.of(option.command())
                .find(option)
                .map(setting -> " (" + setting.where() + ")")
                .orElse("");
    }

    /** What happened, and what to do about it. */
    static void tell(PrintWriter err, Palette palette, CliException told) {
        err.println(palette.bad("markco:") + " " + told.getMessage());
        if (!told.hint().isEmpty()) {
            err.println("  → " + told.hint());
        }
    }

    /** A command that was understood and failed. */
    static int failure(Exception e, CommandLine commandLine, ParseResult parsed) {
        if (e instanceof OutputBrokenException) {
            // Whether that is told, and how it ends, is decided where the output is.
            return ExitCode.OK;
        }
        CliException told = Failures.explain(e);
        PrintWriter err = commandLine.getErr();
        tell(err, Colors.of(commandLine.getCommandSpec(), parsed.originalArgs(), Terminals.ERR), told);
        if (Logging.isVeryVerbose()) {
            e.printStackTrace(err);
        }
        return told.exitCode();
    }
}
