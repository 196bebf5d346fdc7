package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process that is killed again and again while both sides write. */
final class KillTest {
    private static final String KEY = "local/p/a";
    private static final int KILLS = 6;

    @TempDir
    Path root;

    @Test
    @DisplayName("R6 R7 killed with SIGKILL at random moments of writes both ways, nothing is lost or doubled")
    void killedAgainAndAgain() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Path file = Files.writeString(root.resolve("a.md"), "start\n");
        List<String> words = new ArrayList<>();
        try (MemoryRelay relay = new MemoryRelay()) {
            for (int kill = 0; kill < KILLS; kill++) {
                Process agent = AgentProcess.start(root, relay.url());
                try {
                    write(relay, file, "before" + kill, random, words);
                    awaitEqual(relay, file, seed);
                    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(400));
                    for (int i = 0; System.nanoTime() - end < 0; i++) {
                        write(relay, file, "during" + kill + "x" + i, random, words);
                    }
                } finally {
                    agent.destroyForcibly().waitFor();
                }
                write(relay, file, "after" + kill, random, words);
            }
            Process agent = AgentProcess.start(root, relay.url());
            try {
                awaitEqual(relay, file, seed);
                await().atMost(Duration.ofSeconds(20)).until(this::hasNoTemps);
                String text = Files.readString(file);
                assertThat(words)
                        .as("seed %d: words missing or doubled in %s", seed, text)
                        .allMatch(word -> text.split(word, -1).length == 2);
            } finally {
                agent.destroy();
                agent.waitFor();
            }
        }
    }

    private static void write(MemoryRelay relay, Path file, String name, Random random, List<String> words)
            throws IOException {
        String typed = name + "-typed;";
        String appended = name + "-appended;";
        words.add(typed);
        words.add(appended);
        relay.edit(KEY, doc -> {
            if (!doc.stateVector().isEmpty()) {
                doc.getText("content").insert(0, typed + "\n");
            } else {
                words.remove(typed);
            }
        });
        Files.writeString(file, appended + "\n", StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        LockSupport.parkNanos(random.nextInt(40_000_000));
    }

    private static void awaitEqual(MemoryRelay relay, Path file, long seed) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(Files.readString(file)).as("seed %d", seed).isEqualTo(relay.text(KEY)));
    }

    private boolean hasNoTemps() throws IOException {
        try (Stream<Path> files = Files.list(root);
                Stream<Path> swaps = Files.list(root.resolve(".markco/swap"))) {
            return files.noneMatch(file -> file.getFileName().toString().startsWith(".markco-"))
                    && swaps.findAny().isEmpty();
        }
    }
}
