package dev.markco.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of all commands. */
@Command(
        name = "markco",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description =
                "Markdown projects edited in a browser, on several devices and by programs at once, without losing a word.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            RelayCommand.class,
            AgentCommand.class,
            DocCommand.class,
            MigrateCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Start here:",
            "  markco up --project ~/notes        keep a directory, a relay and PostgreSQL equal",
            "  markco doc list                    what the relay keeps",
            "  markco help COMMAND                more about a command"
        })
final class MarkcoCommand implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public void run() {
        CommandSpec self = spec;
        if (self == null) {
            throw new IllegalStateException("not run by picocli");
        }
        throw new ParameterException(
                self.commandLine(), "which command? 'markco up --project DIR' is a good first one");
    }
}
