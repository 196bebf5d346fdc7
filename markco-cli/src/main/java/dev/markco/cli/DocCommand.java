package dev.markco.cli;

import picocli.CommandLine.Command;

/** {@code markco doc}: the group of commands about single documents. */
@Command(
        name = "doc",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "List, read, compare, follow, restore, move and delete documents.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A document is named user/project/path, without .md: local/notebook/01-index.",
            "",
            "These commands go through the relay at --relay or SYNC_RELAY_URL; without",
            "either, through the relay that uses the data directory; and when none runs,",
            "they open the store themselves.",
            "",
            "Examples:",
            "  markco doc list local/notebook",
            "  markco doc dump local/notebook/01-index",
            "  markco doc diff local/notebook/01-index 01-index.md"
        })
@Subcommands({
    DocListCommand.class,
    DocDumpCommand.class,
    DocCatCommand.class,
    DocDiffCommand.class,
    DocWatchCommand.class,
    DocRestoreCommand.class,
    DocMoveCommand.class,
    DocRemoveCommand.class,
    DocUntrashCommand.class
})
final class DocCommand extends CommandGroup {}
