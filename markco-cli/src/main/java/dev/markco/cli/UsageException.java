package dev.markco.cli;

import dev.markco.cli.config.Similar;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A command line that a command cannot take, told in its own words: what is wrong, and what may have been meant. */
final class UsageException extends ParameterException {
    private static final long serialVersionUID = 1L;

    private final String hint;
    private final transient List<String> suggestions;

    private UsageException(CommandSpec command, String message, String hint, List<String> suggestions) {
        super(command.commandLine(), message);
        this.hint = hint;
        this.suggestions = suggestions;
    }

    /** With what to do about it; empty where the message says it. */
    static UsageException of(CommandSpec command, String message, String hint) {
        return new UsageException(command, message, hint, List.of());
    }

    /** About a name that there is not, among those that there are. */
    static UsageException unknown(CommandSpec command, String message, String name, Collection<String> known) {
        return new UsageException(command, message, "", Similar.to(name, known));
    }

    String hint() {
        return hint;
    }

    List<String> suggestions() {
        return suggestions;
    }
}
