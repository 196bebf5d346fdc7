package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An agent on a disk that becomes full and has space again. Skipped where none can be mounted. */
final class FullDiskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int PAGES = 1_000;
    /** So many pages left are enough for everything that a test does. */
    private static final int PLENTY = 100;

    private static final String TYPED = "typed while the disk was full\n".repeat(3 * SmallDisk.PAGE / 30);

    @TempDir
    Path directory;

    private Path root;
    private MemoryRelay relay;
    private SmallDisk disk;
    private final RunningAgents agents = new RunningAgents(() -> relay.url());

    @BeforeEach
    void open() throws Exception {
        root = Files.createDirectory(directory.resolve("p"));
        SmallDisk mounted = SmallDisk.mount(root, PAGES);
        assumeTrue(mounted != null, "file systems can be mounted");
        disk = Objects.requireNonNull(mounted);
        relay = new MemoryRelay();
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        if (relay != null) {
            disk.close();
            relay.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 6, 8, 12, PLENTY})
    @DisplayName(
            "R6 R7 whatever the last page is needed for, work goes on when there is space again, and nothing is lost")
    void goesOn(int pages) throws Exception {
        for (String name : List.of("typed", "linked", "saved", "gone", "clash")) {
            write(name + ".md", "text of " + name + "\n");
        }
        Files.createLink(root.resolve("linked.bin"), root.resolve("linked.md"));
        Agent agent = agents.start(root);
        String gone = relay.id("local/p/gone");

        Objects.requireNonNull(disk).fill(pages);
        relay.edit("local/p/typed", doc -> doc.getText("content").insert(0, TYPED));
        relay.edit("local/p/linked", doc -> doc.getText("content").insert(0, TYPED));
        relay.put("local/p/new", TYPED);
        overwrite("saved.md", "TEXT");
        Files.delete(root.resolve("gone.md"));
        for (String name : List.of("typed", "linked", "new")) {
            await().atMost(PATIENCE).until(() -> isFailing(agent, name) || isThere(name));
        }
        assertThat(isThere("linked") && isThere("typed") && isThere("new")).isEqualTo(pages == PLENTY);
        assertThat(root.resolve("linked.md")).content().endsWith("text of linked\n");

        disk.free();
        awaitBoth("typed", TYPED + "text of typed\n");
        awaitBoth("linked", TYPED + "text of linked\n");
        awaitBoth("new", TYPED);
        awaitBoth("saved", "TEXT of saved\n");
        await().atMost(PATIENCE).until(() -> relay.isTrashed(gone));
        RunningAgents.assertInSync(agent);
        assertThat(Files.isSameFile(root.resolve("linked.bin"), root.resolve("linked.md")))
                .isTrue();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(leftovers()).isEmpty());
        assertThat(TrashFiles.of(root))
                .singleElement()
                .satisfies(file -> assertThat(file).hasContent("text of gone"));

        agent.close();
        write("saved.md", "TEXT of saved\nlater\n");
        relay.edit("local/p/saved", doc -> doc.getText("content").insert(0, "elsewhere\n"));
        agents.start(root);
        awaitBoth("saved", "elsewhere\nTEXT of saved\nlater\n");
        awaitBoth("typed", TYPED + "text of typed\n");
        awaitBoth("linked", TYPED + "text of linked\n");
        assertThat(names(root)).noneMatch(name -> name.contains(".conflict-"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @DisplayName("R4 a conflict that cannot be kept for want of space waits, and makes one copy")
    void conflictsWait(int pages) throws Exception {
        String ours = "ours\n".repeat(SmallDisk.PAGE);
        write("a.md", ours);
        Agent agent = agents.make(root);
        relay.put("local/p/a", TYPED);
        Objects.requireNonNull(disk).fill(pages + 20);
        agent.start();
        Objects.requireNonNull(disk).fill(pages);
        await().atMost(PATIENCE).until(() -> isFailing(agent, "a"));
        disk.free();
        awaitBoth("a", TYPED);
        assertThat(names(root).stream().filter(name -> name.contains(".conflict-")))
                .singleElement()
                .satisfies(name -> assertThat(root.resolve(name)).hasContent(ours.strip()));
        RunningAgents.assertInSync(agent);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(leftovers()).isEmpty());
    }

    private static boolean isFailing(Agent agent, String docPath) {
        return agent.status().documents().stream()
                .anyMatch(document -> document.docPath().equals(docPath)
                        && String.valueOf(document.why()).contains("No space left"));
    }

    private boolean isThere(String name) throws IOException {
        return Files.exists(root.resolve(name + ".md"))
                && Files.readString(root.resolve(name + ".md")).equals(relay.text("local/p/" + name));
    }

    private void awaitBoth(String name, String text) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(relay.text("local/p/" + name)).isEqualTo(text);
            assertThat(root.resolve(name + ".md")).content().isEqualTo(text);
        });
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(root.resolve(name), text);
    }

    /** Writes where there is space already. */
    private void overwrite(String name, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(root.resolve(name), StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        }
    }

    private List<String> leftovers() throws IOException {
        Path swap = root.resolve(".markco/swap");
        return Files.exists(swap) ? names(swap) : List.of();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
