package dev.markco.agent.internal.disk;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectFilesTest {
    @TempDir
    Path directory;

    private Path root;
    private ProjectFiles files;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(directory.resolve("project"));
        files = new ProjectFiles(root, 100);
    }

    @Test
    void textIsReadByteForByte() throws IOException {
        Files.writeString(root.resolve("a.md"), "\uFEFFa\r\nb");
        assertThat(files.read("a.md"))
                .isInstanceOfSatisfying(
                        FileReading.Text.class, read -> assertThat(read.text()).isEqualTo("\uFEFFa\r\nb"));
    }

    @Test
    void whatIsNoTextIsRefusedWithAReason() throws IOException {
        Files.write(root.resolve("latin.md"), new byte[] {'a', (byte) 0xE9});
        Files.write(root.resolve("large.md"), new byte[101]);
        Files.createDirectory(root.resolve("folder.md"));
        Files.write(root.resolve("zeros.md"), new byte[7]);
        Files.writeString(root.resolve("wide.md"), "wide", UTF_16LE);
        assertRefused("latin.md", "it is not UTF-8 text");
        assertRefused("zeros.md", "it holds zero bytes, which no text does");
        assertRefused("wide.md", "it holds zero bytes, which no text does");
        assertRefused("large.md", "it is larger than 100 bytes");
        assertRefused("folder.md", "it is not a file");
        assertThat(files.read("none.md")).isInstanceOf(FileReading.Absent.class);
    }

    @Test
    @DisplayName("R35 a file that is full of zero bytes has no text, which another that is refused may have")
    void zeros() throws IOException {
        Files.write(root.resolve("zeros.md"), new byte[7]);
        Files.write(root.resolve("some.md"), new byte[] {0, 'a'});
        FileReading.Text none = Objects.requireNonNull(files.read("zeros.md").asText());
        assertThat(none.text()).isEmpty();
        assertThat(none.content()).isEqualTo(new byte[7]);
        assertThat(files.read("some.md").asText()).isNull();
        assertThat(files.read("none.md").asText()).isNull();
    }

    @Test
    void linksAreFollowedInsideAndRefusedOutside() throws IOException {
        Files.writeString(directory.resolve("secret"), "secret");
        Files.writeString(root.resolve("a.md"), "a");
        Files.createSymbolicLink(root.resolve("in.md"), Path.of("a.md"));
        Files.createSymbolicLink(root.resolve("out.md"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("nowhere.md"), Path.of("none"));
        Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
        assertThat(files.read("in.md")).isInstanceOf(FileReading.Text.class);
        assertThat(files.locate("in.md")).isEqualTo(files.root().resolve("a.md"));
        assertRefused("out.md", "it is a link out of the project");
        assertRefused("nowhere.md", "it is a symbolic link to nothing");
        assertThatThrownBy(() -> files.locate("up/new/file.md")).isInstanceOf(OutsideProjectException.class);
    }

    @Test
    void missingDirectoriesAreMade() throws IOException {
        Path located = files.locate("x/y/z.md");
        files.makeParents(located);
        assertThat(root.resolve("x/y")).isDirectory();
    }

    private void assertRefused(String name, String why) throws IOException {
        assertThat(files.read(name))
                .isInstanceOfSatisfying(
                        FileReading.Refused.class,
                        refused -> assertThat(refused.why()).isEqualTo(why));
    }
}
