package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.yjs.YMap;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How files spell their text, between real files and a relay. */
final class LineEndsTest {
    private static final String A = "local/p/a";
    private static final String MARK = "\uFEFF";

    @TempDir
    Path directory;

    private MemoryRelay relay;
    private final RunningAgents agents = new RunningAgents(() -> relay.url());
    private Path root;

    @BeforeEach
    void open() throws Exception {
        relay = new MemoryRelay();
        root = Files.createDirectory(directory.resolve("p"));
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        relay.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // file, text of the document, file after "X\n" was typed at its start
                "arnbrn, anbn, Xrnarnbrn",
                "Banbn, anbn, BXnanbn",
                "Barnbrn, anbn, BXrnarnbrn",
                "arnbn, arnbn, Xnarnbn",
                "arnb, anb, Xrnarnb",
                "arb, arb, Xnarb",
                "B, \"\", BXn",
                "arrn, arrn, Xnarrn",
                "a, a, Xna",
            })
    @DisplayName("R11 files are LF in the document, and typing leaves every other byte as it was")
    void filesKeepTheirBytes(String file, String text, String after) throws Exception {
        write(shown(file));
        agents.start(root);
        assertThat(relay.text(A)).isEqualTo(shown(text));
        assertFile(root, shown(file));
        relay.edit(A, doc -> doc.getText("content").insert(0, "X\n"));
        awaitFile(root, shown(after));
        assertThat(relay.text(A)).isEqualTo("X\n" + shown(text));
    }

    @Test
    @DisplayName("R11 line ends and mark are in the document's map, and an LF document has none")
    void theFormatIsInTheMap() throws Exception {
        write(MARK + "one\r\n");
        Files.writeString(root.resolve("b.md"), "one\n");
        agents.start(root);
        assertThat(format(A)).isEqualTo("{lineEnds=crlf, bom=true}");
        assertThat(format("local/p/b")).isEqualTo("{}");
    }

    @Test
    @DisplayName("R11 a file that only changes its style edits the map and not a character")
    void styleIsAnEdit() throws Exception {
        write("one\r\ntwo\r\n");
        agents.start(root);
        List<String> texts = new ArrayList<>();
        relay.room(A).observe((update, origin) -> texts.add(relay.text(A)));
        write("one\ntwo\n");
        await().until(() -> format(A).equals("{}"));
        write(MARK + "one\r\ntwo\r\n");
        await().until(() -> format(A).equals("{lineEnds=crlf, bom=true}"));
        assertThat(texts).isNotEmpty().containsOnly("one\ntwo\n");
    }

    @Test
    @DisplayName("R11 a change of the map rewrites the file")
    void theMapIsWritten() throws Exception {
        write("one\ntwo\n");
        agents.start(root);
        relay.edit(A, doc -> doc.getMap("markco").put("lineEnds", "crlf"));
        awaitFile(root, "one\r\ntwo\r\n");
        relay.edit(A, doc -> doc.getMap("markco").put("bom", true));
        awaitFile(root, MARK + "one\r\ntwo\r\n");
        relay.edit(A, doc -> doc.getMap("markco").remove("lineEnds"));
        awaitFile(root, MARK + "one\ntwo\n");
        assertThat(relay.text(A)).isEqualTo("one\ntwo\n");
    }

    @Test
    @DisplayName("R11 a line appended with LF makes the line ends mixed, and they stay as they are")
    void mixedLineEndsStay() throws Exception {
        write("one\r\ntwo\r\n");
        agents.start(root);
        Files.writeString(root.resolve("a.md"), "three\n", StandardOpenOption.APPEND);
        await().until(() -> relay.text(A).equals("one\r\ntwo\r\nthree\n"));
        relay.edit(A, doc -> doc.getText("content").insert(0, "zero\n"));
        awaitFile(root, "zero\none\r\ntwo\r\nthree\n");
        write("zero\r\none\r\ntwo\r\nthree\r\n");
        await().until(() -> relay.text(A).equals("zero\none\ntwo\nthree\n"));
        assertThat(format(A)).isEqualTo("{lineEnds=crlf}");
    }

    @Test
    @DisplayName("R11 a file that was emptied, or has one line left, keeps the style of its document")
    void whatSaysNothingKeepsTheStyle() throws Exception {
        write(MARK + "one\r\n");
        agents.start(root);
        write("");
        await().until(() -> relay.text(A).isEmpty());
        assertThat(format(A)).isEqualTo("{lineEnds=crlf, bom=true}");
        relay.edit(A, doc -> doc.getText("content").insert(0, "a\nb"));
        awaitFile(root, MARK + "a\r\nb");
        write(MARK + "b");
        await().until(() -> relay.text(A).equals("b"));
        relay.edit(A, doc -> doc.getText("content").insert(0, "c\n"));
        awaitFile(root, MARK + "c\r\nb");
    }

    @Test
    @DisplayName("R11 a text with CRLF throughout becomes LF in a CRLF document, once, whoever comes to it first")
    void textsAreNormalisedOnce() throws Exception {
        relay.put(A, MARK + "one\r\ntwo\r\n");
        Path other = Files.createDirectory(directory.resolve("other"));
        Agent first = agents.make(root);
        Agent second = agents.make(other);
        first.start();
        second.start();
        awaitNormalised(other, "one\ntwo\n");
        assertThat(first.awaitInSync(Duration.ofSeconds(60))).isTrue();
        assertThat(second.awaitInSync(Duration.ofSeconds(60))).isTrue();

        relay.edit(A, doc -> doc.getText("content").insert(0, "zero\r\n"));
        awaitNormalised(other, "zero\none\ntwo\n");
    }

    private void awaitNormalised(Path other, String text) {
        await().until(() -> relay.text(A).equals(text));
        assertThat(format(A)).isEqualTo("{lineEnds=crlf, bom=true}");
        awaitFile(root, MARK + text.replace("\n", "\r\n"));
        awaitFile(other, MARK + text.replace("\n", "\r\n"));
        assertThat(relay.text(A)).isEqualTo(text);
    }

    @Test
    @DisplayName("R11 R4 with the state deleted, a CRLF file finds its document again")
    void stateDeleted() throws Exception {
        write(MARK + "one\r\n");
        agents.start(root).close();
        Path state = root.resolve(".markco");
        Files.move(state, directory.resolve("old state"));
        agents.start(root);
        assertFile(root, MARK + "one\r\n");
        assertThat(relay.text(A)).isEqualTo("one\n");
        assertThat(format(A)).isEqualTo("{lineEnds=crlf, bom=true}");
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.contains("conflict"));
        }
    }

    @Test
    @DisplayName("R11 R4 a text kept beside the document keeps its bytes")
    void conflictCopiesKeepTheirBytes() throws Exception {
        write(MARK + "ours\r\n");
        relay.put(A, "theirs\n");
        agents.start(root);
        awaitFile(root, "theirs\n");
        try (Stream<Path> files = Files.list(root)) {
            Path copy = files.filter(file -> file.getFileName().toString().startsWith("a.conflict-"))
                    .findFirst()
                    .orElseThrow();
            assertThat(copy).hasBinaryContent((MARK + "ours\r\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("R11 a read-only file stays read-only and is written by a swap")
    void readOnlyFiles() throws Exception {
        write("one\r\n");
        Files.setPosixFilePermissions(root.resolve("a.md"), PosixFilePermissions.fromString("r--r--r--"));
        Object inode = Files.getAttribute(root.resolve("a.md"), "unix:ino");
        agents.start(root);
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        awaitFile(root, "typed\r\none\r\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("a.md"))))
                .isEqualTo("r--r--r--");
        assertThat(Files.getAttribute(root.resolve("a.md"), "unix:ino")).isNotEqualTo(inode);
    }

    private static String shown(String shown) {
        return shown.replace('r', '\r').replace('n', '\n').replace("B", MARK);
    }

    private String format(String key) {
        return relay.room(key).read(doc -> {
            YMap map = doc.getMap("markco");
            StringBuilder shown = new StringBuilder("{");
            for (String name : new String[] {"lineEnds", "bom"}) {
                @Nullable Object value = map.get(name);
                if (value != null) {
                    shown.append(shown.length() > 1 ? ", " : "")
                            .append(name)
                            .append('=')
                            .append(value);
                }
            }
            return shown.append('}').toString();
        });
    }

    private void write(String content) throws IOException {
        Files.writeString(root.resolve("a.md"), content);
    }

    private static void awaitFile(Path project, String content) {
        await().untilAsserted(() -> assertFile(project, content));
    }

    private static void assertFile(Path project, String content) {
        assertThat(project.resolve("a.md")).hasBinaryContent(content.getBytes(StandardCharsets.UTF_8));
    }
}
