package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.agent.MortalAgent;
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.sync.time.SystemTime;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that may happen, in random order, to a relay on PostgreSQL, two agents on two directories, and editors at all
 * three; in the end every word is there once. {@code -Dmarkco.model.seed=n} runs one seed, {@code -Dmarkco.seeds=n} half
 * as many, {@code -Dmarkco.model.steps=n} that many steps each; {@code -Dmarkco.model.log=1} or {@code 2} tells more,
 * {@code -Dmarkco.model.removals=false} leaves out deletions and renames.
 *
 * <p>Left out: what another program overwrites because it read the file before we wrote it, and line ends other than LF.
 */
final class ModelTest {
    /** A seed takes seconds, so there are fewer of them than in other random tests. */
    private static final int SEEDS = Math.max(1, Integer.getInteger("markco.seeds", 25) / 2);

    private static final int STEPS = Integer.getInteger("markco.model.steps", 200);
    /** Every so many seeds, the relay is a process that may be killed; it takes longer to start. */
    private static final int MORTAL_RELAYS = 4;

    @TempDir
    static Path shared;

    private static EmbeddedPostgres postgres;
    private static ModelLog log;

    @BeforeAll
    static void startPostgres() {
        int verbose = Integer.getInteger("markco.model.log", 0);
        Logging.setUp(Level.ERROR, verbose, LogFormat.TEXT, false);
        log = ModelLog.listen(verbose == 0);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            if (!(failure instanceof MortalAgent.Killed) && before != null) {
                before.uncaughtException(thread, failure);
            }
        });
        // It would throw the deaths of one seed's agents into whoever waits in another.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
        postgres = EmbeddedPostgres.start(
                shared.resolve("postgres"),
                Path.of("target", "postgres-cache").toAbsolutePath(),
                SystemTime.named("test"));
    }

    @AfterAll
    static void stopPostgres() {
        Awaitility.reset();
        postgres.close();
    }

    private static LongStream seeds() {
        Long one = Long.getLong("markco.model.seed");
        return one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);
    }

    /** Seeds run beside each other, as many as JUnit is told: they mostly wait. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @Execution(ExecutionMode.CONCURRENT)
    @DisplayName(
            "R1 R3 R4 R5 R6 R7 R12 R14 R15 R24 whatever happens in whatever order, every word is there once in the end")
    void everyWordOnce(long seed, @TempDir Path directory) throws Exception {
        ThreadGroup group = new ThreadGroup("seed " + seed);
        FutureTask<@Nullable Void> task = new FutureTask<>(() -> {
            run(seed, directory, group);
            return null;
        });
        // Whatever threads this starts, and those of the agents that they start, are of the group.
        new Thread(group, task, "seed " + seed).start();
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static void run(long seed, Path directory, ThreadGroup group) throws Exception {
        boolean mortal = seed % MORTAL_RELAYS == MORTAL_RELAYS - 1;
        long start = System.currentTimeMillis();
        try (ModelWorld world = new ModelWorld(seed, mortal, postgres.url(), directory)) {
            List<String> complaints;
            try {
                for (int i = 0; i < STEPS; i++) {
                    world.step();
                }
                complaints = new ArrayList<>(world.finish());
                complaints.addAll(log.bugs(group, start));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e + "\n" + told(world, group, start), e);
            }
            if (!complaints.isEmpty()) {
                throw new AssertionError(
                        "seed " + seed + ": " + String.join("\n", complaints) + "\n" + told(world, group, start));
            }
        }
    }

    private static String told(ModelWorld world, ThreadGroup group, long start) {
        return world.trace() + "\nwhat was said meanwhile:\n" + log.said(group, start);
    }
}
