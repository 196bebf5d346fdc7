package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class AgentTest {
    private static final String A = "local/p/a";

    @TempDir
    Path directory;

    private Path root;
    private MemoryRelay relay;
    private Agent agent;

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(directory.resolve("p"));
        relay = new MemoryRelay();
        agent = agent(root);
    }

    @AfterEach
    void close() throws Exception {
        agent.close();
        relay.close();
    }

    @Test
    @DisplayName("R3 files seed documents, new documents become files, edits flow both ways")
    void filesAndDocumentsAreEqual() throws Exception {
        write("a.md", "one\n");
        write("sub dir/ü.qmd", "two\n");
        relay.put("local/p/deep/new", "from afar\n");
        start();
        assertThat(relay.text(A)).isEqualTo("one\n");
        assertThat(relay.text("local/p/sub dir/ü.qmd")).isEqualTo("two\n");
        awaitFile("deep/new.md", "from afar\n");

        append("a.md", "appended\n");
        await().until(() -> relay.text(A).equals("one\nappended\n"));
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile("a.md", "typed\none\nappended\n");

        write("later/b.md", "three\n");
        await().until(() -> relay.text("local/p/later/b").equals("three\n"));
        relay.put("local/p/later/c", "four\n");
        awaitFile("later/c.md", "four\n");
        assertInSync();
        await().untilAsserted(() ->
                assertThat(hiddenFiles()).as("nothing of ours stays").isEmpty());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("R6 R34 what a program was still writing when the agent ended is taken by the next one")
    void writtenAtTheEnd() throws Exception {
        write("a.md", "one\ntwo\nthree\n");
        start();
        try (FileChannel program = FileChannel.open(root.resolve("a.md"), StandardOpenOption.WRITE)) {
            program.truncate(0);
            program.write(StandardCharsets.UTF_8.encode("another\n"));
            await().until(() -> agent.status().documents().stream()
                    .anyMatch(document -> String.valueOf(document.why()).contains("open for writing")));
            agent.close();
            assertThat(relay.text(A)).isEqualTo("one\ntwo\nthree\n");
        }
        agent = agent(root);
        start();
        assertThat(relay.text(A)).isEqualTo("another\n");
    }

    @Test
    void editsAtTheSameMomentEndUpInBothOnceEach() throws Exception {
        write("a.md", "start\n");
        start();
        for (int i = 0; i < 20; i++) {
            int n = i;
            relay.edit(A, doc -> doc.getText("content").insert(0, "remote" + n + ".\n"));
            append("a.md", "local" + n + ".\n");
            await().until(() ->
                    relay.text(A).contains("local" + n + ".") && read("a.md").contains("remote" + n + "."));
        }
        await().until(() -> relay.text(A).equals(read("a.md")));
        for (int i = 0; i < 20; i++) {
            assertThat(read("a.md")).containsOnlyOnce("remote" + i + ".").containsOnlyOnce("local" + i + ".");
        }
    }

    @Test
    void aFileEmptiedOnPurposeMakesTheDocumentEmptyAndStaysSo() throws Exception {
        write("a.md", "one\n");
        start();
        write("a.md", "");
        await().until(() -> relay.text(A).isEmpty());
        restart();
        assertInSync();
        assertThat(relay.text(A)).isEmpty();
        assertThat(read("a.md")).isEmpty();
    }

    @Test
    @DisplayName("R4 with the state deleted nothing is doubled")
    void stateDeletedNothingDoubled() throws Exception {
        write("a.md", "one\ntwo\n");
        start();
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile("a.md", "typed\none\ntwo\n");
        assertInSync();
        agent.close();
        deleteState();
        agent = agent(root);
        start();
        assertThat(relay.text(A)).isEqualTo("typed\none\ntwo\n");
        assertThat(read("a.md")).isEqualTo("typed\none\ntwo\n");
        append("a.md", "three\n");
        await().until(() -> relay.text(A).equals("typed\none\ntwo\nthree\n"));
    }

    @Test
    @DisplayName("R4 unrelated histories with no common base: the relay's text stays, ours is kept beside it")
    void unrelatedTextsConflict() throws Exception {
        write("a.md", "ours\n");
        relay.put(A, "theirs\n");
        agent.start();
        awaitFile("a.md", "theirs\n");
        assertThat(relay.text(A)).isEqualTo("theirs\n");
        List<String> copies = names("a.conflict-");
        assertThat(copies).hasSize(1);
        assertThat(read(copies.get(0))).isEqualTo("ours\n");
        await().until(() -> status("a") == DocumentStatus.State.CONFLICT);
        Files.delete(root.resolve(copies.get(0)));
        await().until(() -> status("a") == DocumentStatus.State.SYNCED);
    }

    @Test
    @DisplayName("R1 a file that meets a document from elsewhere is kept beside it, not merged into it")
    void aFileMeetsADocumentFromElsewhere() throws Exception {
        Files.write(root.resolve("b.md"), new byte[] {'a', (byte) 0xE9});
        relay.put("local/p/b", "theirs\n");
        start();
        try (EditorClient editor = EditorClient.connect(agent.port(), "/b")) {
            await().until(() -> editor.text().equals("theirs\n"));
        }
        Path temp = Files.writeString(root.resolve("b.tmp"), "ours\n");
        Files.move(temp, root.resolve("b.md"), StandardCopyOption.REPLACE_EXISTING);
        awaitFile("b.md", "theirs\n");
        assertThat(read(names("b.conflict-").get(0))).isEqualTo("ours\n");
        assertThat(relay.text("local/p/b")).isEqualTo("theirs\n");
    }

    @Test
    @DisplayName("R4 a relay that changes while it is adopted is asked again")
    void adoptionStartsAgain() throws Exception {
        write("a.md", "same\n");
        relay.put(A, "same\n");
        relay.beforeUpdate = key -> {
            relay.beforeUpdate = other -> {};
            relay.edit(A, doc -> doc.getText("content").insert(5, "more\n"));
        };
        start();
        awaitFile("a.md", "same\nmore\n");
        assertThat(relay.text(A)).isEqualTo("same\nmore\n");
        assertThat(names("a.conflict-")).isEmpty();
    }

    @Test
    @DisplayName("R4 a relay emptied and seeded by another: three-way merge over the last common text")
    void adoptionMergesOverTheBase() throws Exception {
        write("a.md", "one\ntwo\nthree\n");
        start();
        agent.close();
        relay.forget(A);
        relay.put(A, "zero\none\ntwo\nthree\n");
        write("a.md", "one\ntwo\nthree\nfour\n");
        agent = agent(root);
        start();
        awaitFile("a.md", "zero\none\ntwo\nthree\nfour\n");
        assertThat(relay.text(A)).isEqualTo("zero\none\ntwo\nthree\nfour\n");
        assertThat(names("a.conflict-")).isEmpty();
    }

    @Test
    @DisplayName("R3 an emptied relay is seeded again")
    void emptiedRelayIsSeeded() throws Exception {
        write("a.md", "one\n");
        start();
        relay = relay.restart(() -> relay.forget(A));
        await().until(() -> relay.text(A).equals("one\n"));
        assertInSync();
    }

    @Test
    @DisplayName("R5 the same commit pulled on two machines while apart counts once")
    void sameChangeTwice() throws Exception {
        write("a.md", "one\ntwo\nthree\n");
        start();
        Path other = Files.createDirectory(directory.resolve("other"));
        try (Agent second = agent(other)) {
            second.start();
            assertThat(second.awaitInSync(Duration.ofSeconds(60))).isTrue();
            await().until(() -> Files.exists(other.resolve("a.md")));
        }
        agent.close();
        String pulled = "one\nTWO\nthree\nfour from the commit\n";
        write("a.md", pulled);
        Files.writeString(other.resolve("a.md"), pulled);
        agent = agent(root);
        start();
        assertThat(relay.text(A)).isEqualTo(pulled);
        try (Agent second = agent(other)) {
            second.start();
            assertThat(second.awaitInSync(Duration.ofSeconds(60))).isTrue();
            await().until(() -> relay.text(A).equals(pulled));
            assertInSync();
            assertThat(relay.text(A)).isEqualTo(pulled);
            assertThat(Files.readString(other.resolve("a.md"))).isEqualTo(pulled);
        }
        awaitFile("a.md", pulled);
    }

    @Test
    void withTheRelayGoneEverythingGoesOnAndMeetsAgain() throws Exception {
        write("a.md", "one\n");
        start();
        relay = relay.restart(() -> {
            await().until(() -> !agent.status().connected());
            append("a.md", "offline\n");
            relay.edit(A, doc -> doc.getText("content").insert(0, "meanwhile\n"));
            await().until(() -> status("a") == DocumentStatus.State.UPLOADING);
        });
        awaitFile("a.md", "meanwhile\none\noffline\n");
        await().until(() -> relay.text(A).equals("meanwhile\none\noffline\n"));
        assertInSync();
    }

    @Test
    void whatIsNoTextIsReportedAndLeftAlone() throws Exception {
        Files.write(root.resolve("latin.md"), new byte[] {'a', (byte) 0xE9});
        write("two.md.md", "x");
        start();
        assertThat(agent.status().documents())
                .extracting(DocumentStatus::docPath, DocumentStatus::state)
                .contains(
                        tuple("latin", DocumentStatus.State.IGNORED), tuple("two.md.md", DocumentStatus.State.IGNORED));
        assertThat(root.resolve("latin.md")).hasBinaryContent(new byte[] {'a', (byte) 0xE9});
        write("latin.md", "now text\n");
        await().until(() -> relay.text("local/p/latin").equals("now text\n"));
    }

    @Test
    @DisplayName("R8 what is written late to the file that we replaced is an edit of it")
    void lateWritesCount() throws Exception {
        write("a.md", "one\n");
        start();
        try (FileChannel late = FileChannel.open(root.resolve("a.md"), StandardOpenOption.APPEND)) {
            relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
            awaitFile("a.md", "typed\none\n");
            late.write(ByteBuffer.wrap("late\n".getBytes(StandardCharsets.UTF_8)));
        }
        awaitFile("a.md", "typed\none\nlate\n");
        await().until(() -> relay.text(A).equals("typed\none\nlate\n"));
    }

    @Test
    void linksInsideTheProjectStayLinks() throws Exception {
        write("a.md", "one\n");
        Files.createSymbolicLink(root.resolve("soft.md"), Path.of("a.md"));
        Files.createLink(root.resolve("hard.md"), root.resolve("a.md"));
        start();
        relay.edit("local/p/soft", doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile("a.md", "typed\none\n");
        assertThat(root.resolve("soft.md")).isSymbolicLink();
        awaitFile("hard.md", "typed\none\n");
        await().until(() -> relay.text(A).equals("typed\none\n"));
        await().until(() -> relay.text("local/p/hard").equals("typed\none\n"));
    }

    @Test
    void exactBytesAreKept() throws Exception {
        String text = "\uFEFFno final newline\r\nsecond \uD83D\uDE00";
        write("a.md", text);
        start();
        relay.edit(A, doc -> doc.getText("content").insert(3, "X"));
        byte[] expected = "\uFEFFno Xfinal newline\r\nsecond \uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
        await().untilAsserted(() -> assertThat(root.resolve("a.md")).hasBinaryContent(expected));
    }

    @Test
    void mistakesHaveClearErrors() throws Exception {
        assertThatThrownBy(() ->
                        new Agent(AgentConfig.of(directory.resolve("none")).build()).start())
                .isInstanceOf(NotDirectoryException.class);
        start();
        assertThatThrownBy(() -> agent(root).start()).isInstanceOf(LockedException.class);
        Path other = Files.createDirectory(directory.resolve("other"));
        assertThatThrownBy(
                        () -> new Agent(AgentConfig.of(other).port(agent.port()).build()).start())
                .isInstanceOf(BindException.class)
                .hasMessageContaining("is taken");
        assertThatThrownBy(() -> AgentConfig.of(root).relayUrl("ftp://x").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ws://");
    }

    @Test
    @DisplayName("R1 R4 a tab that outlived the agent's state is not doubled while the relay is away")
    void anOldTabIsNotDoubledOffline() throws Exception {
        write("a.md", "one\ntwo\n");
        start();
        YDoc old = new YDoc();
        try (EditorClient tab = EditorClient.connect(agent.port(), "/a", old)) {
            await().until(() -> tab.text().equals("one\ntwo\n"));
        }
        agent.close();
        deleteState();
        old.getText("content").insert(4, "unsent\n");
        agent = agent(root);
        relay = relay.restart(() -> startOffline(old));
        assertInSync();
        await().untilAsserted(() -> assertThat(relay.text(A)).isEqualTo("one\nunsent\ntwo\n"));
        awaitFile("a.md", "one\nunsent\ntwo\n");
        assertThat(names("a.conflict")).isEmpty();
    }

    private void startOffline(YDoc old) {
        try {
            agent.start();
            try (EditorClient tab = EditorClient.connect(agent.port(), "/a", old)) {
                awaitFile("a.md", "one\nunsent\ntwo\n");
                await().until(() -> tab.text().equals("one\nunsent\ntwo\n"));
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("R1 a tab with a history that the relay never had gives it up for the relay's")
    void anUnrelatedTabIsNotDoubled() throws Exception {
        write("a.md", "one\ntwo\n");
        start();
        YDoc same = new YDoc();
        same.getText("content").insert(0, "one\ntwo\n");
        try (EditorClient tab = EditorClient.connect(agent.port(), "/a", same)) {
            await().until(() -> tab.isSynced() && tab.text().equals("one\ntwo\n"));
            tab.insert(0, "typed\n");
            awaitFile("a.md", "typed\none\ntwo\n");
        }
        assertThat(names("a.conflict")).isEmpty();
        YDoc other = new YDoc();
        other.getText("content").insert(0, "one\nof another kind\n");
        try (EditorClient tab = EditorClient.connect(agent.port(), "/a", other)) {
            await().until(() -> tab.isSynced() && tab.text().equals("typed\none\ntwo\n"));
        }
        awaitFile("a.md", "typed\none\ntwo\n");
        assertThat(names("a.conflict"))
                .singleElement()
                .satisfies(name -> assertThat(read(name)).isEqualTo("one\nof another kind\n"));
        await().untilAsserted(() -> assertThat(relay.text(A)).isEqualTo("typed\none\ntwo\n"));
    }

    @Test
    @DisplayName("R1 what a tab brings waits until the file has been read")
    void tabsWaitForTheFile() throws Exception {
        write("a.md", "one\ntwo\n");
        YDoc old = new YDoc();
        old.getText("content").insert(0, "one\ntwo\n");
        // With no relay, which may have our history by the time the tab comes: the tab's would yield then.
        agent = new Agent(AgentConfig.of(root).name("p").port(0).build(), FaultPoints.NONE, 300);
        agent.start();
        try (EditorClient tab = EditorClient.connect(agent.port(), "/a", old)) {
            tab.insert(0, "typed at once\n");
            // What a tab typed on a history that gives way may land elsewhere (R4), but it is there, and once.
            await().until(() -> tab.isSynced()
                    && tab.text().lines().sorted().toList().equals(List.of("one", "two", "typed at once")));
            assertInSync();
            awaitFile("a.md", tab.text());
            assertThat(tab.states())
                    .allSatisfy(text -> assertThat(text).containsOnlyOnce("one").containsOnlyOnce("two"));
        }
        assertThat(names("a.conflict")).isEmpty();
    }

    private AgentConfig config(Path project) {
        return AgentConfig.of(project).name("p").relayUrl(relay.url()).port(0).build();
    }

    private Agent agent(Path project) {
        return new Agent(config(project), FaultPoints.NONE, 300);
    }

    private void start() throws Exception {
        agent.start();
        assertInSync();
    }

    private void restart() throws Exception {
        agent.close();
        agent = agent(root);
        start();
    }

    private void assertInSync() throws InterruptedException {
        assertThat(agent.awaitInSync(Duration.ofSeconds(60)))
                .as(() -> "in sync: " + agent.status())
                .isTrue();
    }

    private DocumentStatus.State status(String docPath) {
        return agent.status().documents().stream()
                .filter(document -> document.docPath().equals(docPath))
                .findFirst()
                .map(DocumentStatus::state)
                .orElse(DocumentStatus.State.DOWNLOADING);
    }

    private void awaitFile(String name, String text) {
        await().untilAsserted(() -> assertThat(root.resolve(name)).hasContent(text));
    }

    private String read(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void append(String name, String text) {
        try {
            Files.writeString(root.resolve(name), text, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> names(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(root)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .toList();
        }
    }

    private List<Path> hiddenFiles() throws IOException {
        try (Stream<Path> files = Files.list(root);
                Stream<Path> swaps = Files.list(root.resolve(".markco/swap"))) {
            return Stream.concat(files, swaps)
                    .filter(file -> file.getFileName().toString().startsWith(".markco-"))
                    .toList();
        }
    }

    private void deleteState() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(".markco"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
