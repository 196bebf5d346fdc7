package dev.markco.cli;

import dev.markco.agent.Agent;
import dev.markco.agent.AgentConfig;
import dev.markco.agent.AgentStatus;
import dev.markco.agent.AgentSummary;
import dev.markco.agent.DocumentStatus.State;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;

/** An agent that ends when all is in sync, for {@code markco agent --once}. */
final class AgentRun implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(50);
    /** At most one part in so many of the time goes into asking. */
    private static final long MOST_ASKING = 20;
    /** How long the relay may be out of reach before there is no point in waiting. */
    private static final long REACH_SECONDS = 15;

    private final AgentConfig config;
    private final Console console;
    private final Duration timeout;
    private final boolean json;
    private final Time time;

    AgentRun(AgentConfig config, Console console, Duration timeout, boolean json, Time time) {
        this.config = config;
        this.console = console;
        this.timeout = timeout;
        this.json = json;
        this.time = time;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        AgentStatus status;
        try (Stopping stopping = Stopping.onSignals()) {
            try (Agent agent = AgentOptions.start(config, "--port")) {
                status = await(agent, stopping);
            }
            AgentReport.print(console.out(), AgentReport.of(status), json);
            return stopping.finished(exitCode(status.summary()));
        }
    }

    private AgentStatus await(Agent agent, Stopping stopping) throws InterruptedException {
        try (Progress progress = Progress.of(console, "syncing", 0, time)) {
            return await(agent, stopping, progress);
        }
    }

    private AgentStatus await(Agent agent, Stopping stopping, Progress progress) throws InterruptedException {
        long start = time.nanos();
        while (true) {
            long asked = time.nanos();
            AgentSummary summary = agent.summary();
            Duration took = Duration.ofNanos(time.nanos() - asked);
            Duration waited = Duration.ofNanos(time.nanos() - start);
            if (isOver(summary, waited) || stopping.isAsked()) {
                AgentStatus status = agent.status();
                // Something may have begun since: what is printed decides.
                if (isOver(status.summary(), waited) || stopping.isAsked()) {
                    return status;
                }
            }
            progress.at(summary.count(State.SYNCED), all(summary));
            Duration rest = took.multipliedBy(MOST_ASKING);
            time.sleep(rest.compareTo(POLL) < 0 ? POLL : rest);
        }
    }

    /** Whether there is nothing to wait for any more. */
    private boolean isOver(AgentSummary summary, Duration waited) {
        boolean unreachable = summary.relay() != null && !summary.connected() && waited.toSeconds() >= REACH_SECONDS;
        return summary.isInSync() || isWaitingForPeople(summary) || unreachable || waited.compareTo(timeout) >= 0;
    }

    private static int all(AgentSummary summary) {
        return Arrays.stream(State.values())
                .filter(state -> state != State.IGNORED)
                .mapToInt(summary::count)
                .sum();
    }

    /** Whether all is done but what the trouble is about. */
    private static boolean isWaitingForPeople(AgentSummary summary) {
        return summary.paused() || (summary.trouble() != null && summary.complete());
    }

    private static int exitCode(AgentSummary summary) {
        if (summary.relay() != null && !summary.connected() && !summary.paused()) {
            return ExitCode.UNREACHABLE;
        }
        return summary.isInSync() && summary.count(State.CONFLICT) == 0 ? ExitCode.OK : ExitCode.UNHEALTHY;
    }
}
