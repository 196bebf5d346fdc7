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
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Writers of the same file at full speed, from both sides; every word has to be there once in the end. {@code
 * -Dmarkco.race.seconds=n} has them race for longer, or not as long. Alone
 * in its process: a writer that stood still between reading and writing would race for nobody.
 */
@Isolated
final class RaceTest {
    private static final String KEY = "local/p/a";
    private static final Duration RACE = Duration.ofSeconds(Integer.getInteger("markco.race.seconds", 10));
    private static final Duration SHORT_RACE = RACE.dividedBy(5);
    /** How long a script takes from reading a file to writing it. */
    private static final long READ_TO_WRITE = TimeUnit.MILLISECONDS.toNanos(5);

    @TempDir
    Path root;

    private final ExecutorService writers = Executors.newCachedThreadPool();
    private final WordCount words = new WordCount();
    private Path file;
    private MemoryRelay relay;
    private Agent agent;

    @BeforeEach
    void open() throws Exception {
        file = Files.writeString(root.resolve("a.md"), "start.\n");
        relay = new MemoryRelay();
        AgentConfig config =
                AgentConfig.of(root).name("p").relayUrl(relay.url()).port(0).build();
        agent = new Agent(config, FaultPoints.NONE, 500);
        agent.start();
        assertThat(agent.awaitInSync(Duration.ofSeconds(60))).isTrue();
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
        race(RACE, this::type, this::append);
    }

    @Test
    @DisplayName("R7 R8 two appenders against someone who types")
    void twoAppendersAgainstTyping() throws Exception {
        race(SHORT_RACE, this::type, this::append, this::append);
    }

    @Test
    @DisplayName("R9 a script that reads the file and writes it anew in place, against someone who types")
    void rewriterInPlaceAgainstTyping() throws Exception {
        race(RACE, this::type, this::rewriteInPlace);
    }

    @Test
    @DisplayName("R9 a script that reads the file and replaces it by a rename, against someone who types")
    void rewriterByRenameAgainstTyping() throws Exception {
        race(RACE, this::type, this::rewriteByRename);
    }

    @Test
    void aSaveByRenameAfterTwoAppenders() throws Exception {
        race(SHORT_RACE, this::append, this::append);
        Path temp = root.resolve("a.tmp");
        Files.writeString(temp, Files.readString(file) + "renamed.\n");
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        await().until(() -> relay.text(KEY).contains("renamed."));
    }

    /** Somebody who puts one word, which nobody else has, into the text, and waits as long as it wants. */
    @FunctionalInterface
    private interface Writer {
        void write(String letter, Random random) throws IOException;
    }

    private void race(Duration time, Writer... racers) throws Exception {
        long seed = System.nanoTime();
        long end = seed + time.toNanos();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < racers.length; i++) {
            Writer racer = racers[i];
            String letter = String.valueOf((char) ('A' + i));
            Random random = new Random(seed + i);
            Callable<Void> run = () -> {
                while (System.nanoTime() - end < 0) {
                    racer.write(letter, random);
                }
                return null;
            };
            running.add(writers.submit(run));
        }
        for (Future<?> racer : running) {
            racer.get(time.toSeconds() + 60, TimeUnit.SECONDS);
        }
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            String text = Files.readString(file);
            assertThat(text).as("seed %d", seed).isEqualTo(relay.text(KEY));
            assertThat(words.wrongIn(text))
                    .as("seed %d: of %d words those that are not there once", seed, words.size())
                    .isEmpty();
        });
    }

    private void type(String letter, Random random) {
        String word = words.next(letter);
        relay.edit(KEY, doc -> {
            var text = doc.getText("content");
            int at = text.toString().indexOf('\n', random.nextInt(Math.max(1, text.length()))) + 1;
            text.insert(at, word + "\n");
        });
        LockSupport.parkNanos(random.nextInt(2_000_000));
    }

    private void append(String letter, Random random) throws IOException {
        byte[] line = (words.next(letter) + "\n").getBytes(StandardCharsets.UTF_8);
        Files.write(file, line, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        LockSupport.parkNanos(random.nextInt(20_000_000));
    }

    private void rewriteInPlace(String letter, Random random) throws IOException {
        String text = Files.readString(file);
        LockSupport.parkNanos(READ_TO_WRITE);
        Files.writeString(file, withLine(text, words.next(letter), random));
        LockSupport.parkNanos(random.nextInt(100_000_000));
    }

    private void rewriteByRename(String letter, Random random) throws IOException {
        String text = Files.readString(file);
        LockSupport.parkNanos(READ_TO_WRITE);
        Path temp = Files.writeString(root.resolve("a.tmp"), withLine(text, words.next(letter), random));
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LockSupport.parkNanos(random.nextInt(100_000_000));
    }

    private static String withLine(String text, String word, Random random) {
        int at = text.indexOf('\n', random.nextInt(Math.max(1, text.length()))) + 1;
        return text.substring(0, at) + word + "\n" + text.substring(at);
    }
}
