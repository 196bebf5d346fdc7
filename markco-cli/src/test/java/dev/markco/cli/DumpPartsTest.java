package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.sync.DocumentKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, archives and manifests of dumps, hostile ones too. */
final class DumpPartsTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        "text/a.md, true",
        "a, true",
        "ü/été 2026.md, true",
        "..a, true",
        "'', false",
        "/etc/passwd, false",
        "../a, false",
        "a/../b, false",
        "a/.., false",
        "./a, false",
        "a//b, false",
        "a/, false",
        "a\\b, false",
        "C:/x, false",
        "C:x, false",
    })
    void namesThatStayInside(String name, boolean safe) {
        assertThat(SafeName.isSafe(name)).isEqualTo(safe);
    }

    private static String name(DumpNames names, String path) {
        return names.add(DocumentKey.of("local", "p", path));
    }

    @Test
    void documentsWhoseFilesCannotLieSideBySideGetOtherNames() {
        DumpNames names = new DumpNames();
        assertThat(name(names, "a")).isEqualTo("a.md");
        assertThat(name(names, "a.md/b")).as("a.md is a file").startsWith("by-key/");
        assertThat(name(names, "A")).as("some file systems fold case").startsWith("by-key/");
        assertThat(name(names, "dir.qmd/x")).isEqualTo("dir.qmd/x.md");
        assertThat(name(names, "dir.qmd")).as("dir.qmd is a directory").matches("by-key/[0-9a-f]{32}\\.qmd");
        assertThat(name(names, "x".repeat(300))).startsWith("by-key/");
    }

    private Path archive(Consumer<TarArchiveOutputStream> entries) throws IOException {
        Path file = temp.resolve("x.tar.gz");
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out), "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            entries.accept(tar);
        }
        return file;
    }

    private static void put(TarArchiveOutputStream tar, String name, byte type) {
        try {
            TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
            if (type == TarConstants.LF_SYMLINK || type == TarConstants.LF_LINK) {
                entry.setLinkName("/etc/passwd");
            }
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, String> read(Path archive) throws IOException {
        Map<String, String> found = new LinkedHashMap<>();
        new TarDump(archive, "x").read((name, content) -> found.put(name, new String(content, StandardCharsets.UTF_8)));
        return found;
    }

    @ParameterizedTest
    @CsvSource({
        "../evil, 48",
        "/etc/evil, 48",
        "a/../../evil, 48",
        "..\\evil, 48",
        "link, 50",
        "hard, 49",
        "pipe, 54",
        "device, 51",
        "block, 52",
        "../directory/, 53",
    })
    void hostileEntriesAreRefused(String name, byte type) throws Exception {
        Path archive = archive(tar -> put(tar, name, type));
        assertThatThrownBy(() -> read(archive)).isInstanceOf(DamagedDumpException.class);
    }

    @Test
    void theSameNameTwiceIsRefused() throws Exception {
        Path archive = archive(tar -> List.of("a", "a").forEach(name -> put(tar, name, TarConstants.LF_NORMAL)));
        assertThatThrownBy(() -> read(archive)).hasMessageContaining("twice");
    }

    @Test
    void hugeEntriesAreRefusedBeforeTheyAreRead() throws Exception {
        TarArchiveEntry entry = new TarArchiveEntry("huge");
        entry.setSize(TarDump.LARGEST_FILE + 1L);
        byte[] header = new byte[512];
        entry.writeEntryHeader(header);
        Path file = temp.resolve("huge.tar.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(header);
        }
        assertThatThrownBy(() -> read(file)).hasMessageContaining("is larger than");
    }

    @Test
    void whatOtherToolsPackIsRead() throws Exception {
        Path archive = archive(tar -> {
            put(tar, "./", TarConstants.LF_DIR);
            put(tar, "./text/", TarConstants.LF_DIR);
            put(tar, "./text/a.md", TarConstants.LF_NORMAL);
        });
        assertThat(read(archive)).containsOnlyKeys("text/a.md");
    }

    @Test
    void anArchiveHoldsWhatWasWritten() throws Exception {
        String longName = "text/" + "é".repeat(100) + "/" + "y".repeat(200) + ".md";
        TarDump.Contents contents = writer -> {
            writer.add("a", "A".getBytes(StandardCharsets.UTF_8), Instant.ofEpochSecond(1));
            writer.add(longName, "long".getBytes(StandardCharsets.UTF_8), Instant.parse("2026-11-28T01:02:03.456Z"));
        };
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        ByteArrayOutputStream second = new ByteArrayOutputStream();
        TarDump.write(first, contents);
        TarDump.write(second, contents);
        assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
        Path file = Files.write(temp.resolve("w.tar.gz"), first.toByteArray());
        assertThat(read(file)).containsExactly(Map.entry("a", "A"), Map.entry(longName, "long"));
    }

    @Test
    void aManifestIsReadBack() {
        ProjectManifest manifest = new ProjectManifest(
                "local/p",
                List.of(new ProjectManifest.Entry("a", "id", "text/a.md", "1", "yjs/a.md.yjs", "2", "3", "then")));
        assertThat(ProjectManifest.parse(manifest.toJson())).isEqualTo(manifest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[]",
                "{\"format\":\"other\",\"version\":1}",
                "{\"format\":\"markco-project\",\"version\":2,\"project\":\"local/p\"}",
                "{\"format\":\"markco-project\",\"version\":1,\"project\":\"p\",\"documents\":[{\"docPath\":\"a\"}]}",
                "{\"format\":\"markco-project\",\"version\":1,\"project\":\"p\",\"documents\":[{\"docPath\":\"a\","
                        + "\"text\":\"../a\",\"textSha256\":\"1\",\"state\":\"b\",\"stateSha256\":\"1\",\"stateHash\":\"1\"}]}",
                "{\"format\":\"markco-project\",\"version\":1,\"project\":\"p\",\"documents\":[{\"docPath\":\"a\","
                        + "\"text\":\"a\",\"textSha256\":\"1\",\"state\":\"a\",\"stateSha256\":\"1\",\"stateHash\":\"1\"}]}",
            })
    void manifestsThatAreNoneAreRefused(String json) {
        assertThatThrownBy(() -> ProjectManifest.parse(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DamagedDumpException.class);
    }
}
