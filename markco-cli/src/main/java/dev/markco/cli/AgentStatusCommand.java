package dev.markco.cli;

import ch.qos.logback.classic.Level;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code markco agent status}: how the running agent of a directory stands. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Say how the agent of a directory stands: how many documents are in sync, and what the others wait for.",
            "Exit code: 0 all in sync, 3 something is under way or waits for a person, 5 no agent runs there."
        },
        footer = {
            "",
            "Examples:",
            "  markco agent status --project ~/notes",
            "  markco agent status --json | jq .counts"
        })
final class AgentStatusCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RunningAgent agent = new RunningAgent();

    @Option(names = "--json", description = "Print it as JSON.")
    boolean json;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        JsonNode status = agent.status();
        AgentReport.print(console.out(), status, json);
        boolean well = status.path("inSync").asBoolean(false)
                && status.path("counts").path("conflict").asInt(0) == 0;
        return well ? ExitCode.OK : ExitCode.UNHEALTHY;
    }
}
