package dev.markco.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code markco relay}: the group of commands that run a relay. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        description = "Run the relay, which keeps documents in PostgreSQL and passes edits between clients.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RelayServeCommand.class)
final class RelayCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        CommandSpec self = spec;
        if (self == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(self.commandLine(), "which command? serve");
    }
}
