package dev.markco.agent.internal.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.GitCommand;
import dev.markco.sync.time.SimulatedTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real git has stored, however it has. */
final class GitObjectsTest {
    private static final int FILES = 600;

    @TempDir
    Path directory;

    private Path root;

    @BeforeEach
    void makeDirectory() throws IOException {
        root = Files.createDirectory(directory.resolve("root"));
    }

    private void git(String... arguments) throws Exception {
        GitCommand.run(root, arguments);
    }

    private static boolean has(Path worktree, String content) {
        return GitRepository.around(worktree, new SimulatedTime(1).process("git"))
                .has(content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String content) throws IOException {
        Files.writeString(root.resolve("a.md"), content);
    }

    private static List<Path> packIndexes(Path objects) throws IOException {
        try (Stream<Path> files = Files.list(objects.resolve("pack"))) {
            return files.filter(file -> file.toString().endsWith(".idx")).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha256"})
    @DisplayName("R33 what was added, committed or stashed is found; what only the file held is not")
    void loose(String format) throws Exception {
        git("init", "-q", "--object-format=" + format);
        write("committed\n");
        git("add", ".");
        git("commit", "-q", "-m", "one");
        write("stashed\n");
        git("stash", "-q");
        write("added\n");
        git("add", ".");
        write("written\n");
        assertThat(Stream.of("committed\n", "stashed\n", "added\n", "written\n", "")
                        .filter(content -> has(root, content)))
                .containsExactly("committed\n", "stashed\n", "added\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha256"})
    @DisplayName("R33 of many in several packs each is found, and none that is not there")
    void packed(String format) throws Exception {
        git("init", "-q", "--object-format=" + format);
        for (int half = 0; half < 2; half++) {
            for (int i = 0; i < FILES / 2; i++) {
                int number = half * FILES / 2 + i;
                Files.writeString(root.resolve(number + ".md"), "there " + number);
            }
            git("add", ".");
            git("commit", "-q", "-m", "half");
            git("repack", "-q", "-d");
        }
        git("prune-packed");
        assertThat(packIndexes(root.resolve(".git/objects"))).hasSize(2);
        for (int i = 0; i < FILES; i++) {
            assertThat(has(root, "there " + i)).as("there %s", i).isTrue();
            assertThat(has(root, "not there " + i)).as("not there %s", i).isFalse();
        }
    }

    @Test
    @DisplayName("R33 what git stores with other line ends is found")
    void lineEnds() throws Exception {
        git("init", "-q");
        git("config", "core.autocrlf", "true");
        write("one\r\ntwo\r\n");
        git("add", ".");
        assertThat(has(root, "one\r\ntwo\r\n")).isTrue();
        assertThat(has(root, "one\r\ntwo\rthree\r\n")).isFalse();
    }

    @Test
    @DisplayName("R33 a clone that shares what another one has, and another work tree, find that")
    void elsewhere() throws Exception {
        git("init", "-q", "--object-format=sha256");
        write("committed\n");
        git("add", ".");
        git("commit", "-q", "-m", "one");
        git(
                "clone",
                "-q",
                "--shared",
                root.toString(),
                directory.resolve("clone").toString());
        git("worktree", "add", "-q", directory.resolve("tree").toString());
        assertThat(has(directory.resolve("clone"), "committed\n")).isTrue();
        assertThat(has(directory.resolve("tree"), "committed\n")).isTrue();
        assertThat(has(directory.resolve("tree"), "written\n")).isFalse();
    }

    @Test
    @DisplayName("R33 repositories that lend each other what they have, in a circle, end somewhere")
    void lentInACircle() throws Exception {
        git("init", "-q");
        Path objects = root.resolve(".git/objects");
        Files.writeString(objects.resolve("info/alternates"), objects + "\n../objects\n");
        assertThat(has(root, "written\n")).isFalse();
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName(
            "R38 a hundred links to what lends to all of them cost a hundred looks, and names that are none are no reason to fail")
    void lentByForeigners() throws Exception {
        git("init", "-q");
        Path objects = root.resolve(".git/objects");
        StringBuilder lenders = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            Files.createSymbolicLink(objects.resolve("l" + i), objects);
            lenders.append('l').append(i).append('\n');
        }
        Files.writeString(objects.resolve("info/alternates"), lenders);
        assertThat(has(root, "written\n")).isFalse();
        Files.writeString(objects.resolve("info/alternates"), "a\0b\n");
        assertThat(has(root, "written\n")).isFalse();
        Files.writeString(root.resolve(".git/commondir"), "a\0b\n");
        assertThat(has(root, "written\n")).isFalse();
    }

    @Test
    @DisplayName("R33 a pack's list that is cut off has nothing, and neither has a directory without a repository")
    void damaged() throws Exception {
        assertThat(has(root, "committed\n")).isFalse();
        git("init", "-q");
        write("committed\n");
        git("add", ".");
        git("commit", "-q", "-m", "one");
        git("repack", "-q", "-a", "-d");
        Path index = packIndexes(root.resolve(".git/objects")).get(0);
        byte[] whole = Files.readAllBytes(index);
        assertThat(has(root, "committed\n")).isTrue();
        Files.delete(index);
        for (int length : new int[] {0, 7, 8, 100, 1_031, 1_035}) {
            Files.write(index, Arrays.copyOf(whole, length));
            assertThat(has(root, "committed\n")).as("%s bytes", length).isFalse();
        }
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName("R38 pipes in a directory from somebody else hold nobody up")
    void pipes() throws Exception {
        git("init", "-q");
        Files.delete(root.resolve(".git/config"));
        for (String pipe : new String[] {".git/config", ".git/index", ".git/objects/pack/a.idx"}) {
            assertThat(new ProcessBuilder("mkfifo", root.resolve(pipe).toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        assertThat(has(root, "written\n")).isFalse();
        GitRemovals removals = new GitRemovals(GitRepository.around(root, new SimulatedTime(1).process("git")));
        removals.look();
        assertThat(removals.isRemoved(root.resolve("a.md"))).isFalse();
    }
}
