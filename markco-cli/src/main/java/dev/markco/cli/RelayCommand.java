package dev.markco.cli;

import picocli.CommandLine.Command;

/** {@code markco relay}: the group of commands that run a relay. */
@Command(
        name = "relay",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Run the relay, which keeps documents in PostgreSQL and passes edits between clients.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RelayServeCommand.class)
final class RelayCommand extends CommandGroup {}
