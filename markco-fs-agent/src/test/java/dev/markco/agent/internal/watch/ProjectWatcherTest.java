package dev.markco.agent.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectWatcherTest {
    @TempDir
    Path root;

    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final SystemTime time = SystemTime.named("test-timer");

    @AfterEach
    void stop() {
        time.close();
    }

    @Test
    void writesMarkNamesDirtyAndDirectoriesAskForARescan() throws IOException {
        Files.createDirectories(root.resolve("sub"));
        Files.writeString(root.resolve("sub/a.md"), "a");
        try (ProjectWatcher watcher = watch()) {
            assertThat(watcher).isNotNull();
            Files.writeString(root.resolve("sub/a.md"), "b", StandardOpenOption.APPEND);
            await().until(() -> heard.contains("dirty sub/a.md"));
            Files.writeString(root.resolve("new.qmd"), "b");
            await().until(() -> heard.contains("dirty new.qmd"));
            Files.delete(root.resolve("new.qmd"));
            Files.createDirectories(root.resolve("more/deep"));
            await().until(() -> heard.contains("rescan"));
            Files.writeString(root.resolve("more/deep/c.md"), "c");
            await().until(() -> heard.contains("dirty more/deep/c.md") || heard.contains("rescan"));
            heard.clear();
            Files.writeString(root.resolve(".gitignore"), "x");
            await().until(() -> heard.contains("rescan"));
        }
        assertThat(heard).noneMatch(event -> event.contains(".markco/"));
    }

    @Test
    void ignoredFilesAreNotHeardOf() throws IOException {
        Files.createDirectories(root.resolve("node_modules/x"));
        Files.createDirectories(root.resolve(".markco"));
        try (ProjectWatcher watcher = watch()) {
            assertThat(watcher).isNotNull();
            Files.writeString(root.resolve("node_modules/x/README.md"), "b");
            Files.writeString(root.resolve(".markco/x.md"), "b");
            Files.writeString(root.resolve("text.txt"), "b");
            Files.writeString(root.resolve(".markco-1.swap"), "b");
            Files.writeString(root.resolve("last.md"), "b");
            await().until(() -> heard.contains("dirty last.md"));
        }
        assertThat(heard).containsOnly("dirty last.md");
    }

    @Test
    @DisplayName("R25 names that no document may have are reported, twins too")
    void scansReportWhatCannotBe() throws IOException {
        Files.createDirectories(root.resolve("a b"));
        Files.writeString(root.resolve("a b/01-index.md"), "x");
        Files.writeString(root.resolve("report.qmd"), "x");
        Files.writeString(root.resolve("twice.md.md"), "x");
        Files.writeString(root.resolve("back\\slash.md"), "x");
        Files.writeString(root.resolve("other.txt"), "x");
        Files.writeString(root.resolve("ü.md"), "composed");
        Files.writeString(root.resolve("u\u0308.md"), "decomposed");
        ProjectScan scan = ProjectScan.of(root, new IgnoreRules(root), new DocumentNames(DocumentKey.LOCAL_USER, "p"));
        assertThat(scan.files()).containsOnlyKeys("a b/01-index", "report.qmd", "ü");
        assertThat(scan.refused()).hasSize(3).containsKeys("twice.md.md", "back\\slash.md");
    }

    private ProjectWatcher watch() {
        ProjectWatcher watcher = new ProjectWatcher(
                root,
                new IgnoreRules(root),
                new ChangeListener() {
                    @Override
                    public void dirty(String name) {
                        heard.add("dirty " + name);
                    }

                    @Override
                    public void rescan(String why) {
                        heard.add("rescan");
                    }

                    @Override
                    public void unwatched(@Nullable String why) {
                        heard.add("unwatched " + why);
                    }
                },
                time);
        watcher.start();
        return watcher;
    }
}
