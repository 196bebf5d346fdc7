package dev.markco.cli;

import picocli.CommandLine.Command;

/** {@code markco config}: the group of commands about settings. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Show what is set, and where.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ConfigShowCommand.class)
final class ConfigCommand extends CommandGroup {}
