package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.internal.disk.FaultPoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of the same file at full speed, from both sides; every word has to be there once in the end. */
final class RaceTest {
    private static final String KEY = "local/p/a";
    private static final int WORDS = 150;

    @TempDir
    Path root;

    private final ExecutorService writers = Executors.newCachedThreadPool();
    private MemoryRelay relay;
    private Agent agent;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(root.resolve("a.md"), "start.\n");
        relay = new MemoryRelay();
        AgentConfig config =
                AgentConfig.of(root).name("p").relayUrl(relay.url()).port(0).build();
        agent = new Agent(config, FaultPoints.NONE, 500);
        agent.start();
        assertThat(agent.awaitInSync(Duration.ofSeconds(20))).isTrue();
    }

    @AfterEach
    void close() throws Exception {
        writers.shutdownNow();
        agent.close();
        relay.close();
    }

    @Test
    @DisplayName("R7 R8 an appender against someone who types")
    void appenderAgainstTyping() throws Exception {
        race(List.of(this::type, this::append));
    }

    @Test
    @DisplayName("R7 R8 two appenders against someone who types")
    void twoAppendersAgainstTyping() throws Exception {
        race(List.of(this::type, this::append, this::append));
    }

    @Test
    void aSaveByRenameAfterTwoAppenders() throws Exception {
        List<String> words = race(List.of(this::append, this::append));
        assertThat(words).hasSize(2 * WORDS);
        Path temp = root.resolve("a.tmp");
        Files.writeString(temp, Files.readString(root.resolve("a.md")) + "renamed.\n");
        Files.move(temp, root.resolve("a.md"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        await().until(() -> relay.text(KEY).contains("renamed."));
    }

    /** A writer of so many words that start with the given letter; returns them. */
    @FunctionalInterface
    private interface Writer {
        List<String> write(String letter, Random random) throws IOException;
    }

    private List<String> race(List<Writer> racers) throws Exception {
        long seed = System.nanoTime();
        List<Future<List<String>>> running = new ArrayList<>();
        for (int i = 0; i < racers.size(); i++) {
            Writer racer = racers.get(i);
            String letter = String.valueOf((char) ('A' + i));
            Random random = new Random(seed + i);
            Callable<List<String>> run = () -> racer.write(letter, random);
            running.add(writers.submit(run));
        }
        List<String> words = new ArrayList<>();
        for (Future<List<String>> racer : running) {
            words.addAll(racer.get(60, TimeUnit.SECONDS));
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            String file = Files.readString(root.resolve("a.md"));
            assertThat(file).as("seed %d", seed).isEqualTo(relay.text(KEY));
            assertThat(words)
                    .as("seed %d: words that are missing or doubled in %s", seed, file)
                    .allMatch(word -> file.split(word, -1).length == 2);
        });
        return words;
    }

    private List<String> type(String letter, Random random) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < WORDS; i++) {
            String word = letter + i + ";";
            words.add(word);
            relay.edit(KEY, doc -> {
                var text = doc.getText("content");
                int at = text.toString().indexOf('\n', random.nextInt(Math.max(1, text.length()))) + 1;
                text.insert(at, word + "\n");
            });
            LockSupport.parkNanos(random.nextInt(20_000_000));
        }
        return words;
    }

    private List<String> append(String letter, Random random) throws IOException {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < WORDS; i++) {
            String word = letter + i + ";";
            words.add(word);
            byte[] line = (word + "\n").getBytes(StandardCharsets.UTF_8);
            Files.write(root.resolve("a.md"), line, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            LockSupport.parkNanos(random.nextInt(20_000_000));
        }
        return words;
    }
}
