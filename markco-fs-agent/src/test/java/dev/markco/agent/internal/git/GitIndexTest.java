package dev.markco.agent.internal.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.agent.GitCommand;
import dev.markco.sync.time.SimulatedTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names in the index of the real git. */
final class GitIndexTest {
    @TempDir
    Path root;

    private void git(String... arguments) throws Exception {
        GitCommand.run(root, arguments);
    }

    private Set<String> makeFiles() throws IOException {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            names.add("d" + i % 7 + "/" + "x".repeat(i % 23) + i + ".md");
        }
        names.add("ü 🌍.md");
        names.add("y".repeat(200) + ".md");
        for (String name : names) {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
        return names;
    }

    @ParameterizedTest
    @CsvSource({"2, sha1, 20", "4, sha1, 20", "2, sha256, 32", "4, sha256, 32"})
    void names(int version, String format, int hashBytes) throws Exception {
        git("init", "-q", "--object-format=" + format);
        Set<String> names = makeFiles();
        git("add", ".");
        git("update-index", "--index-version", String.valueOf(version));
        Path index = root.resolve(".git/index");
        assertThat(Files.readAllBytes(index)[7]).isEqualTo((byte) version);
        assertThat(GitIndex.names(Files.readAllBytes(index), hashBytes)).isEqualTo(names);
        GitRepository repository = GitRepository.around(root, new SimulatedTime(1).process("git"));
        assertThat(repository.hashBytes()).isEqualTo(hashBytes);
    }

    @Test
    @DisplayName("a version with flags of its own, as for files that are to be added, is read, too")
    void extended() throws Exception {
        git("init", "-q");
        Files.writeString(root.resolve("later.md"), "text");
        Files.writeString(root.resolve("now.md"), "text");
        git("add", "now.md");
        git("add", "-N", "later.md");
        byte[] index = Files.readAllBytes(root.resolve(".git/index"));
        assertThat(index[7]).isEqualTo((byte) 3);
        assertThat(GitIndex.names(index, 20)).containsExactlyInAnyOrder("later.md", "now.md");
    }

    @Test
    void aSplitIndexIsNotGuessedAt() throws Exception {
        git("init", "-q");
        Files.writeString(root.resolve("a.md"), "text");
        git("add", "a.md");
        git("update-index", "--split-index");
        byte[] index = Files.readAllBytes(root.resolve(".git/index"));
        assertThatThrownBy(() -> GitIndex.names(index, 20))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("split");
    }

    @Test
    @DisplayName("a sparse index has directories in the place of their files, which must not count as taken away")
    void aSparseIndexIsNotGuessedAt() throws Exception {
        git("init", "-q");
        for (String name : new String[] {"kept", "left"}) {
            Files.writeString(Files.createDirectory(root.resolve(name)).resolve("a.md"), "text");
        }
        git("add", ".");
        git("commit", "-q", "-m", "files");
        git("sparse-checkout", "init", "--cone", "--sparse-index");
        git("sparse-checkout", "set", "kept");
        byte[] index = Files.readAllBytes(root.resolve(".git/index"));
        assertThatThrownBy(() -> GitIndex.names(index, 20))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("sparse");
    }

    @Test
    @DisplayName("what is cut off or changed is no index, or another one, and nothing worse")
    void damaged() throws Exception {
        git("init", "-q");
        makeFiles();
        git("add", ".");
        byte[] index = Files.readAllBytes(root.resolve(".git/index"));
        for (int length = 0; length < index.length - 40; length += 97) {
            byte[] cut = Arrays.copyOf(index, length);
            assertThatThrownBy(() -> GitIndex.names(cut, 20)).isInstanceOf(IOException.class);
        }
    }
}
