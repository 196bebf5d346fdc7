package dev.markco.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Builds the command model: the whole of it, or the one branch that a command line names, since most of a short command's
 * time went into commands that it is not.
 */
final class CommandTree {
    /** Commands that are about others. */
    private static final Set<Class<?>> NEED_SIBLINGS =
            Set.of(HelpCommand.class, ConfigCommand.class, DoctorCommand.class);

    /** What a command answers without those below it. */
    private static final Set<String> VERSION = Set.of("-V", "--version");

    private CommandTree() {}

    /** Every command. */
    static CommandLine whole() {
        return grow(new CommandLine(new MarkcoCommand()), MarkcoCommand.class, List.of());
    }

    /**
     * The commands that these arguments can reach. Where they name no command exactly, all that could have been meant are
     * there, for help and for suggestions.
     */
    static CommandLine of(List<String> arguments) {
        return grow(new CommandLine(new MarkcoCommand()), MarkcoCommand.class, arguments);
    }

    private static CommandLine grow(CommandLine parent, Class<?> type, List<String> arguments) {
        Subcommands below = type.getAnnotation(Subcommands.class);
        if (below == null || (arguments.size() == 1 && VERSION.contains(arguments.get(0)))) {
            return parent;
        }
        for (Class<?> child : below.value()) {
            if (!arguments.isEmpty() && isNamed(child, arguments.get(0)) && !NEED_SIBLINGS.contains(child)) {
                add(parent, child, arguments.subList(1, arguments.size()));
                return parent;
            }
        }
        for (Class<?> child : below.value()) {
            add(parent, child, List.of());
        }
        return parent;
    }

    private static void add(CommandLine parent, Class<?> child, List<String> arguments) {
        CommandLine command = new CommandLine(child);
        parent.addSubcommand(grow(command, child, arguments));
    }

    private static boolean isNamed(Class<?> child, String argument) {
        Command command = child.getAnnotation(Command.class);
        return command != null
                && (command.name().equals(argument)
                        || List.of(command.aliases()).contains(argument));
    }
}
