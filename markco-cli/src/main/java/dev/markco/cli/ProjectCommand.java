package dev.markco.cli;

import picocli.CommandLine.Command;

/** {@code markco project}: the group of commands about whole projects. */
@Command(
        name = "project",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "List, dump and restore whole projects.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "A project is named user/project: local/notebook.",
            "",
            "Examples:",
            "  markco project list",
            "  markco project dump local/notebook -o notebook.tar.gz",
            "  markco project restore local/notebook notebook.tar.gz"
        })
@Subcommands({ProjectListCommand.class, ProjectDumpCommand.class, ProjectRestoreCommand.class})
final class ProjectCommand extends CommandGroup {}
