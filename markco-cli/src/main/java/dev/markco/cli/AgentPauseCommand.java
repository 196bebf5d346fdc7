package dev.markco.cli;

import ch.qos.logback.classic.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code markco agent pause}: has the running agent of a directory do nothing for a while. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Have the agent of a directory do nothing: no file is read or written, nothing goes to the relay.",
            "It stays like that, over restarts too, until 'markco agent resume'."
        },
        footer = {"", "Example:", "  markco agent pause --project ~/notes"})
final class AgentPauseCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RunningAgent agent = new RunningAgent();

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        agent.post("/pause");
        console.say("The agent pauses.");
        return ExitCode.OK;
    }
}
