package dev.markco.cli;

import picocli.CommandLine.Command;

/** The root of all commands. */
@Command(
        name = "markco",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description =
                "Markdown projects edited in a browser, on several devices and by programs at once, without losing a word.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Start here:",
            "  markco up --project ~/notes   keep a directory, a relay and a database equal",
            "  markco doc list               what the relay keeps",
            "  markco status                 how everything stands",
            "  markco help COMMAND           more about a command",
            "  markco help environment       topics: configuration, environment, exit-codes, document-keys, going-back"
        })
@Subcommands({
    UpCommand.class,
    RelayCommand.class,
    AgentCommand.class,
    DocCommand.class,
    ProjectCommand.class,
    StatusCommand.class,
    DoctorCommand.class,
    MigrateCommand.class,
    ConfigCommand.class,
    CompletionCommand.class,
    CompleteCommand.class,
    VersionCommand.class,
    HelpCommand.class
})
final class MarkcoCommand extends CommandGroup {}
