package dev.markco.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code markco doc}: the group of commands about single documents. */
@Command(
        name = "doc",
        mixinStandardHelpOptions = true,
        description = "List, read and restore documents.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {DocListCommand.class, DocDumpCommand.class, DocRestoreCommand.class},
        footer = {
            "",
            "A document is named user/project/path, without .md: local/notebook/01-index.",
            "",
            "These commands go through the relay at --relay or SYNC_RELAY_URL; without either, through the",
            "relay that uses the data directory, and when none runs they open the store themselves."
        })
final class DocCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        CommandSpec self = spec;
        if (self == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(self.commandLine(), "which command? list, dump or restore");
    }
}
