package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.internal.disk.FaultPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and documents that are deleted, renamed and restored, on both sides. */
final class ComingAndGoingTest extends ProjectOnRelay {
    private static final String A = "local/p/a";
    private static final String B = "local/p/b";

    @Test
    @DisplayName("R12 a deleted file's document goes to the trash, and so does the file of another agent")
    void deletionsTravel() throws Exception {
        write("notes/a.md", "one\n");
        Agent here = agents.start(root);
        Path there = Files.createDirectory(directory.resolve("there"));
        agents.start(there);
        await().atMost(PATIENCE).until(() -> Files.exists(there.resolve("notes/a.md")));
        String id = relay.id("local/p/notes/a");
        Files.delete(root.resolve("notes/a.md"));
        await().atMost(PATIENCE).until(() -> relay.isTrashed(id));
        await().atMost(PATIENCE).until(() -> !Files.exists(there.resolve("notes")));
        assertThat(TrashFiles.of(there))
                .singleElement()
                .satisfies(file -> assertThat(file).hasContent("one\n"));
        assertThat(TrashFiles.of(root))
                .singleElement()
                .satisfies(file -> assertThat(file).hasContent("one\n"));
        await().atMost(PATIENCE).until(() -> here.status().documents().isEmpty());

        write("notes/a.md", "another\n");
        await().atMost(PATIENCE).until(() -> relay.text("local/p/notes/a").equals("another\n"));
        assertThat(relay.id("local/p/notes/a")).isNotEqualTo(id);
        awaitFile(there.resolve("notes/a.md"), "another\n");
    }

    @Test
    @DisplayName("R12 a deletion made without the relay reaches it later, unless the document changed meanwhile")
    void deletionsWait() throws Exception {
        write("a.md", "one\n");
        write("b.md", "two\n");
        agents.start(root);
        String a = relay.id(A);
        relay = relay.restart(() -> {
            delete("a.md");
            delete("b.md");
            relay.edit("local/p/b", doc -> doc.getText("content").insert(4, "meanwhile\n"));
            await().atMost(PATIENCE).until(() -> TrashFiles.of(root).size() == 2);
        });
        await().atMost(PATIENCE).until(() -> relay.isTrashed(a));
        awaitFile(root.resolve("b.md"), "two\nmeanwhile\n");
        assertThat(relay.exists("local/p/b")).isTrue();
    }

    @Test
    @DisplayName("R12 files deleted while no agent ran are deleted")
    void deletionsSinceTheLastRun() throws Exception {
        write("a.md", "one\n");
        write("b.md", "two\n");
        agents.start(root).close();
        String a = relay.id(A);
        Files.delete(root.resolve("a.md"));
        agents.start(root);
        await().atMost(PATIENCE).until(() -> relay.isTrashed(a));
        assertThat(root.resolve("b.md")).hasContent("two\n");
        assertThat(relay.exists("local/p/b")).isTrue();
    }

    @Test
    @DisplayName(
            "R12 a document trashed while the agent was away goes, also when the index of what was at rest is lost")
    void trashedWhileAway() throws Exception {
        write("a.md", "one\n");
        write("b.md", "two\n");
        agents.start(root).close();
        relay.trash(A);
        agents.start(root).close();
        assertThat(root.resolve("a.md")).doesNotExist();
        relay.trash("local/p/b");
        Files.delete(root.resolve(".markco/index"));
        agents.start(root);
        await().atMost(PATIENCE).until(() -> !Files.exists(root.resolve("b.md")));
        assertThat(relay.exists("local/p/b")).isFalse();
        assertThat(TrashFiles.of(root)).hasSize(2);
    }

    @Test
    @DisplayName("R12 an edit that nobody else has beats a deletion elsewhere: the document is restored with it")
    void editsBeatDeletions() throws Exception {
        write("a.md", "one\n");
        agents.start(root).close();
        String id = relay.id(A);
        relay.trash(A);
        append(root.resolve("a.md"), "unsent\n");
        agents.start(root);
        await().atMost(PATIENCE).until(() -> relay.exists(A) && relay.text(A).equals("one\nunsent\n"));
        assertThat(relay.id(A)).isEqualTo(id);
        assertThat(root.resolve("a.md")).hasContent("one\nunsent\n");
        assertThat(TrashFiles.of(root)).isEmpty();
    }

