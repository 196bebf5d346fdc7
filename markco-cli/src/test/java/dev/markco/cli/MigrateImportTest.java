package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code markco migrate import} of a project that has mrmd-sync's files and snapshots, the latter made by the real yjs. */
final class MigrateImportTest extends WithRelay {
    private static final String PROJECT = """
            [{"file": "01-index.md", "snapshot": ".mrmd-sync/01-index.yjs",
              "edits": [["insert", 0, "# Index\\n"], ["insert", 8, "gone\\n"], ["insert", 13, "🌍\\n"], ["delete", 8, 5]]},
             {"file": "notes/draft.md", "snapshot": ".mrmd-sync/notes__draft.yjs",
              "edits": [["insert", 0, "one\\nthree\\n"]], "text": "one\\ntwo\\nthree\\n"},
             {"file": "beside.md", "snapshot": "beside.yjs", "edits": [["insert", 0, "beside\\n"]]},
             {"file": "report.qmd", "snapshot": ".mrmd-sync/report.qmd.yjs", "edits": [["insert", 0, "report\\n"]]},
             {"file": "windows.md", "snapshot": ".mrmd-sync/windows.yjs", "edits": [["insert", 0, "a\\r\\nb\\r\\n"]]},
             {"file": "plain.md", "text": "no snapshot\\n"},
             {"file": "empty.md", "text": ""},
             {"file": "damaged.md", "snapshot": ".mrmd-sync/damaged.yjs", "damaged": true,
              "edits": [["insert", 0, "x"]], "text": "damaged\\n"},
             {"file": "known.md", "snapshot": ".mrmd-sync/known.yjs", "edits": [["insert", 0, "known\\n"]],
              "text": "known\\nto the file\\n"},
             {"file": "other.md", "snapshot": ".mrmd-sync/other.yjs", "edits": [["insert", 0, "ours\\n"]]},
             {"file": "gone.md", "snapshot": ".mrmd-sync/gone.yjs", "edits": [["insert", 0, "deleted"]], "text": null},
             {"file": "node_modules/pkg/README.md", "text": "not ours\\n"}]
            """;

    private Path project;

    @BeforeEach
    void makeProject() throws Exception {
        project = temp.resolve("old");
        node(PROJECT, "write", project.toString());
    }

