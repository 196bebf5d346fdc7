package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.FaultPoints;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The agents of a test, on one relay, all of the project {@code p}; those that were made are closed with it. */
final class RunningAgents implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long KEEP_RETIRED = 300;

    private final Supplier<String> relayUrl;
    private final List<Agent> agents = new ArrayList<>();

    /** {@code relayUrl} is asked for each agent. */
    RunningAgents(Supplier<String> relayUrl) {
        this.relayUrl = relayUrl;
    }

    /** An agent on a directory, not started. */
    Agent make(Path project) {
        return make(project, FaultPoints.NONE);
    }

    Agent make(Path project, FaultPoints faults) {
        AgentConfig config = AgentConfig.of(project)
                .name("p")
                .relayUrl(relayUrl.get())
                .port(0)
                .build();
        Agent agent = new Agent(config, faults, KEEP_RETIRED);
        agents.add(agent);
        return agent;
    }

    /** An agent on a directory, in sync. */
    Agent start(Path project) throws Exception {
        Agent agent = make(project);
        agent.start();
        assertInSync(agent);
        return agent;
    }

    static void assertInSync(Agent agent) throws InterruptedException {
        assertThat(agent.awaitInSync(PATIENCE))
                .as(() -> "in sync: " + agent.status())
                .isTrue();
    }

    @Override
    public void close() throws Exception {
        for (Agent agent : agents) {
            agent.close();
        }
    }
}
