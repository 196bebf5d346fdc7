package dev.markco.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.yjs.StateVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * A file {@code a.md} with an agent and a relay where somebody else types, and a count of the words that both sides put in:
 * each has to be in the file and in the document once. Confined to one thread.
 */
final class SharedFile implements AutoCloseable {
    private static final String KEY = "local/p/a";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LINES = 20;
    /** Half as long as outside of tests: a program that has the file open may be slow to start. */
    private static final long KEEP_RETIRED = 1_000;

    private static final long MOST_PAUSE = TimeUnit.MILLISECONDS.toNanos(60);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Path root;
    private final Path file;
    private final MemoryRelay relay;
    private final Agent agent;
    private final List<String> words = new ArrayList<>();
    private final StateVector first;
    private String mode = "rw-r-----";
    private int made;
    private long typed;

    SharedFile(Path root) throws Exception {
        this.root = root;
        this.file = root.resolve("a.md");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES; i++) {
            text.append("The line with ").append(word()).append(" and 🌍.\n");
        }
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        relay = new MemoryRelay();
        agent = new Agent(
                AgentConfig.of(root).name("p").relayUrl(relay.url()).port(0).build(), FaultPoints.NONE, KEEP_RETIRED);
        agent.start();
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        first = relay.room(KEY).read(doc -> doc.stateVector());
    }

    long seed() {
        return seed;
    }

    Path path() {
        return file;
    }

    String text() throws IOException {
        return Files.readString(file);
    }

    /** A new word, which has to be there from now on. */
    String word() {
        String word = "w" + ++made + ";";
        words.add(word);
        return word;
    }

    /** Has a word that somebody else made up be there from now on. */
    void expect(String word) {
        words.add(word);
    }

    /** Has a word not be there any more: its deletion was what a program was asked for. */
    void forget(String word) {
        words.remove(word);
    }

    /** Expects another mode from now on. */
    void expectMode(String expected) {
        mode = expected;
    }

    /** Expects the mode that the file has now, given by a program that does not ask for the old one. */
    void expectPresentMode() throws IOException {
        mode = mode();
    }

    /** A text with one more line that has a new word. */
    String withLine(String text) {
        int at = text.lastIndexOf('\n', random.nextInt(text.length() + 1) - 1) + 1;
        return text.substring(0, at) + "saved " + word() + "\n" + text.substring(at);
    }

    /** Somebody elsewhere types a line; a moment passes, so that the agent may notice or not. */
    String type() {
        return type(text -> text.indexOf('\n', random.nextInt(Math.max(1, text.length()))) + 1);
    }

    /** Somebody elsewhere types a last line. */
    String typeAtTheEnd() {
        return type(String::length);
    }

    private String type(ToIntFunction<String> place) {
        String word = word();
        String line = "typed " + word + "\n";
        relay.edit(KEY, doc -> {
            var text = doc.getText("content");
            text.insert(place.applyAsInt(text.toString()), line);
        });
        typed += line.length();
        LockSupport.parkNanos(random.nextLong(MOST_PAUSE));
        return word;
    }

    /** How many characters have been typed. */
    long typed() {
        return typed;
    }

    /** Waits until the agent has written what was typed; the file is not opened, which would look as if somebody read it. */
    void awaitInFile(String word) {
        await().atMost(PATIENCE).until(() -> {
            String there = relay.text(KEY);
            return there.contains(word) && Files.size(file) == there.getBytes(UTF_8).length;
        });
    }

    void awaitInDocument(String word) {
        await().atMost(PATIENCE).until(() -> relay.text(KEY).contains(word));
    }

    void awaitGone(String word) {
        await().atMost(PATIENCE).until(() -> !relay.text(KEY).contains(word));
    }

    /** Waits until both sides are equal and have each word once, and nothing else was made or replaced. */
    void settle() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            String text = text();
            assertThat(text).as("seed %d", seed).isEqualTo(relay.text(KEY));
            assertThat(words)
                    .as("seed %d: words missing or doubled in%n%s", seed, text)
                    .allMatch(word -> count(text, word) == 1);
            assertThat(mode()).as("seed %d", seed).isEqualTo(mode);
        });
        StateVector now = relay.room(KEY).read(doc -> doc.stateVector());
        assertThat(now.covers(first)).as("seed %d: the history goes on", seed).isTrue();
    }

    private static int count(String text, String word) {
        return text.split("\\b" + word, -1).length - 1;
    }

    /** How many characters have been put into the document since it was made, whatever became of them. */
    long inserted() {
        StateVector now = relay.room(KEY).read(doc -> doc.stateVector());
        return now.clients().stream()
                .mapToLong(client -> now.get(client) - first.get(client))
                .sum();
    }

    /** Waits until nothing but the file, what programs leave beside it, and what is hidden on purpose is there. */
    void awaitNames(String... names) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            try (Stream<Path> files = Files.list(root)) {
                List<String> found = files.map(path -> path.getFileName().toString())
                        .sorted()
                        .toList();
                TreeSet<String> expected = new TreeSet<>(List.of(names));
                expected.add(".markco");
                assertThat(found).as("seed %d", seed).containsExactlyElementsOf(expected);
            }
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(agent.status().documents())
                        .as("seed %d", seed)
                        .allMatch(document -> document.state() == DocumentStatus.State.SYNCED));
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Override
    public void close() throws Exception {
        agent.close();
        relay.close();
    }
}
