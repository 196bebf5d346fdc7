package dev.markco.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Agents, a relay and tabs in simulated time, with all that may happen between them: every word is there once in the end. One
 * seed with all that happened: {@code -Dmarkco.simulation.seed=17}; more of them: {@code -Dmarkco.simulation.seeds=100000}.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("markco.simulation.seeds", 1_000);
    private static final Long ONE = Long.getLong("markco.simulation.seed");

    @Test
    void everyWordIsThereOnce() {
        if (ONE != null) {
            World.run(ONE, Plan.of(ONE), System.out::println);
            return;
        }
        for (long seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    /** What the agents of simulated worlds log is no news: they are in trouble on purpose. */
    @BeforeAll
    static void silence() {
        Thread simulated = Thread.currentThread();
        if (ONE == null && LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.addTurboFilter(new TurboFilter() {
                @Override
                public FilterReply decide(
                        Marker marker, Logger logger, Level level, String format, Object[] params, Throwable thrown) {
                    return Thread.currentThread() == simulated ? FilterReply.DENY : FilterReply.NEUTRAL;
                }
            });
        }
    }

    @AfterAll
    static void speak() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logs) {
            logs.resetTurboFilterList();
        }
    }

    private static void run(long seed) {
        try {
            World.run(seed, Plan.of(seed), said -> {});
        } catch (AssertionError | RuntimeException e) {
            List<String> trace = new ArrayList<>();
            try {
                World.run(seed, Plan.of(seed), trace::add);
            } catch (AssertionError | RuntimeException again) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage() + '\n' + String.join("\n", trace), e);
            }
            throw new AssertionError("seed " + seed + " failed once only: " + e.getMessage(), e);
        }
    }

    @Test
    void theSameSeedIsTheSameRun() {
        for (long seed = 0; seed < 20; seed++) {
            assertThat(trace(seed)).isEqualTo(trace(seed));
        }
    }

    private static List<String> trace(long seed) {
        List<String> trace = new ArrayList<>();
        try {
            World.run(seed, Plan.of(seed), trace::add);
        } catch (AssertionError e) {
            trace.add(e.getMessage());
        }
        return trace;
    }
}
