package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.agent.MortalAgent;
import dev.markco.relay.postgres.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that may happen, in random order, to a relay on PostgreSQL, two agents on two directories, and editors at all
 * three; in the end every word is there once. {@code -Dmarkco.model.seed=n} runs one seed, {@code -Dmarkco.model.log=1} or
 * {@code 2} tells more, {@code -Dmarkco.model.removals=false} leaves out deletions and renames.
 *
 * <p>Left out: what another program overwrites because it read the file before we wrote it, and line ends other than LF.
 */
final class ModelTest {
    /** A seed takes seconds, so there are fewer of them than in other random tests. */
    private static final int SEEDS = Math.max(1, Integer.getInteger("markco.seeds", 25) / 3);

    private static final int STEPS = 60;
    /** Every so many seeds, the relay is a process that may be killed; it takes longer to start. */
    private static final int MORTAL_RELAYS = 4;

    @TempDir
    static Path shared;

    private static EmbeddedPostgres postgres;
    private static ModelLog log;

    @TempDir
    Path directory;

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
        postgres = EmbeddedPostgres.start(
                shared.resolve("postgres"), Path.of("target", "postgres-cache").toAbsolutePath());
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    private static LongStream seeds() {
        Long one = Long.getLong("markco.model.seed");
        return one == null ? LongStream.range(0, SEEDS) : LongStream.of(one);
    }

    @Test
    @DisplayName(
            "R1 R3 R4 R5 R6 R7 R12 R14 R15 R24 whatever happens in whatever order, every word is there once in the end")
    void everyWordOnce() throws Exception {
        for (long seed : seeds().toArray()) {
            Path place = Files.createDirectories(directory.resolve("seed-" + seed));
            log.restart();
            run(seed, place);
        }
    }

    private static void run(long seed, Path place) throws Exception {
        boolean mortal = seed % MORTAL_RELAYS == MORTAL_RELAYS - 1;
        try (ModelWorld world = new ModelWorld(seed, mortal, postgres.url(), place)) {
            List<String> complaints;
            try {
                for (int i = 0; i < STEPS; i++) {
                    world.step();
                }
                complaints = new ArrayList<>(world.finish());
                complaints.addAll(log.bugs());
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e + "\n" + told(world), e);
            }
            if (!complaints.isEmpty()) {
                throw new AssertionError("seed " + seed + ": " + String.join("\n", complaints) + "\n" + told(world));
            }
        }
    }

    private static String told(ModelWorld world) {
        return world.trace() + "\nwhat the agents said:\n" + log;
    }
}
