package dev.markco.agent;

import dev.markco.agent.internal.disk.FaultPoints;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * An agent that can be made to die between two steps, as SIGKILL does it: from then on nothing of it gets to the disk, and
 * what is in memory is lost. Thread-safe.
 */
public final class MortalAgent implements AutoCloseable {
    /** Files that were swapped out are not looked after as long as outside of tests, in milliseconds. */
    private static final long KEEP_RETIRED = 300;

    private final Death death = new Death();
    private final Agent agent;

    private MortalAgent(AgentConfig config) {
        this.agent = new Agent(config, death, KEEP_RETIRED);
    }

    public static MortalAgent start(AgentConfig config) throws IOException {
        MortalAgent started = new MortalAgent(config);
        started.agent.start();
        return started;
    }

    public AgentStatus status() {
        return agent.status();
    }

    /** Says that files which are gone are meant to be, as often as that is asked. */
    public void releaseBrake() throws IOException {
        String trouble = agent.summary().trouble();
        if (trouble != null && trouble.contains("files are gone")) {
            agent.resume(false);
        }
    }

    /** Sets death off some steps from now. */
    public void doom(int steps) {
        death.set(steps);
    }

    /** Is dead when this returns: by then or, when the step was not reached in time, now. Its port and its lock are free. */
    public void die(Duration patience) throws InterruptedException {
        death.await(patience);
        try {
            agent.close();
        } catch (IOException e) {
            // The dead cannot end cleanly.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        agent.close();
    }

    /** Thrown wherever something durable would be done after death. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed");
        }
    }

    private static final class Death implements FaultPoints {
        private static final int NEVER = -1;
        private int left = NEVER;
        private boolean dead;

        synchronized void set(int steps) {
            left = steps;
        }

        synchronized void await(Duration patience) throws InterruptedException {
            long deadline = System.nanoTime() + patience.toNanos();
            long rest = patience.toNanos();
            while (!dead && rest > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, rest);
                rest = deadline - System.nanoTime();
            }
            dead = true;
        }

        @Override
        public synchronized void pass(String point) {
            if (!dead && left > 0 && --left == 0) {
                dead = true;
                notifyAll();
            }
            if (dead) {
                throw new Killed();
            }
        }
    }
}
