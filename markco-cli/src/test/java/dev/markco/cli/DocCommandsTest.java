package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.DocumentKey;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code markco doc …} with a running relay. */
final class DocCommandsTest extends WithRelay {
    private static final String OTHER_USER = "31bdffb9-5a8e-4dd5-9d2c-6e1c3f1f6a10";

    private Path file(String name, String text) throws IOException {
        return Files.writeString(temp.resolve(name), text);
    }

    private Path dumped(String key, String name) {
        Path file = temp.resolve(name);
        done("doc", "dump", key, "--format", "yjs", "-o", file.toString());
        return file;
    }

    @Test
    void aDumpIsWholeAndKeepsThePermissionsOfTheFileItReplaces() throws Exception {
        write("local/dump/a", "ümlaut 🌍\n");
        Path file = file("out.md", "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        done("doc", "dump", "local/dump/a", "-o", file.toString());
        assertThat(file).hasContent("ümlaut 🌍\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");

        Path link = Files.createSymbolicLink(temp.resolve("link.md"), file);
        write("local/dump/a", "second\n");
        done("doc", "dump", "local/dump/a", "-o", link.toString());
        assertThat(link).isSymbolicLink().hasContent("second\n");
        assertThat(file).hasContent("second\n");

        MarkcoProcess.Result missing = markco("doc", "dump", "local/dump/none", "-o", file.toString());
        assertThat(missing.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(file).as("what was there stays").hasContent("second\n");
        assertThat(markco("doc", "dump", "local/dump/a", "-o", temp.toString()).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(markco("doc", "dump", "local/dump/a", "-o", temp + "/no/where")
                        .exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        done("doc", "dump", "local/dump/a", "-o", "/dev/null");
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(files).hasSize(2);
        }
        assertThat(lines(done("doc", "dump", "local/dump/a", "--json"))
                        .get(0)
                        .path("content")
                        .asString())
                .isEqualTo("second\n");
    }

    @Test
    @DisplayName("R41 R42 the log tells who changed a document by what, words that are gone again included")
    void theLogOfADocument() {
        write("local/log/a", "first words\n");
        markcoWith("other words\n", "doc", "restore", "local/log/a");
        List<JsonNode> changes = lines(done("doc", "dump", "local/log/a", "--format", "log"));
        assertThat(changes).hasSizeGreaterThanOrEqualTo(2).allSatisfy(change -> {
            assertThat(change.path("author").asString()).isEqualTo(DocumentKey.LOCAL_USER.toString());
            assertThat(Instant.parse(change.path("receivedAt").asString())).isBefore(Instant.now());
            assertThat(change.path("brought").isArray()).isTrue();
        });
        assertThat(changes.get(changes.size() - 1).path("means").asString()).isEqualTo("command");
        YDoc doc = new YDoc();
        StringBuilder remembered = new StringBuilder();
        for (JsonNode change : changes) {
            byte[] update = Base64.getDecoder().decode(change.path("update").asString());
            remembered.append(new String(update, StandardCharsets.UTF_8));
            doc.applyUpdate(update);
        }
        assertThat(remembered).contains("first");
        assertThat(doc.getText("content").toString()).isEqualTo("other words\n");
        assertThat(markco("doc", "dump", "local/log/none", "--format", "log").exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void catWritesWhatItCanAndTellsTheRest() {
        write("local/cat/a", "A\n");
        write("local/cat/b", "B\n");
        assertThat(done("doc", "cat", "local/cat/a", "local/cat/b", "local/cat/a"))
                .isEqualTo("A\nB\nA\n");
        assertThat(lines(done("doc", "cat", "--json", "local/cat/a", "local/cat/b")))
                .extracting(line ->
                        line.path("key").asString() + "=" + line.path("content").asString())
                .containsExactly("local/cat/a=A\n", "local/cat/b=B\n");
        MarkcoProcess.Result partly = markco("doc", "cat", "local/cat/a", "local/cat/none", "local/cat/b");
        assertThat(partly.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
        assertThat(partly.out()).isEqualTo("A\nB\n");
        assertThat(partly.err()).contains("there is no document local/cat/none");
        assertThat(markco("doc", "cat", "local/cat/none").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void optionsThatContradictEachOtherAreRefused() {
        write("local/wrong/a", "text\n");
        for (List<String> wrong : List.of(
                List.of("doc", "dump", "local/wrong/a", "--format", "log", "--json"),
                List.of("doc", "dump", "local/wrong/a", "--json", "--format=text"),
                List.of("doc", "diff", "--json", "-U", "1", "local/wrong/a", "local/wrong/a"),
                List.of("migrate", "--status", "--dry-run"),
                List.of("doc", "list", "-q", "-v"))) {
            MarkcoProcess.Result result = markco(wrong.toArray(String[]::new));
            assertThat(result.exitCode()).as("%s: %s", wrong, result.err()).isEqualTo(ExitCode.USAGE);
            assertThat(result.out()).as("%s", wrong).isEmpty();
            assertThat(result.err()).as("%s", wrong).contains("--");
        }
        assertThat(done("doc", "dump", "local/wrong/a", "--json", "--format", "json"))
                .isEqualTo(done("doc", "dump", "local/wrong/a", "--json"));
    }

    @Test
    void diffComparesWithFilesInputAndDocuments() throws Exception {
        write("local/diff/a", "one\ntwo\nthree\n");
        write("local/diff/b", "one\nTWO\nthree\n");
        Path same = file("same.md", "one\r\ntwo\r\nthree\r\n");
        assertThat(done("doc", "diff", "local/diff/a", same.toString()))
                .as("line ends belong to the file")
                .isEmpty();
        MarkcoProcess.Result files =
                markco("doc", "diff", "local/diff/a", file("x.md", "one\ntwo\n").toString());
        assertThat(files.exitCode()).isEqualTo(1);
        assertThat(files.out())
                .isEqualTo("--- local/diff/a\n+++ " + temp + "/x.md\n@@ -1,3 +1,2 @@\n one\n two\n-three\n");
        MarkcoProcess.Result documents = markco("doc", "diff", "-U0", "local/diff/a", "local/diff/b");
        assertThat(documents.exitCode()).isEqualTo(1);
        assertThat(documents.out()).isEqualTo("--- local/diff/a\n+++ local/diff/b\n@@ -2 +2 @@\n-two\n+TWO\n");
        assertThat(markcoWith("one\ntwo\nthree\n", "doc", "diff", "local/diff/a")
                        .exitCode())
                .isZero();
        MarkcoProcess.Result json = markco("doc", "diff", "--json", "local/diff/a", "local/diff/b");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(lines(json.out()).get(0).path("removed").asInt()).isEqualTo(1);
        assertThat(markco("doc", "diff", "local/diff/a", "local/diff/none").exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(markco("doc", "diff", "local/diff/a", "none.md").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(markco("doc", "diff", "local/diff/a", temp.toString()).exitCode())
                .as("1 means nothing but a difference")
                .isEqualTo(ExitCode.UNHEALTHY);
    }

    @Test
    @DisplayName("R20 what is moved, deleted and taken back keeps its history")
    void aDocumentIsMovedDeletedAndTakenBack() {
        write("local/life/a", "text\n");
        write("local/life/taken", "other\n");
        byte[] before = state("local/life/a");
        assertThat(done("doc", "mv", "-n", "local/life/a", "local/life/b")).contains("would move");
        assertThat(text("local/life/a")).isEqualTo("text\n");
        MarkcoProcess.Result taken = markco("doc", "mv", "local/life/a", "local/life/taken");
        assertThat(taken.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(taken.err()).contains("another document has that name");
        assertThat(markco("doc", "mv", "local/life/a", OTHER_USER + "/life/a").exitCode())
                .isEqualTo(ExitCode.USAGE);
        done("doc", "mv", "local/life/a", "local/elsewhere/deep/ä b");
        assertThat(state("local/elsewhere/deep/ä b")).isEqualTo(before);

        MarkcoProcess.Result asks = markco("doc", "rm", "local/elsewhere/deep/ä b");
        assertThat(asks.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(asks.err()).contains("--yes");
        assertThat(done("doc", "rm", "--dry-run", "local/elsewhere/deep/ä b")).contains("would move");
        assertThat(text("local/elsewhere/deep/ä b")).isEqualTo("text\n");
        MarkcoProcess.Result partly = markco("doc", "rm", "-y", "local/elsewhere/deep/ä b", "local/life/none");
        assertThat(partly.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
        assertThat(partly.err()).contains("there is no document local/life/none");
        for (String command : List.of("dump", "cat", "watch", "diff", "rm -y")) {
            MarkcoProcess.Result gone = markco(
                    Stream.concat(Stream.of(("doc " + command).split(" ")), Stream.of("local/elsewhere/deep/ä b"))
                            .toArray(String[]::new));
            assertThat(gone.exitCode()).as(command).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(gone.err()).contains("trash", "markco doc untrash");
        }
        assertThat(markcoWith("x", "doc", "restore", "local/elsewhere/deep/ä b").exitCode())
                .as("nobody's words bring back what was deleted")
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(done("doc", "list", "--trash", "local/elsewhere")).contains("local/elsewhere/deep/ä b");
        String id = lines(done("doc", "list", "--trash", "--json", "local/elsewhere"))
                .get(0)
                .path("id")
                .asString();
        assertThat(markco("doc", "untrash", "local/life/none").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        done("doc", "untrash", "local/elsewhere/deep/ä b", "--id", id);
        assertThat(state("local/elsewhere/deep/ä b")).isEqualTo(before);
        assertThat(done("doc", "list", "--trash", "local/elsewhere")).isEmpty();
    }

    @Test
    void whatTakesSomethingAwayAsksOnATerminal() {
        write("local/ask/a", "text\n");
        System.setProperty("markco.terminals", "02");
        try {
            MarkcoProcess.Result no = markcoWith("\n", "doc", "rm", "local/ask/a");
            assertThat(no.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertThat(no.err()).contains("Move local/ask/a into the trash? [y/N] ", "nothing was changed");
            assertThat(markcoWith("", "doc", "rm", "local/ask/a").exitCode()).isEqualTo(ExitCode.FAILURE);
            assertThat(text("local/ask/a")).isEqualTo("text\n");
            assertThat(markcoWith("Yes\n", "doc", "rm", "local/ask/a").exitCode())
                    .isZero();
        } finally {
            System.clearProperty("markco.terminals");
        }
        assertThat(markco("doc", "dump", "local/ask/a").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    @DisplayName("R23 a text with its base is merged, one without makes the document equal")
    void textsAreRestored() throws Exception {
        write("local/text/a", "one\ntwo\nthree\n");
        Path base = file("base.md", "one\ntwo\nthree\n");
        Path mine = file("mine.md", "one\nMINE\nthree\n");
        write("local/text/a", "one\ntwo\nthree\nTHEIRS\n");
        assertThat(done("doc", "restore", "-n", "local/text/a", mine.toString()))
                .contains("lines +1 -2");
        done("doc", "restore", "local/text/a", mine.toString(), "--base", base.toString());
        assertThat(text("local/text/a")).isEqualTo("one\nMINE\nthree\nTHEIRS\n");
        done("doc", "restore", "local/text/a", mine.toString(), "--base", base.toString());
        assertThat(text("local/text/a")).as("twice is once").isEqualTo("one\nMINE\nthree\nTHEIRS\n");
        done("doc", "restore", "local/text/a", mine.toString());
        assertThat(text("local/text/a")).isEqualTo("one\nMINE\nthree\n");
        MarkcoProcess.Result asks = markco("doc", "restore", "local/text/a", base.toString(), "--replace");
        assertThat(asks.exitCode()).isEqualTo(ExitCode.USAGE);
        done("doc", "restore", "local/text/a", base.toString(), "--replace", "--yes");
        assertThat(text("local/text/a")).isEqualTo("one\ntwo\nthree\n");

        Path latin = Files.write(temp.resolve("latin.md"), new byte[] {'a', (byte) 0xe4, '\n'});
        assertThat(markco("doc", "restore", "local/text/a", latin.toString()).exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(text("local/text/a")).isEqualTo("one\ntwo\nthree\n");
        assertThat(markco("doc", "restore", "local/text/none", "--base", base.toString(), mine.toString())
                        .exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        MarkcoProcess.Result empty = markcoWith("", "doc", "restore", "local/text/none");
        assertThat(empty.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(empty.err()).contains("an empty text makes none");
    }

    @Test
    @DisplayName(
            "R1 a state is merged with its own history, and an unrelated one is refused, or takes over by --replace")
    void statesAreRestored() throws Exception {
        write("local/yjs/a", "the words\n");
        Path old = dumped("local/yjs/a", "a.yjs");
        write("local/yjs/a", "the words, and more\n");
        done("doc", "restore", "local/yjs/a", old.toString());
        assertThat(text("local/yjs/a")).isEqualTo("the words, and more\n");

        write("local/yjs/twin", "the words\n");
        Path twin = dumped("local/yjs/twin", "twin.yjs");
        byte[] before = state("local/yjs/a");
        MarkcoProcess.Result refused = markco("doc", "restore", "local/yjs/a", twin.toString());
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.err()).contains("no history in common", "--replace");
        assertThat(state("local/yjs/a")).isEqualTo(before);

        assertThat(done("doc", "restore", "-n", "local/yjs/a", twin.toString(), "--replace"))
                .contains("would be");
        done("doc", "restore", "local/yjs/a", twin.toString(), "--replace", "--yes");
        assertThat(text("local/yjs/a")).isEqualTo("the words\n");
        assertThat(Histories.contains(state("local/yjs/a"), Files.readAllBytes(twin)))
                .as("whoever holds that history converges (R4)")
                .isTrue();
        done("doc", "restore", "local/yjs/a", twin.toString());
        done("doc", "restore", "local/yjs/a", old.toString());
        assertThat(text("local/yjs/a")).as("now both are related").isEqualTo("the words\n");

        done("doc", "restore", "local/yjs/new", old.toString());
        assertThat(state("local/yjs/new")).isEqualTo(Files.readAllBytes(old));

        byte[] whole = Files.readAllBytes(old);
        for (byte[] broken : List.of(
                Arrays.copyOf(whole, whole.length / 2),
                new byte[0],
                new byte[] {0, 0},
                "text".getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
            Path file = Files.write(temp.resolve("broken.yjs"), broken);
            before = state("local/yjs/a");
            MarkcoProcess.Result result = markco("doc", "restore", "local/yjs/a", file.toString(), "--replace", "-y");
            assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains("is no Yjs update");
            assertThat(state("local/yjs/a")).isEqualTo(before);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("a full device is told once, with exit code 1; a reader that has seen enough is not told of at all")
    void brokenOutputs() {
        write("local/broken/a", "a line that is long enough\n".repeat(20_000));
        for (String command : List.of("doc dump local/broken/a", "project dump local/broken -o -")) {
            MarkcoProcess.Result full =
                    MarkcoProcess.shell("$MARKCO " + command + " --data-dir=" + data + " > /dev/full");
            assertThat(full.exitCode()).as(command).isEqualTo(ExitCode.FAILURE);
            assertThat(full.err().lines()).as(full.err()).hasSize(2);
            assertThat(full.err()).contains("standard output could not be written: No space left", "→");
        }
        MarkcoProcess.Result head = MarkcoProcess.shell(
                "set -o pipefail; $MARKCO doc dump local/broken/a --data-dir=" + data + " | head -1");
        assertThat(head).isEqualTo(new MarkcoProcess.Result(ExitCode.OK, "a line that is long enough\n", ""));
        // Else it would look on, for nobody, until it is stopped.
        MarkcoProcess.Result watched = MarkcoProcess.shell(
                "set -o pipefail; $MARKCO status --watch --interval 0.1" + " --json --data-dir=" + data + " | head -1");
        assertThat(watched.err()).isEmpty();
        assertThat(watched.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void watchFollowsUntilTheTrash() throws Exception {
        write("local/watch/a", "one\n");
        try (MarkcoProcess plain = MarkcoProcess.start(Map.of(), withData("doc", "watch", "local/watch/a"));
                MarkcoProcess counted = MarkcoProcess.start(
                        Map.of(), withData("doc", "watch", "--json", "--text", "--count", "2", "local/watch/a"));
                MarkcoProcess trashed = MarkcoProcess.start(Map.of(), withData("doc", "watch", "local/watch/a"))) {
            for (MarkcoProcess one : List.of(plain, counted, trashed)) {
                one.awaitSaid("watching local/watch/a");
            }
            write("local/watch/a", "one\ntwo\n");
            plain.awaitSaid("line 2  \\+4 -0  \"two\\\\n\"");
            counted.awaitSaid("\"event\":\"changed\"");
            write("local/watch/a", "zwei\n");
            MarkcoProcess.Result ended = counted.awaitEnd();
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(lines(ended.out()))
                    .extracting(line -> line.path("event").asString() + ":"
                            + line.path("text").asString())
                    .containsExactly("opened:one\n", "changed:one\ntwo\n", "changed:zwei\n");
            assertThat(plain.interrupt()).isEqualTo(130);
            assertThat(plain.out().lines()).hasSizeBetween(1, 2).allMatch(line -> line.contains("  line "));
            done("doc", "rm", "-y", "local/watch/a");
            MarkcoProcess.Result gone = trashed.awaitEnd();
            assertThat(gone.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(gone.err()).contains("went into the trash");
        }
    }

    @Test
    void watchConnectsAgainWhenTheConnectionIsLost() throws Exception {
        write("local/lost/a", "one\n");
        try (CuttableLink link = new CuttableLink(address().getPort());
                MarkcoProcess watch = MarkcoProcess.start(
                        Map.of(),
                        "doc",
                        "watch",
                        "--count",
                        "1",
                        "--relay",
                        "http://127.0.0.1:" + link.port(),
                        "local/lost/a")) {
            watch.awaitSaid("watching");
            link.cut();
            watch.awaitSaid("the connection is lost");
            write("local/lost/a", "one\nmeanwhile\n");
            link.mend();
            MarkcoProcess.Result ended = watch.awaitEnd();
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).contains("connected again");
            assertThat(ended.out()).contains("\"meanwhile\\n\"");
        }
    }

    @ParameterizedTest(name = "markco {0} → {1}: {2}")
    @CsvSource({
        "doc cat, 2, KEY",
        "doc rm, 2, KEY",
        "doc mv local/p/a, 2, TO",
        "doc diff, 2, KEY",
        "doc diff local/p/a nonsense, 6, there is no file nonsense",
        "doc diff local/p/a -U -1, 2, --unified",
        "doc watch local/p/none, 6, there is no document",
        "doc watch --count -1 local/p/a, 2, --count",
        "doc untrash local/p/a local/p/b --id 00000000-0000-0000-0000-000000000001, 2, --id names one",
        "doc restore local/p/a none.md, 6, there is no file none.md",
        "doc restore local/p/a x.yjs --base y, 2, --base",
        "doc list local/a/b/c, 2, one segment",
        "project dump local/p, 2, --output",
        "project dump local -o x, 2, a project is named user/project",
        "project dump local/none -o x.tgz, 6, there is no project local/none",
        "project restore local/p, 2, DIR|FILE",
        "project restore local/p none.tgz, 6, there is no file none.tgz",
        "project restore local/p pom.xml, 1, is no whole dump",
        "project list nobody, 2, a user is a UUID or 'local'",
        "migrate import, 2, DIR",
        "migrate import none, 6, there is no directory",
        "migrate import pom.xml, 2, is no directory",
        "doc dump 31bdffb9-5a8e-4dd5-9d2c-6e1c3f1f6a10/p/a --token t, 4, another user",
        "doc rm -y 31bdffb9-5a8e-4dd5-9d2c-6e1c3f1f6a10/p/a --token t, 4, another user",
    })
    void mistakesAreTold(String arguments, int exitCode, String text) {
        MarkcoProcess.Result result = markco(arguments.split(" "));
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains(text).doesNotContain("\tat ", "Exception");
        assertThat(result.err().lines()).hasSizeLessThan(8);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aRelayThatIsDownIsToldByAll() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Path dump = temp.resolve("dump");
        write("local/down/a", "a\n");
        done("project", "dump", "local/down", "-o", dump.toString());
        for (String command : List.of(
                "doc cat local/p/a local/p/b",
                "doc diff local/p/a",
                "doc watch local/p/a",
                "doc rm -y local/p/a",
                "doc mv local/p/a local/p/b",
                "doc untrash local/p/a",
                "doc restore local/p/a",
                "project list",
                "project dump local/p -o " + temp + "/x",
                "project restore local/p " + dump,
                "migrate import " + temp)) {
            MarkcoProcess.Result result =
                    markco(Stream.concat(Stream.of(command.split(" ")), Stream.of("--relay=http://127.0.0.1:" + free))
                            .toArray(String[]::new));
            assertThat(result.exitCode()).as(command + ": " + result.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("no relay answers").doesNotContain("Exception");
        }
    }
}
