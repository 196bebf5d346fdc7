package dev.markco.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
