package dev.markco.agent.internal.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.agent.KeptDirectory;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.agent.internal.disk.WritePlan;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.DocumentLog;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.state.MachineStart;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A {@code .markco/} that came along with a project, made to have the agent do what it would not do by itself. */
final class ForeignStateTest {
    @TempDir
    Path directory;

    private Path root;
    private Path outside;

    @BeforeEach
    void makeProject() throws IOException {
        root = Files.createDirectory(directory.resolve("project"));
        outside = Files.writeString(directory.resolve("outside"), "mine\n");
        Files.writeString(root.resolve("a.md"), "first\n");
    }

    private static byte[] state(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        return doc.encodeStateAsUpdate();
    }

    /** A log that says that the write of a longer text was under way, and perhaps that it is done. */
    private void log(WritePlan plan, @Nullable String retired) throws IOException {
        try (StateDirectory state = StateDirectory.open(root, FaultPoints.NONE);
                DocumentLog log = state.logs()
                        .create(new Entry.Snapshot(
                                "a", state("mine\n"), new byte[0], null, null, false, null, Entry.Past.NONE))) {
            log.append(new Entry.Intent(state("theirs\n"), plan, false, 0));
            if (retired != null) {
                log.append(new Entry.Advanced(retired, new byte[0], null));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"../outside, x", "OUTSIDE, x", "link, x", "dir/outside, x", "a.md, ../outside", "a.md, dir/outside"})
    @DisplayName("R38 a log that came along with a project has nothing written, read or deleted outside of it")
    void logs(String target, String temp) throws Exception {
        Files.createSymbolicLink(root.resolve("link"), outside);
        Files.createSymbolicLink(root.resolve("dir"), directory);
        for (WritePlan.Mode mode : WritePlan.Mode.values()) {
            Path where = target.equals("OUTSIDE") ? outside : Path.of(target);
            for (String suffix : List.of("", ".part", ".swap", ".out")) {
                Files.writeString(directory.resolve("outside" + suffix), "mine\nthei");
            }
            log(new WritePlan(where, mode, Path.of(temp)), null);
            settle();
            for (String suffix : List.of("", ".part", ".swap", ".out")) {
                assertThat(directory.resolve("outside" + suffix))
                        .as("%s %s", mode, suffix)
                        .hasContent("mine\nthei");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "dir/outside"})
    @DisplayName("R38 a log that came along with a project has no file outside of it read as one that was swapped out")
    void retired(String file) throws Exception {
        Files.createSymbolicLink(root.resolve("dir"), directory);
        Files.writeString(outside, "mine\nsecret\n");
        log(new WritePlan(Path.of("a.md"), WritePlan.Mode.SWAP, Path.of("x")), file);
        assertThat(settle()).doesNotContain("secret");
        assertThat(outside).hasContent("mine\nsecret\n");
    }

    private String settle() throws Exception {
        try (OneDocument one = OneDocument.open(root, FaultPoints.NONE, SystemRenames.ofSystem(), null)) {
            one.awaitSettled();
            one.document().end();
            return one.liveFile();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lock", ".gitignore", "documents", "swap", "address", ""})
    @DisplayName("R38 a .markco that is a link, or has one, is refused before anything is written")
    void links(String name) throws Exception {
        Path state = root.resolve(".markco");
        Path target = name.equals("lock") ? outside : directory.resolve("elsewhere");
        if (name.isEmpty()) {
            Files.createSymbolicLink(state, directory);
        } else {
            Files.createSymbolicLink(Files.createDirectory(state).resolve(name), target);
        }
        assertThatThrownBy(() -> StateDirectory.open(root, FaultPoints.NONE).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a link");
        assertThat(outside).hasContent("mine\n");
        assertThat(Files.exists(directory.resolve("elsewhere"), LinkOption.NOFOLLOW_LINKS))
                .isFalse();
        assertThat(directory.resolve("documents")).doesNotExist();
    }

    @Test
    @DisplayName("R38 a copy of a directory's state does not show that it was shared from here")
    void copies() throws Exception {
        Entry.Identity identity = new Entry.Identity("6f1c0a3e-2f43-4d53-8f2c-0d3f5f0d9a11", "local/p/a");
        assertThat(KeptDirectory.wasShared(root)).isFalse();
        try (StateDirectory state = StateDirectory.open(root, FaultPoints.NONE)) {
            state.logs()
                    .create(new Entry.Snapshot(
                            "a", state("first\n"), new byte[0], null, null, false, identity, Entry.Past.NONE))
                    .close();
            AtRest rest = new AtRest(
                    "a",
                    "a.md",
                    null,
                    null,
                    "",
                    true,
                    Objects.requireNonNull(state.logs().stamp("a")),
                    identity);
            state.kept().saveIndex(List.of(rest), MachineStart.UNKNOWN);
        }
        assertThat(KeptDirectory.wasShared(root)).isTrue();
        Path copy = Files.createDirectories(directory.resolve("copy/.markco/documents"))
                .resolve("../..")
                .normalize();
        try (var files = Files.walk(root.resolve(".markco"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        copy.resolve(root.relativize(file).toString()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        assertThat(KeptDirectory.wasShared(copy)).isFalse();
        Path moved = Files.move(root, directory.resolve("moved"));
        assertThat(KeptDirectory.wasShared(moved)).isTrue();
    }
}
