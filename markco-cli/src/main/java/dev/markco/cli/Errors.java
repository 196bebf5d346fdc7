package dev.markco.cli;

import dev.markco.cli.config.Settings;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** How what goes wrong is told: what happened, what to do, and nothing more unless {@code -vv} asks for it. */
final class Errors {
    private static final int MOST_SUGGESTIONS = 3;

    private Errors() {}

    /** A command line that cannot be understood. */
    static int usage(CommandLine.ParameterException e, String[] args) {
        CommandLine commandLine = e.getCommandLine();
        PrintWriter err = commandLine.getErr();
        String name = commandLine.getCommandSpec().qualifiedName();
        CommandLine.ParameterException told = unmatched(e);
        err.println(name + ": "
                + String.valueOf(told.getMessage()).lines().findFirst().orElse("wrong usage")
                + origin(told, args));
        if (told instanceof UnmatchedArgumentException unmatched) {
            String suggestions =
                    unmatched.getSuggestions().stream().limit(MOST_SUGGESTIONS).collect(Collectors.joining(", "));
            if (!suggestions.isEmpty()) {
                err.println("Did you mean: " + suggestions + "?");
            }
        }
        err.println("See '" + name + " --help'.");
        return ExitCode.USAGE;
    }

    /** Where a value comes from that was not given on the command line. */
    private static String origin(CommandLine.ParameterException e, String[] args) {
        if (!(e.getArgSpec() instanceof OptionSpec option)) {
            return "";
        }
        boolean given = Arrays.stream(args)
                .anyMatch(argument -> Arrays.stream(option.names())
                        .anyMatch(name -> argument.equals(name) || argument.startsWith(name + "=")));
        return given
                ? ""
                : Settings.of(option.command())
                        .find(option)
                        .map(setting -> " (" + setting.where() + ")")
                        .orElse("");
    }

    /** An option that is missing was often just misspelt: then the misspelling is what is wrong. */
    private static CommandLine.ParameterException unmatched(CommandLine.ParameterException e) {
        List<String> unknown = e.getCommandLine().getUnmatchedArguments().stream()
                .filter(argument -> argument.startsWith("-"))
                .toList();
        return e instanceof CommandLine.MissingParameterException && !unknown.isEmpty()
                ? new UnmatchedArgumentException(e.getCommandLine(), List.copyOf(unknown))
                : e;
    }

    /** What happened, and what to do about it. */
    static void tell(PrintWriter err, CliException told) {
        err.println("markco: " + told.getMessage());
        if (!told.hint().isEmpty()) {
            err.println("  → " + told.hint());
        }
    }

    /** A command that was understood and failed. */
    static int failure(Exception e, CommandLine commandLine, ParseResult parsed) {
        CliException told = Failures.explain(e);
        PrintWriter err = commandLine.getErr();
        tell(err, told);
        if (Logging.isVeryVerbose()) {
            e.printStackTrace(err);
        }
        return told.exitCode();
    }
}
