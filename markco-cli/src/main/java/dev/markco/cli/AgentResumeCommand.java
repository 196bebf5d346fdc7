package dev.markco.cli;

import ch.qos.logback.classic.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code markco agent resume}: ends a pause, or answers the question that stopped deletions. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Have the agent of a directory go on: after a pause, or after it stopped because most files were gone.",
            "In the latter case this says that they are meant to be gone; with --restore they are written again."
        },
        footer = {"", "Examples:", "  markco agent resume --project ~/notes", "  markco agent resume --restore"})
final class AgentResumeCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RunningAgent agent = new RunningAgent();

    @Option(
            names = "--restore",
            description = "Write the files that are gone again, instead of deleting their documents.")
    boolean restore;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        agent.post(restore ? "/resume?restore=1" : "/resume");
        console.say("The agent goes on.");
        return ExitCode.OK;
    }
}
