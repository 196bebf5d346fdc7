package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent's memory on the disk is taken away, or another one put in its place, while the agent runs. */
final class StateTakenAwayTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ANEW = "It is made anew";

    @TempDir
    Path directory;

    private Path root;
    private Path state;
    private MemoryRelay relay;
    /** The relay's address, also while it is away. */
    private String url;

    private final RunningAgents agents = new RunningAgents(() -> url);

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(directory.resolve("p"));
        state = root.resolve(".markco");
        relay = new MemoryRelay();
        url = relay.url();
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        relay.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"clean -fdxq", "stash push --all -q"})
    @DisplayName(
            "R6 git takes the state along: work goes on, the log says so once, and the next start finds no conflict")
    void takenByGit(String command) throws Exception {
        write("a.md", "one\n");
        GitCommand.run(root, "init", "-q");
        GitCommand.run(root, "add", "a.md");
        GitCommand.run(root, "commit", "-qm", "a");
        try (LogLines lines = new LogLines(root)) {
            Agent agent = agents.start(root);
            GitCommand.run(root, command.split(" "));
            append("a.md", "here\n");
            relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "there\n"));
            awaitBoth("a", "there\none\nhere\n");
            awaitWhole(1);
            assertThat(agent.summary().trouble()).isNull();
            assertThat(lines.with(ANEW)).hasSize(1);
            assertThat(lines.with("not what it was")).isEmpty();
        }
        restartAndEditBoth("there\none\nhere\n");
    }

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    @DisplayName(
            "R4 the state of documents in memory or at rest is lost: the common text is not, also while the agent pauses")
    void commonTextStays(boolean rests, boolean paused) throws Exception {
        write("a.md", "one\ntwo\nthree\n");
        Agent agent = agents.start(root);
        if (rests) {
            agent.close();
            agent = agents.start(root);
        }
        if (paused) {
            agent.pause();
        }
        remove(state);
        awaitWhole(1);
        assertThat(Files.exists(state.resolve("paused"))).isEqualTo(paused);
        agent.close();
        append("a.md", "here\n");
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "there\n"));
        agent = agents.make(root);
        agent.start();
        if (paused) {
            assertThat(agent.summary().paused()).isTrue();
            agent.resume(false);
        }
        awaitBoth("a", "there\none\ntwo\nthree\nhere\n");
        assertNoCopies();
    }

    @Test
    @DisplayName("R4 with edits that the relay has not seen yet, over a start without it")
    void editsOnTheirWay() throws Exception {
        write("a.md", "one\ntwo\nthree\n");
        agents.start(root).close();
        MemoryRelay former = relay;
        relay = former.restart(() -> assertThatCode(this::editAlone).doesNotThrowAnyException());
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "there\n"));
        agents.make(root).start();
        awaitBoth("a", "there\none\ntwo\nthree\nhere\n");
        assertNoCopies();
    }

    private void editAlone() throws Exception {
        Agent agent = agents.make(root);
        agent.start();
        append("a.md", "here\n");
        awaitState(agent, "a", DocumentStatus.State.UPLOADING);
        agent.close();
        agent = agents.make(root);
        agent.start();
        awaitState(agent, "a", DocumentStatus.State.UPLOADING);
        remove(state);
        awaitWhole(1);
        agent.close();
    }

    @Test
    @DisplayName("R4 the file and the state change in one moment: the relay's text, which is known, is the common one")
    void fileChangesToo() throws Exception {
        write("a.md", "one\ntwo\nthree\n");
        agents.start(root).close();
        Agent agent = agents.start(root);
        remove(state);
        write("a.md", "one\nthree\n");
        awaitBoth("a", "one\nthree\n");
        awaitWhole(1);
        RunningAgents.assertInSync(agent);
        assertNoCopies();
    }

    @Test
    @DisplayName("R12 documents whose files went with the state go to the trash, unless the relay has something else")
    void filesGoToo() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            write(name + ".md", "text of " + name + "\n");
        }
        agents.start(root).close();
        agents.start(root);
        String id = relay.id("local/p/a");
        Files.delete(root.resolve("a.md"));
        remove(state);
        awaitWhole(2);
        await().atMost(PATIENCE).until(() -> relay.isTrashed(id));
        assertThat(root.resolve("a.md")).doesNotExist();
        assertThat(relay.exists("local/p/b")).isTrue();
    }

    @Test
    @DisplayName("a state of another time that is put in its place is not believed")
    void anotherState() throws Exception {
        write("a.md", "one\n");
        agents.start(root).close();
        Path former = directory.resolve("former");
        copy(state, former);
        Agent agent = agents.start(root);
        append("a.md", "two\n");
        awaitBoth("a", "one\ntwo\n");
        agent.close();
        agent = agents.start(root);
        // Without a moment in which there is none, for the agent would make one.
        Files.move(state, directory.resolve("latest"));
        Files.move(former, state);
        await().atMost(PATIENCE).until(() -> Files.exists(state.resolve("documents.found-1")));
        awaitWhole(1);
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "there\n"));
        awaitBoth("a", "there\none\ntwo\n");
        agent.close();
        restartAndEditBoth("there\none\ntwo\n");
    }

    @Test
    @DisplayName("R12 a project's directory that is another one stops everything, and gets nothing")
    void anotherProject() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        Path moved = directory.resolve("moved");
        Files.move(root, moved);
        Files.createDirectory(root);
        await().atMost(PATIENCE)
                .until(() -> String.valueOf(agent.summary().trouble()).contains("not what it was"));
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "there\n"));
        Files.delete(root);
        Files.move(moved, root);
        awaitBoth("a", "there\none\n");
        assertThat(agent.summary().trouble()).isNull();
    }

    private void restartAndEditBoth(String text) throws Exception {
        agents.close();
        append("a.md", "later\n");
        relay.edit("local/p/a", doc -> doc.getText("content").insert(0, "elsewhere\n"));
        agents.start(root);
        awaitBoth("a", "elsewhere\n" + text + "later\n");
        assertNoCopies();
    }

    private void awaitWhole(int logs) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(state.resolve("lock")).exists();
            assertThat(state.resolve("address")).exists();
            assertThat(state.resolve(".gitignore")).hasContent("*");
            try (Stream<Path> files = Files.list(state.resolve("documents"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".log")))
                        .hasSize(logs);
            }
        });
    }

    private void awaitBoth(String name, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(relay.text("local/p/" + name)).isEqualTo(text);
            assertThat(root.resolve(name + ".md")).hasContent(text);
        });
    }

    private static void awaitState(Agent agent, String docPath, DocumentStatus.State state) {
        await().atMost(PATIENCE)
                .until(() -> agent.status().documents().stream()
                        .anyMatch(document -> document.docPath().equals(docPath) && document.state() == state));
    }

    private void assertNoCopies() throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.contains(".conflict-"));
        }
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
    }

    private void append(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text, StandardOpenOption.APPEND);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /** As {@code rm -rf}: what is made meanwhile goes as well. */
    private static void remove(Path tree) {
        await().atMost(PATIENCE).until(() -> {
            try (Stream<Path> files = Files.walk(tree)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return true;
            } catch (IOException | java.io.UncheckedIOException e) {
                return false;
            }
        });
    }
}