    @Test
    @DisplayName("R12 a document with unsent edits that cannot be restored, its former name being taken, is made anew")
    void editsBeatDeletionsUnderAnotherName() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        String id = relay.id(A);
        relay = relay.restart(() -> {
            relay.trash(A);
            relay.put(A, "two\n");
            move("a.md", "b.md");
            await().atMost(PATIENCE)
                    .until(() -> agent.status().documents().stream()
                            .anyMatch(document -> document.docPath().equals("b")));
            writeOrThrow("b.md", "one\nunsent\n");
        });
        await().atMost(PATIENCE).until(() -> relay.exists(B) && relay.text(B).equals("one\nunsent\n"));
        RunningAgents.assertInSync(agent);
        assertThat(root.resolve("a.md")).hasContent("two\n");
        assertThat(relay.isTrashed(id)).isTrue();
    }

    @Test
    @DisplayName("R20 a document restored from the trash is a file again")
    void restored() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        String id = relay.id(A);
        relay.trash(A);
        await().atMost(PATIENCE).until(() -> !Files.exists(root.resolve("a.md")));
        await().atMost(PATIENCE).until(() -> agent.status().documents().isEmpty());
        relay.restore(id);
        awaitFile(root.resolve("a.md"), "one\n");
        RunningAgents.assertInSync(agent);
    }

    @Test
    @DisplayName("R12 a renamed file is the same document under another name, for other agents too")
    void renamesTravel() throws Exception {
        write("a.md", "one\n");
        write("same.md", "one\n");
        Agent here = agents.start(root);
        Path there = Files.createDirectory(directory.resolve("there"));
        agents.start(there);
        await().atMost(PATIENCE).until(() -> Files.exists(there.resolve("a.md")));
        String id = relay.id(A);
        Files.createDirectory(root.resolve("sub"));
        Files.move(root.resolve("a.md"), root.resolve("sub/b.md"));
        await().atMost(PATIENCE).until(() -> relay.exists("local/p/sub/b"));
        assertThat(relay.id("local/p/sub/b")).isEqualTo(id);
        assertThat(relay.exists(A)).isFalse();
        awaitFile(there.resolve("sub/b.md"), "one\n");
        assertThat(there.resolve("a.md")).doesNotExist();
        append(there.resolve("sub/b.md"), "more\n");
        awaitFile(root.resolve("sub/b.md"), "one\nmore\n");
        RunningAgents.assertInSync(here);
        assertThat(TrashFiles.of(root)).isEmpty();
        assertThat(TrashFiles.of(there)).isEmpty();
    }

    @Test
    @DisplayName("R12 renames while no agent ran, here or there, and of whole directories")
    void renamesSinceTheLastRun() throws Exception {
        write("old/a.md", "one\n");
        write("old/deep/b.md", "two\n");
        write("c.md", "three\n");
        agents.start(root).close();
        String a = relay.id("local/p/old/a");
        String b = relay.id("local/p/old/deep/b");
        Files.move(root.resolve("old"), root.resolve("new"));
        relay.move("local/p/c", "local/p/moved/c");
        Agent agent = agents.start(root);
        await().atMost(PATIENCE).until(() -> relay.exists("local/p/new/a") && relay.exists("local/p/new/deep/b"));
        assertThat(relay.id("local/p/new/a")).isEqualTo(a);
        assertThat(relay.id("local/p/new/deep/b")).isEqualTo(b);
        awaitFile(root.resolve("moved/c.md"), "three\n");
        assertThat(root.resolve("c.md")).doesNotExist();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(tree())
                        .containsExactly("moved", "moved/c.md", "new", "new/a.md", "new/deep", "new/deep/b.md"));
        RunningAgents.assertInSync(agent);
    }

    @Test
    @DisplayName("R12 a crash at any step of a rename leaves one document, under its new name after the next start")
    void crashesInARename() throws Exception {
        crashAtEachStep(
                () -> Files.move(root.resolve("a.md"), root.resolve("b.md")), first -> relay.exists(B), (crash, id) -> {
                    Agent second = agents.start(crash.image);
                    await().atMost(PATIENCE).until(() -> relay.exists(B));
                    assertThat(relay.id(B)).as(crash.name).isEqualTo(id);
                    RunningAgents.assertInSync(second);
                    assertThat(crash.image.resolve("b.md")).as(crash.name).hasContent("one\n");
                    assertThat(crash.image.resolve("a.md")).as(crash.name).doesNotExist();
                    assertThat(relay.exists(A)).as(crash.name).isFalse();
                    assertThat(TrashFiles.of(crash.image)).as(crash.name).isEmpty();
                    second.close();
                });
    }

    @Test
    @DisplayName(
            "R12 a crash at any step in which a file follows its document, and whatever takes the file's place then, is one")
    void crashesOnTheWay() throws Exception {
        crashAtEachStep(
                () -> relay.move(A, B),
                first -> Files.exists(root.resolve("b.md")) && first.summary().isInSync(),
                (crash, id) -> {
                    String there = Files.exists(crash.image.resolve("a.md")) ? "a.md" : "b.md";
                    Files.delete(crash.image.resolve(there));
                    Files.writeString(crash.image.resolve(there), "quite another text\n");
                    Agent second = agents.start(crash.image);
                    awaitFile(crash.image.resolve("b.md"), "quite another text\n");
                    RunningAgents.assertInSync(second);
                    assertThat(crash.image.resolve("a.md")).as(crash.name).doesNotExist();
                    assertThat(relay.id(B)).as(crash.name).isEqualTo(id);
                    assertThat(relay.text(B)).as(crash.name).isEqualTo("quite another text\n");
                    assertThat(relay.exists(A)).as(crash.name).isFalse();
                    second.close();
                });
    }

    /** Something that happens to a project. */
    @FunctionalInterface
    private interface Happening {
        void happen() throws Exception;
    }

    /** Whether an agent has done all that it has to about it. */
    @FunctionalInterface
    private interface Done {
        boolean isDone(Agent agent) throws Exception;
    }

    /** What follows a crash, of a document with that identity. */
    @FunctionalInterface
    private interface Afterwards {
        void look(Crash crash, String id) throws Exception;
    }

    /** Lets something happen, over and over, to a project whose agent dies one step later each time, until it gets through. */
    private void crashAtEachStep(Happening happening, Done done, Afterwards afterwards) throws Exception {
        for (int deadly = 0; ; deadly++) {
            write("a.md", "one\n");
            Crash crash = new Crash(deadly);
            Agent first = agents.make(root, crash);
            first.start();
            RunningAgents.assertInSync(first);
            String id = relay.id(A);
            crash.armed = true;
            happening.happen();
            await().atMost(PATIENCE).until(() -> crash.happened() || done.isDone(first));
            boolean happened = crash.happened();
            try {
                if (happened) {
                    afterwards.look(crash, id);
                }
            } finally {
                crash.over.countDown();
            }
            first.close();
            if (!happened) {
                assertThat(deadly).isPositive();
                return;
            }
            relay.close();
            relay = new MemoryRelay();
            root = Files.createDirectory(directory.resolve("p" + deadly));
        }
    }

    /** Takes an image of the project at one of an agent's steps, as a crash there would leave it, and holds the agent up. */
    private final class Crash implements FaultPoints {
        private final CountDownLatch over = new CountDownLatch(1);
        private final CountDownLatch taken = new CountDownLatch(1);
        private final AtomicInteger left;
        private final Path from = root;
        private final Path image;
        private volatile boolean armed;
        private volatile String name = "none";

        Crash(int deadly) {
            left = new AtomicInteger(deadly);
            image = directory.resolve("image" + deadly);
        }

        boolean happened() {
            return taken.getCount() == 0;
        }

        @Override
        public void pass(String point) {
            if (!armed || left.getAndDecrement() != 0) {
                return;
            }
            name = "killed at '" + point + "'";
            try (Stream<Path> all = Files.walk(from)) {
                for (Path path : all.toList()) {
                    Files.copy(
                            path, image.resolve(from.relativize(path).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                }
                taken.countDown();
                over.await();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** All that is in the project but the agent's own. */
    private List<String> tree() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(path -> root.relativize(path).toString())
                    .filter(name -> !name.isEmpty() && !name.startsWith(".markco"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName("R12 a document that gets the name of another one while that follows its own comes too")
    void aNameThatIsTakenAtOnce() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.make(root, point -> {
            if (point.equals("set aside")) {
                relay.put(A, "newcomer\n");
                awaitOrGiveUp(() -> Files.exists(root.resolve("a.md")));
            }
        });
        agent.start();
        RunningAgents.assertInSync(agent);
        relay.move(A, "local/p/b");
        awaitFile(root.resolve("b.md"), "one\n");
        awaitFile(root.resolve("a.md"), "newcomer\n");
        RunningAgents.assertInSync(agent);
    }

    @Test
    @DisplayName("R12 a document renamed elsewhere while its file is edited here keeps both")
    void renamedThereEditedHere() throws Exception {
        write("a.md", "one\n");
        CompletableFuture<Agent> running = new CompletableFuture<>();
        // The file has its new name and is seen there: that is no other document.
        running.complete(agents.make(root, point -> {
            if (point.equals("set aside")) {
                awaitOrGiveUp(() -> running.join().status().documents().stream()
                        .anyMatch(document -> document.docPath().equals("b")));
            }
        }));
        running.join().start();
        RunningAgents.assertInSync(running.join());
        String id = relay.id(A);
        append(root.resolve("a.md"), "typed\n");
        relay.move(A, "local/p/b");
        awaitFile(root.resolve("b.md"), "one\ntyped\n");
        await().atMost(PATIENCE).until(() -> relay.text("local/p/b").equals("one\ntyped\n"));
        assertThat(relay.id("local/p/b")).isEqualTo(id);
        assertThat(root.resolve("a.md")).doesNotExist();
    }

    @Test
    @DisplayName("R12 a document renamed elsewhere while it is on its way here comes once, under its new name")
    void renamedThereBeforeItCame() throws Exception {
        relay.put(A, "one\n");
        String id = relay.id(A);
        CompletableFuture<Void> moved = new CompletableFuture<>();
        Agent agent = startWaiting(moved);
        relay.move(A, "local/p/b");
        await().atMost(PATIENCE)
                .until(() -> agent.status().documents().stream()
                        .anyMatch(document -> document.docPath().equals("b")));
        moved.complete(null);
        RunningAgents.assertInSync(agent);
        awaitFile(root.resolve("b.md"), "one\n");
        assertThat(relay.id("local/p/b")).isEqualTo(id);
        assertThat(relay.exists(A)).isFalse();
        assertThat(root.resolve("a.md")).doesNotExist();
    }

    @Test
    @DisplayName("R12 a document renamed elsewhere while a file of its former name joins it has that file, renamed")
    void renamedThereWhileAFileJoins() throws Exception {
        write("a.md", "one\n");
        relay.put(A, "one\ntwo\n");
        CompletableFuture<Void> moved = new CompletableFuture<>();
        Agent agent = startWaiting(moved);
        relay.move(A, B);
        await().atMost(PATIENCE)
                .until(() -> agent.status().documents().stream()
                        .anyMatch(document -> document.docPath().equals("b")));
        moved.complete(null);
        RunningAgents.assertInSync(agent);
        awaitFile(root.resolve("b.md"), "one\ntwo\n");
        assertThat(root.resolve("a.md")).doesNotExist();
        assertThat(relay.exists(A)).isFalse();
    }

    @Test
    @DisplayName("R12 a document that goes to the trash while it is on its way here does not come, and stays there")
    void trashedThereBeforeItCame() throws Exception {
        relay.put(A, "one\n");
        String id = relay.id(A);
        CompletableFuture<Void> trashed = new CompletableFuture<>();
        Agent agent = startWaiting(trashed);
        relay.trash(A);
        await().atMost(PATIENCE).until(() -> agent.status().documents().isEmpty());
        trashed.complete(null);
        RunningAgents.assertInSync(agent);
        assertThat(relay.isTrashed(id)).isTrue();
        assertThat(relay.exists(A)).isFalse();
        assertThat(root.resolve("a.md")).doesNotExist();
    }

    @Test
    void aConflictIsToldOfThoughItsDocumentWasRenamed() throws Exception {
        write("a.md", "ours\n");
        relay.put(A, "theirs\n");
        Agent agent = agents.start(root);
        Files.move(root.resolve("a.md"), root.resolve("b.md"));
        await().atMost(PATIENCE).until(() -> tellsOfTheCopyOfA(agent));
        agent.close();
        Agent again = agents.start(root);
        await().atMost(PATIENCE).until(() -> tellsOfTheCopyOfA(again));
        assertThat(again.summary().count(DocumentStatus.State.CONFLICT)).isEqualTo(1);
    }

    private static boolean tellsOfTheCopyOfA(Agent agent) {
        return agent.status().documents().stream()
                .anyMatch(document -> document.docPath().startsWith("a.conflict-")
                        && document.state() == DocumentStatus.State.CONFLICT);
    }

    @Test
    void aConflictIsToldOfOnEveryMachineUntilItsCopyIsGone() throws Exception {
        write("a.md", "ours\n");
        relay.put(A, "theirs\n");
        agents.start(root).close();
        Path copy;
        try (Stream<Path> files = Files.list(root)) {
            copy = files.filter(file -> file.toString().contains(".conflict-"))
                    .findFirst()
                    .orElseThrow();
        }
        Agent agent = agents.start(root);
        assertThat(agent.summary().count(DocumentStatus.State.CONFLICT))
                .as("after a restart")
                .isEqualTo(1);
        Path there = Files.createDirectory(directory.resolve("there"));
        Agent second = agents.start(there);
        await().atMost(PATIENCE).until(() -> second.summary().count(DocumentStatus.State.CONFLICT) == 1);

        Files.delete(copy);
        await().atMost(PATIENCE)
                .until(() -> Stream.of(agent, second)
                        .allMatch(one -> one.summary().count(DocumentStatus.State.CONFLICT) == 0));
        assertThat(there.resolve("a.md")).hasContent("theirs\n");
    }

    @Test
    @DisplayName("R12 a file renamed onto the name that another document has elsewhere: both texts are kept")
    void renamedOntoATakenName() throws Exception {
        write("a.md", "one\n");
        agents.start(root).close();
        relay.put("local/p/b", "another\n");
        Files.move(root.resolve("a.md"), root.resolve("b.md"));
        Agent agent = agents.start(root);
        await().atMost(PATIENCE).until(() -> Files.exists(root.resolve("a.md")));
        RunningAgents.assertInSync(agent);
        assertThat(root.resolve("a.md")).hasContent("one\n");
        assertThat(root.resolve("b.md")).hasContent("another\n");
        assertThat(relay.text("local/p/b")).isEqualTo("another\n");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("R12 a document renamed elsewhere while its file gets another name here, or goes, is one, or none")
    void renamedThereAndHere(boolean goes) throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        String id = relay.id(A);
        AtomicBoolean gone = new AtomicBoolean();
        relay.afterListing = () -> {
            // The agent is about to hear of its new name, and has not seen yet what happens to the file.
            if (relay.isNamed(id, B) && gone.compareAndSet(false, true)) {
                try {
                    if (goes) {
                        Files.delete(root.resolve("a.md"));
                    } else {
                        Files.move(root.resolve("a.md"), root.resolve("c.md"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        relay.move(A, B);
        await().atMost(PATIENCE).untilTrue(gone);
        // Which of the two the agent comes to know first is not said.
        List<List<String>> ends =
                goes ? List.of(List.of(), List.of("b.md")) : List.of(List.of("b.md"), List.of("c.md"));
        await().atMost(PATIENCE).until(() -> ends.contains(tree()) && tree().equals(files()));
        RunningAgents.assertInSync(agent);
        assertThat(ends).contains(tree());
        assertThat(tree()).isEqualTo(files());
    }

    /** The files of those of the documents a, b and c that there are on the relay. */
    private List<String> files() {
        return Stream.of("a", "b", "c")
                .filter(name -> relay.exists("local/p/" + name))
                .map(name -> name + ".md")
                .toList();
    }

    @Test
    @DisplayName(
            "R12 a document renamed elsewhere to the name of a file here: both are kept, and that is the end of it")
    void renamedThereToATakenName() throws Exception {
        write("a.md", "one\n");
        byte[] noText = {(byte) 0xff, 0};
        Files.write(root.resolve("b.md"), noText);
        agents.start(root);
        relay.move(A, B);
        await().atMost(PATIENCE).until(() -> relay.exists(A) && relay.text(A).equals("one\n"));
        assertThat(root.resolve("a.md")).hasContent("one\n");
        assertThat(root.resolve("b.md")).hasBinaryContent(noText);
        assertThat(relay.text(B)).isEqualTo("one\n");
        int before = relay.listings();
        await().during(Duration.ofSeconds(1)).until(() -> relay.listings() - before < 3);
    }

    @Test
    @DisplayName("R12 a document that is empty when it comes is an empty file, and not one that was deleted")
    void emptyDocumentsAreFiles() throws Exception {
        relay.put(A, "gone again");
        relay.edit(A, doc -> doc.getText("content").delete(0, "gone again".length()));
        Agent agent = agents.start(root);
        assertThat(root.resolve("a.md")).isEmptyFile();
        agent.close();
        RunningAgents.assertInSync(agents.start(root));
        assertThat(relay.exists(A)).isTrue();
        relay.edit(A, doc -> doc.getText("content").insert(0, "later\n"));
        awaitFile(root.resolve("a.md"), "later\n");
    }

    @Test
    @DisplayName("R12 editors that save by deleting and creating delete nothing")
    void savedByDeletingAndCreating() throws Exception {
        write("a.md", "one\n");
        agents.start(root);
        String id = relay.id(A);
        for (int i = 0; i < 5; i++) {
            String text = "version " + i + "\n";
            Files.delete(root.resolve("a.md"));
            write("a.md", text);
            await().atMost(PATIENCE).until(() -> relay.text(A).equals(text));
        }
        assertThat(relay.id(A)).isEqualTo(id);
        assertThat(TrashFiles.of(root)).isEmpty();
    }

    @Test
    @DisplayName("R12 the brake: when most files are gone at once somebody has to say that it is meant")
    void brake() throws Exception {
        IntStream.range(0, 8).forEach(i -> writeOrThrow("f" + i + ".md", "text " + i + "\n"));
        Agent agent = agents.start(root);
        IntStream.range(0, 6).forEach(i -> delete("f" + i + ".md"));
        await().atMost(PATIENCE).until(() -> agent.summary().trouble() != null);
        assertThat(agent.summary().trouble()).contains("6 of 8 files are gone", "markco agent resume");
        write("f6.md", "edited\n");
        await().atMost(PATIENCE).until(() -> relay.text("local/p/f6").equals("edited\n"));
        IntStream.range(0, 8)
                .forEach(i -> assertThat(relay.exists("local/p/f" + i)).isTrue());
        agent.resume(true);
        RunningAgents.assertInSync(agent);
        IntStream.range(0, 6)
                .forEach(i -> assertThat(root.resolve("f" + i + ".md")).hasContent("text " + i + "\n"));

        agent.close();
        IntStream.range(0, 6).forEach(i -> delete("f" + i + ".md"));
        Agent again = agents.make(root);
        again.start();
        await().atMost(PATIENCE).until(() -> again.summary().trouble() != null);
        IntStream.range(0, 8)
                .forEach(i -> assertThat(relay.exists("local/p/f" + i)).isTrue());
        again.resume(false);
        RunningAgents.assertInSync(again);
        IntStream.range(0, 6)
                .forEach(i -> assertThat(relay.exists("local/p/f" + i)).isFalse());
        assertThat(relay.exists("local/p/f7")).isTrue();
    }

    @Test
    @DisplayName(
            "R12 an empty directory without state is filled, never obeyed; an emptied relay is seeded, never obeyed")
    void absenceIsNoDeletion() throws Exception {
        write("a.md", "one\n");
        agents.start(root).close();
        Path empty = Files.createDirectory(directory.resolve("empty"));
        agents.start(empty);
        awaitFile(empty.resolve("a.md"), "one\n");
        relay = relay.restart(() -> relay.forget(A));
        await().atMost(PATIENCE).until(() -> relay.exists(A) && relay.text(A).equals("one\n"));
        assertThat(empty.resolve("a.md")).hasContent("one\n");
    }

    @Test
    void aDirectoryThatIsAwayAndBackLosesNothing() throws Exception {
        IntStream.range(0, 6).forEach(i -> writeOrThrow("f" + i + ".md", "text " + i + "\n"));
        Agent agent = agents.start(root);
        Path away = directory.resolve("away");
        Files.move(root, away);
        await().atMost(PATIENCE).until(() -> agent.summary().trouble() != null);
        Files.createDirectory(root);
        relay.edit("local/p/f0", doc -> doc.getText("content").insert(0, "meanwhile\n"));
        await().during(Duration.ofMillis(1_500)).atMost(PATIENCE).until(() -> {
            try (Stream<Path> files = Files.list(root)) {
                return files.findAny().isEmpty();
            }
        });
        Files.delete(root);
        Files.move(away, root);
        awaitFile(root.resolve("f0.md"), "meanwhile\ntext 0\n");
        RunningAgents.assertInSync(agent);
        IntStream.range(1, 6)
                .forEach(i -> assertThat(root.resolve("f" + i + ".md")).hasContent("text " + i + "\n"));
        append(root.resolve("f1.md"), "watched again\n");
        await().atMost(PATIENCE).until(() -> relay.text("local/p/f1").equals("text 1\nwatched again\n"));
    }

    @Test
    void whileItPausesNothingIsReadOrWritten() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        agent.pause();
        await().atMost(PATIENCE).until(() -> !agent.status().connected());
        append(root.resolve("a.md"), "here\n");
        relay.edit(A, doc -> doc.getText("content").insert(0, "there\n"));
        assertThat(agent.summary().paused()).isTrue();
        agent.close();
        Agent again = agents.make(root);
        again.start();
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> Files.readString(root.resolve("a.md")).equals("one\nhere\n")
                        && relay.text(A).equals("there\none\n"));
        again.resume(false);
        awaitFile(root.resolve("a.md"), "there\none\nhere\n");
        await().atMost(PATIENCE).until(() -> relay.text(A).equals("there\none\nhere\n"));
    }

    @Test
    @DisplayName("names that are the same document: the one that was there first is, the other is reported")
    void twins() throws Exception {
        String composed = "caf\u00E9.md";
        String decomposed = "cafe\u0301.md";
        write(composed, "one\n");
        Agent agent = agents.start(root);
        String id = relay.id("local/p/caf\u00E9");
        write(decomposed, "another\n");
        await().atMost(PATIENCE)
                .until(() -> agent.status().documents().stream()
                        .anyMatch(document -> String.valueOf(document.why()).contains("is the same document")));
        assertThat(relay.text("local/p/caf\u00E9")).isEqualTo("one\n");
        Files.delete(root.resolve(decomposed));
        Files.move(root.resolve(composed), root.resolve(decomposed));
        append(root.resolve(decomposed), "two\n");
        await().atMost(PATIENCE).until(() -> relay.text("local/p/caf\u00E9").equals("one\ntwo\n"));
        assertThat(relay.id("local/p/caf\u00E9")).isEqualTo(id);
        relay.edit("local/p/caf\u00E9", doc -> doc.getText("content").insert(0, "zero\n"));
        awaitFile(root.resolve(decomposed), "zero\none\ntwo\n");
        assertThat(root.resolve(composed)).doesNotExist();
    }

    @Test
    void aNameThatOnlyChangesItsCaseIsARename() throws Exception {
        write("readme.md", "one\n");
        Agent agent = agents.start(root);
        String id = relay.id("local/p/readme");
        Files.move(root.resolve("readme.md"), root.resolve("README.md"));
        await().atMost(PATIENCE).until(() -> relay.exists("local/p/README"));
        assertThat(relay.id("local/p/README")).isEqualTo(id);
        RunningAgents.assertInSync(agent);
    }

    /** An agent that has asked for the document, which does not come before {@code until} is done. */
    private Agent startWaiting(CompletableFuture<Void> until) throws Exception {
        CompletableFuture<Void> asked = relay.holdJoins(A, until);
        Agent agent = agents.make(root);
        agent.start();
        asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return agent;
    }

    /** Gives what must not happen a second to happen. */
    private static void awaitOrGiveUp(Callable<Boolean> condition) {
        try {
            await().atMost(Duration.ofSeconds(1)).until(condition);
        } catch (ConditionTimeoutException e) {
            assertThat(e).hasMessageContaining("1 second");
        }
    }

    private static void awaitFile(Path file, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).exists().hasContent(text));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void writeOrThrow(String name, String text) {
        try {
            write(name, text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void delete(String name) {
        try {
            Files.delete(root.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void move(String from, String to) {
        try {
            Files.move(root.resolve(from), root.resolve(to));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void append(Path file, String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
