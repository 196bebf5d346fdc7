package dev.markco.cli;

import dev.markco.cli.config.Similar;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a command line does wrong, in our words.
 *
 * @param message what is wrong
 * @param hint what to do about it; empty where that is said
 * @param suggestions what may have been meant
 */
record UsageError(String message, String hint, List<String> suggestions) {
    private static final int MOST_WORDS = 3;

    /** What picocli found, in a command line of these arguments. Pure. */
    static UsageError of(ParameterException e, List<String> arguments) {
        if (e instanceof UsageException own) {
            return new UsageError(firstLine(own.getMessage()), own.hint(), own.suggestions());
        }
        CommandSpec command = e.getCommandLine().getCommandSpec();
        if (e instanceof UnmatchedArgumentException unmatched) {
            return unmatched(command, unmatched.getUnmatched());
        }
        if (e instanceof MissingParameterException missing) {
            // An option that is missing was often just misspelt: then the misspelling is what is wrong.
            List<String> unknown = e.getCommandLine().getUnmatchedArguments().stream()
                    .filter(argument -> argument.startsWith("-"))
                    .toList();
            return unknown.isEmpty() ? missing(missing, arguments) : unmatched(command, unknown);
        }
        if (e instanceof OverwrittenOptionException twice) {
            return plain(name(twice.getOverwritten()) + " is given more than once");
        }
        ArgSpec argument = e.getArgSpec();
        return argument == null ? plain(firstLine(e.getMessage())) : wrongValue(argument, e);
    }

    private static UsageError unmatched(CommandSpec command, List<String> unmatched) {
        String first = unmatched.get(0);
        if (first.startsWith("-") && first.length() > 1) {
            String typed = first.replaceFirst("=.*", "");
            List<String> options = command.options().stream()
                    .filter(option -> !option.hidden())
                    .flatMap(option -> Arrays.stream(option.names()))
                    .toList();
            return new UsageError("there is no option '" + typed + "'", "", Similar.to(typed, options));
        }
        List<String> commands = names(command);
        if (!commands.isEmpty()) {
            return new UsageError("there is no command '" + first + "'", "", meant(command, first, commands));
        }
        int more = unmatched.size();
        return plain(unmatched.stream()
                        .limit(MOST_WORDS)
                        .map(word -> "'" + word + "'")
                        .collect(Collectors.joining(", "))
                + (more > MOST_WORDS ? ", …" : "")
                + (more == 1 ? " is one argument too many" : " are " + more + " arguments too many"));
    }

    /** Commands with a similar name, and those of the same name that are further down. */
    private static List<String> meant(CommandSpec command, String typed, List<String> commands) {
        List<String> meant = new ArrayList<>(Similar.to(typed, commands));
        for (CommandLine below : command.subcommands().values()) {
            if (names(below.getCommandSpec()).contains(typed)) {
                meant.add(below.getCommandName() + " " + typed);
            }
        }
        return meant;
    }

    private static List<String> names(CommandSpec command) {
        return command.subcommands().entrySet().stream()
                .filter(one -> !one.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static UsageError missing(MissingParameterException e, List<String> arguments) {
        List<ArgSpec> missing = e.getMissing();
        ArgSpec first = missing.get(0);
        if (first instanceof OptionSpec option && isGiven(option, arguments)) {
            return plain(name(option) + " needs a value: " + option.paramLabel());
        }
        String names = missing.stream().map(UsageError::name).collect(Collectors.joining(", "));
        return new UsageError(
                names + (missing.size() == 1 ? " is missing" : " are missing"),
                missing.size() == 1 ? String.join(" ", first.description()) : "",
                List.of());
    }

    private static UsageError wrongValue(ArgSpec argument, ParameterException e) {
        String name = name(argument);
        String value = e.getValue();
        if (value == null) {
            return plain(firstLine(e.getMessage()));
        }
        Class<?> type = argument.typeInfo().isMultiValue() ? argument.auxiliaryTypes()[0] : argument.type();
        if (type.isEnum()) {
            List<String> words = words(type);
            return new UsageError(name + " is " + oneOf(words) + ", not '" + value + "'", "", Similar.to(value, words));
        }
        if (argument.arity().max() == 0) {
            return plain(name + " takes no value");
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return plain(name + " wants a whole number, not '" + value + "'");
        }
        if (type == double.class || type == Double.class) {
            return plain(name + " wants a number, not '" + value + "'");
        }
        return plain(
                e.getCause() instanceof TypeConversionException own
                        ? name + ": " + firstLine(own.getMessage())
                        : name + " does not take '" + value + "'");
    }

    /** The constants of an enumeration, as they are typed. */
    private static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String oneOf(List<String> words) {
        int last = words.size() - 1;
        return last == 0 ? words.get(0) : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /** Whether an option stands on the command line, with a value or without. */
    static boolean isGiven(OptionSpec option, List<String> arguments) {
        return arguments.stream()
                .anyMatch(argument -> Arrays.stream(option.names())
                        .anyMatch(name -> argument.equals(name) || argument.startsWith(name + "=")));
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static UsageError plain(String message) {
        return new UsageError(message, "", List.of());
    }

    private static String firstLine(@Nullable String message) {
        return String.valueOf(message).lines().findFirst().orElse("wrong usage");
    }
}
