package dev.markco.agent.internal.document;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.TrashFiles;
import dev.markco.agent.internal.disk.SystemRenames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that save what they read before we wrote the file. They act at named steps of the agent, so that no time counts. */
final class StaleSaveTest {
    private static final String READ = "one\ntwo\n";

    @TempDir
    Path root;

    private final Queue<Act> acts = new ArrayDeque<>();
    private OneDocument one;
    /** What a program opened. */
    private @Nullable FileChannel program;

    /** What another program does when the agent gets to a step. */
    private record Act(String point, Step step) {}

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    @BeforeEach
    void open() throws Exception {
        Files.writeString(root.resolve("a.md"), READ);
        one = OneDocument.open(root, this::reached, SystemRenames.ofSystem(), null);
        one.awaitSettled();
    }

    @AfterEach
    void close() throws Exception {
        one.close();
    }

    private synchronized void reached(String point) {
        Act next = acts.peek();
        if (next != null && next.point.equals(point)) {
            acts.remove();
            try {
                next.step.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private FileChannel opened() {
        return Objects.requireNonNull(program);
    }

    private void at(String point, String content) {
        at(point, () -> save(content));
    }

    private synchronized void at(String point, Step step) {
        acts.add(new Act(point, step));
    }

    private void save(String content) {
        try {
            Files.writeString(root.resolve("a.md"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        one.document().markDirty();
    }

    private synchronized boolean allActed() {
        return acts.isEmpty();
    }

    private void awaitFile(String content) {
        await().until(this::allActed);
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent(content));
        one.awaitSettled();
        assertThat(root.resolve("a.md")).hasContent(content);
    }

    @Test
    @DisplayName("R9 what we wrote stays when a program saves that had not seen it")
    void ourTextStays() {
        at("exchanged", "one\ntwo\nuser\n");
        one.type("typed\n");
        awaitFile("typed\none\ntwo\nuser\n");
    }

    @Test
    @DisplayName("R9 it stays when the program saves the very text it had read")
    void anUnchangedSaveTakesNothingAway() {
        at("exchanged", READ);
        one.type("typed\n");
        awaitFile("typed\none\ntwo\n");
    }

    @Test
    @DisplayName("R9 both of two writes stay when a program saves that had seen neither")
    void bothWritesStay() {
        one.type("typed1\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed1\none\ntwo\n"));
        at("exchanged", "one\ntwo\nuser\n");
        one.type("typed2\n");
        awaitFile("typed2\ntyped1\none\ntwo\nuser\n");
    }

    @Test
    @DisplayName("R9 a program that saw the first of two writes means what it left out of that one")
    void theFirstWriteWasSeen() {
        one.type("typed1\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed1\none\ntwo\n"));
        at("exchanged", "typed1\ntwo\nuser\n");
        one.type("typed2\n");
        awaitFile("typed2\ntyped1\ntwo\nuser\n");
    }

    @Test
    @DisplayName("R9 the same bytes saved again take our text away: that is meant")
    void aSecondSaveIsMeant() {
        at("exchanged", "one\ntwo\nuser\n");
        one.type("typed\n");
        awaitFile("typed\none\ntwo\nuser\n");
        save("one\ntwo\nuser\n");
        awaitFile("one\ntwo\nuser\n");
    }

    @Test
    @DisplayName("R9 what is saved on top of such a save, before we wrote again, is an edit of it")
    void furtherSavesAreEditsOfTheSave() {
        at("exchanged", "one\ntwo\nus\n");
        at("after log Stale", "one\ntwo\nuser\n");
        at("after log Stale", "one\ntwo\nuser\nmore\n");
        one.type("typed\n");
        awaitFile("typed\none\ntwo\nuser\nmore\n");
    }

    @Test
    @DisplayName("R9 a program that had seen our text, and saves when another's save was taken, keeps both")
    void anotherProgramHadSeenOurText() {
        at("exchanged", () -> {
            Files.readString(root.resolve("a.md"));
            save("one\ntwo\nuser\n");
        });
        at("after log Stale", "typed\none\ntwo\nother\n");
        one.type("typed\n");
        await().until(this::allActed);
        await().untilAsserted(() -> assertThat(Files.readString(root.resolve("a.md")))
                .containsOnlyOnce("typed")
                .containsOnlyOnce("user")
                .containsOnlyOnce("other"));
        one.awaitSettled();
    }

    @Test
    @DisplayName("R9 what comes out of an exchange is judged as well")
    void whatComesOutIsJudged() {
        one.type("typed1\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed1\none\ntwo\n"));
        at("temp named", "one\ntwo\nuser\n");
        one.type("typed2\n");
        awaitFile("typed2\ntyped1\none\ntwo\nuser\n");
    }

    @Test
    @DisplayName("R9 what came out of an exchange counts once when the program that wrote it saves it again with more")
    void whatCameOutIsSavedAgain() {
        one.type("typed1\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed1\none\ntwo\n"));
        at("temp named", "typed1\none\ntwo\nuser\n");
        at("after log Advanced", "typed1\none\ntwo\nuser\nmore\n");
        one.type("typed2\n");
        awaitFile("typed2\ntyped1\none\ntwo\nuser\nmore\n");
    }

    @Test
    @DisplayName("R8 R9 a program that had emptied the file when it was exchanged writes to what came out")
    void whatIsWrittenAfterTheExchangeIsJudged() throws IOException {
        one.type("typed1\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed1\none\ntwo\n"));
        // It comes after the agent has looked whether anybody has the file open for writing.
        at(
                "temp named",
                () -> program = FileChannel.open(root.resolve("a.md"), WRITE).truncate(0));
        at("after log Advanced", () -> opened().write(UTF_8.encode("one\ntwo\nuser\n")));
        one.type("typed2\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed2\ntyped1\none\ntwo\nuser\n"));
        opened().close();
        awaitFile("typed2\ntyped1\none\ntwo\nuser\n");
    }

    @Test
    @DisplayName(
            "R8 R9 what a program appends late, to a file that was swapped out before another appended, takes nothing away")
    void whatIsAppendedLateTakesNothingAway() throws Exception {
        one.close();
        one = OneDocument.openKeeping(root, this::reached, 10_000);
        one.awaitSettled();
        at("temp named", () -> program = FileChannel.open(root.resolve("a.md"), WRITE, APPEND));
        one.type("typed1\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed1\none\ntwo\n"));
        try (FileChannel late = opened()) {
            save("typed1\none\ntwo\nsaid 3\n");
            await().untilAsserted(() -> assertThat(one.liveFile()).isEqualTo("typed1\none\ntwo\nsaid 3\n"));
            one.type("typed2\n");
            await().untilAsserted(
                            () -> assertThat(root.resolve("a.md")).hasContent("typed2\ntyped1\none\ntwo\nsaid 3\n"));
            late.write(UTF_8.encode("said 2\n"));
            await().untilAsserted(() -> assertThat(Files.readAllLines(root.resolve("a.md")))
                    .containsExactlyInAnyOrder("typed2", "typed1", "one", "two", "said 2", "said 3"));
        }
        one.awaitSettled();
    }

    @Test
    @DisplayName("R8 R33 what a program may have run over late, in a file that was swapped out, is kept in the trash")
    void whatIsRunOverLateIsKept() throws Exception {
        one.type("typed1\n");
        // Without a look into the file, which would be a reader's.
        await().until(() -> Files.size(root.resolve("a.md")) == "typed1\none\ntwo\n".length());
        at("temp named", () -> program = FileChannel.open(root.resolve("a.md"), WRITE));
        one.type("typed2\n");
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasContent("typed2\ntyped1\none\ntwo\n"));
        try (FileChannel late = opened()) {
            late.truncate(0);
            late.write(UTF_8.encode("quite another text\n"));
        }
        await().untilAsserted(() -> assertThat(one.liveFile()).contains("quite another text"));
        one.awaitSettled();
        assertThat(TrashFiles.of(root)).anySatisfy(kept -> assertThat(kept).hasContent("typed2\ntyped1\none\ntwo\n"));
    }

    @Test
    @DisplayName("R8 a program that emptied the file while it was exchanged, and writes nothing, means that")
    void emptyingIsMeant() {
        at(
                "temp named",
                () -> program = FileChannel.open(root.resolve("a.md"), WRITE).truncate(0));
        at("after log Advanced", () -> opened().close());
        one.type("typed\n");
        awaitFile("typed\n");
    }

    @Test
    @DisplayName("R9 a save at the very place of our text leaves both")
    void editsAtOnePlaceStayBoth() {
        at("exchanged", "user says much\none\ntwo\n");
        one.type("typed is here\n");
        await().until(this::allActed);
        await().untilAsserted(() -> assertThat(Files.readAllLines(root.resolve("a.md")))
                .containsExactlyInAnyOrder("user says much", "typed is here", "one", "two"));
    }
}