    private static String node(String input, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", "mrmd-project.mjs"));
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(Path.of(System.getProperty("markco.interop.dir", "../interop"))
                        .toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return said;
    }

    private MarkcoProcess.Result run(String name, String... options) {
        return markco(Stream.concat(
                        Stream.of("migrate", "import", "--json", project.toString(), "--name", name),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private static Map<String, String> outcomes(MarkcoProcess.Result result) {
        return lines(result.out()).stream()
                .collect(Collectors.toMap(
                        line -> line.path("file").asString(),
                        line -> line.path("outcome").asString(),
                        (a, b) -> a,
                        TreeMap::new));
    }

    private Map<Path, String> files() throws IOException {
        try (Stream<Path> all = Files.walk(project)) {
            Map<Path, String> found = new TreeMap<>();
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.put(file, Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return found;
        }
    }

    @Test
    @DisplayName("R1 R4 R11 a project of mrmd-sync comes with its history, nothing is doubled, and twice is once")
    void aProjectIsTakenOver() throws Exception {
        Map<Path, String> before = files();
        write("local/mrmd/other", "theirs\n");
        MarkcoProcess.Result dry = run("mrmd", "--dry-run");
        assertThat(dry.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
        assertThat(done("doc", "list", "local/mrmd").lines()).hasSize(1);

        // A relay that followed the same mrmd-sync, and went on.
        Path known = temp.resolve("known.yjs");
        Files.write(
                known, java.util.Base64.getDecoder().decode(Files.readString(project.resolve(".mrmd-sync/known.yjs"))));
        done("doc", "restore", "local/mrmd/known", known.toString());
        write("local/mrmd/known", "to the relay\nknown\n");

        MarkcoProcess.Result result = run("mrmd");
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.UNHEALTHY);
        assertThat(outcomes(result))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "01-index.md", "created",
                        "notes/draft.md", "created",
                        "beside.md", "created",
                        "report.qmd", "created",
                        "windows.md", "created",
                        "plain.md", "created",
                        "empty.md", "empty",
                        "damaged.md", "created",
                        "known.md", "merged",
                        "other.md", "conflict"));
        assertThat(outcomes(dry)).containsEntry("01-index.md", "created").containsEntry("other.md", "conflict");
        assertThat(result.err()).contains("1 snapshot", "left");
        assertThat(result.out()).contains("is damaged");
        assertThat(files()).as("the directory stays as it was").isEqualTo(before);

        assertThat(text("local/mrmd/01-index")).isEqualTo("# Index\n🌍\n");
        assertThat(text("local/mrmd/notes/draft")).isEqualTo("one\ntwo\nthree\n");
        assertThat(text("local/mrmd/windows")).isEqualTo("a\nb\n");
        assertThat(Histories.content(state("local/mrmd/windows")).crlf()).isTrue();
        assertThat(text("local/mrmd/damaged")).isEqualTo("damaged\n");
        assertThat(text("local/mrmd/known")).isEqualTo("to the relay\nknown\nto the file\n");
        assertThat(text("local/mrmd/other")).isEqualTo("theirs\n");
        for (String path : List.of("01-index", "notes/draft", "known", "windows")) {
            assertThat(oldTab(path)).as("a tab of mrmd-sync that comes back").isEqualTo(text("local/mrmd/" + path));
        }

        write("local/mrmd/notes/draft", "zero\none\nthree\n");
        write("local/mrmd/plain", "no snapshot, and an edit\n");
        List<String> listed = states();
        MarkcoProcess.Result again = run("mrmd");
        assertThat(outcomes(again).values()).containsOnly("unchanged", "empty", "conflict");
        assertThat(states()).as("nothing new").isEqualTo(listed);
        assertThat(text("local/mrmd/notes/draft")).isEqualTo("zero\none\nthree\n");
    }

    /** Each document with the digest of its state; its row also changes when a snapshot is written. */
    private static List<String> states() {
        return lines(done("doc", "list", "--json", "local/mrmd")).stream()
                .map(line -> line.path("key").asString() + " "
                        + line.path("stateHash").asString())
                .toList();
    }

    /** What the real yjs has that holds a snapshot and then meets the relay's document. */
    private String oldTab(String path) throws Exception {
        Path state = temp.resolve("relay.bin");
        Files.write(state, state("local/mrmd/" + path));
        String snapshot = ".mrmd-sync/" + path.replace("/", "__") + ".yjs";
        return node("", "text", project.resolve(snapshot).toString(), state.toString());
    }

    @Test
    @DisplayName("R20 what was deleted on the relay stays deleted, and a relay that has the texts keeps its history")
    void whatTheRelayHasStays() {
        write("local/has/01-index", "# Index\n🌍\n");
        write("local/has/plain", "no snapshot\nand more\n");
        write("local/has/beside", "x\n");
        done("doc", "rm", "-y", "local/has/beside");
        byte[] index = state("local/has/01-index");
        MarkcoProcess.Result result = run("has");
        assertThat(outcomes(result))
                .containsEntry("01-index.md", "same text")
                .containsEntry("plain.md", "same text")
                .containsEntry("beside.md", "trashed");
        assertThat(result.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
        assertThat(state("local/has/01-index")).isEqualTo(index);
        assertThat(markco("doc", "dump", "local/has/beside").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void snapshotsElsewhereAreNamed() throws Exception {
        Path moved = temp.resolve("snapshots");
        Files.move(project.resolve(".mrmd-sync"), moved);
        Path absolute = moved.resolve((project + "/notes/draft").substring(1).replace("/", "__") + ".yjs");
        Files.move(moved.resolve("notes__draft.yjs"), absolute);
        run("moved", "--snapshots", moved.toString());
        Path state = temp.resolve("relay.bin");
        Files.write(state, state("local/moved/notes/draft"));
        assertThat(node("", "text", absolute.toString(), state.toString())).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void anMrmdSyncThatRunsIsToBeStopped() throws Exception {
        Files.writeString(
                project.resolve(".mrmd-sync/server.pid"),
                "{\"pid\":" + ProcessHandle.current().pid() + ",\"port\":4444}");
        MarkcoProcess.Result result = run("runs");
        assertThat(result.exitCode()).isEqualTo(ExitCode.LOCKED);
        assertThat(result.err()).contains("mrmd-sync still serves");
        assertThat(done("doc", "list", "local/runs")).isEmpty();
    }
}
