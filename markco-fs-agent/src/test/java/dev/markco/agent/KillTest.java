package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.JavaImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The agent as a process that is killed again and again while both sides write, at moments that also fall into its start.
 * {@code -Dmarkco.kills=n} kills it more often, {@code -Dmarkco.kill.seed=n} at the moments of another run.
 */
final class KillTest {
    private static final String KEY = "local/p/a";
    private static final int KILLS = Integer.getInteger("markco.kills", 100);
    private static final int LONGEST_LIFE = 700;
    private static final long MOST_PAUSE = TimeUnit.MILLISECONDS.toNanos(30);
    /** Every so many lives, both sides must have become equal before the end. */
    private static final int LONG_LIFE = 20;

    @TempDir
    static Path shared;

    private static JavaImage image;

    @TempDir
    Path root;

    private final long seed = Long.getLong("markco.kill.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final WordCount words = new WordCount();
    private MemoryRelay relay;
    private Path file;

    @BeforeAll
    static void makeImage() throws Exception {
        Path project = Files.createDirectory(shared.resolve("p"));
        Files.writeString(project.resolve("a.md"), "one\n");
        try (MemoryRelay relay = new MemoryRelay()) {
            JavaImage.Training once =
                    JavaImage.Training.of(AgentProcess.class.getName(), project.toString(), relay.url(), "once");
            image = JavaImage.make(shared, System.getProperty("java.class.path"), once);
        }
    }

    @BeforeEach
    void open() throws Exception {
        file = Files.writeString(root.resolve("a.md"), "start\n");
        relay = new MemoryRelay();
    }

    @AfterEach
    void close() throws Exception {
        relay.close();
    }

    @Test
    @DisplayName("R6 R7 killed with SIGKILL at random moments of writes both ways, nothing is lost or doubled")
    void killedAgainAndAgain() throws Exception {
        AgentProcess next = AgentProcess.start(image, root, relay.url());
        try {
            next.go();
            awaitEqual();
            next.kill();
            next = AgentProcess.start(image, root, relay.url());
            for (int kill = 0; kill < KILLS; kill++) {
                AgentProcess agent = next;
                // The next one gets ready while this one lives.
                next = AgentProcess.start(image, root, relay.url());
                live(agent, kill);
            }
            next.go();
            awaitEqual();
            await().atMost(Duration.ofSeconds(60)).until(this::hasNoTemps);
            assertThat(words.wrongIn(Files.readString(file)))
                    .as("seed %d: words and how often they are there", seed)
                    .isEmpty();
        } finally {
            next.kill();
        }
    }

    private void live(AgentProcess agent, int kill) throws Exception {
        try {
            agent.go();
            if (kill % LONG_LIFE == 0) {
                write();
                awaitEqual();
            }
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_LIFE));
            while (System.nanoTime() - end < 0) {
                write();
            }
        } finally {
            agent.kill();
        }
    }

    private void write() throws IOException {
        String typed = words.next("T");
        relay.edit(KEY, doc -> doc.getText("content").insert(0, typed + "\n"));
        String appended = words.next("A");
        Files.writeString(file, appended + "\n", StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        LockSupport.parkNanos(random.nextLong(MOST_PAUSE));
    }

    private void awaitEqual() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(Files.readString(file)).as("seed %d", seed).isEqualTo(relay.text(KEY)));
    }

    private boolean hasNoTemps() throws IOException {
        try (Stream<Path> files = Files.list(root);
                Stream<Path> swaps = Files.list(root.resolve(".markco/swap"))) {
            return files.map(path -> path.getFileName().toString())
                            .noneMatch(name -> name.startsWith(".markco-") || name.contains(".conflict-"))
                    && swaps.findAny().isEmpty();
        }
    }
}
