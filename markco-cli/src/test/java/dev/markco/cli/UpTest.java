package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.WithProviders;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, whole: processes of the command, real PostgreSQL, real files and the real y-websocket client. */
final class UpTest extends WithProviders {
    @TempDir
    Path temp;

    private Path project;
    private Path data;

    @BeforeEach
    void copyNotebook() throws IOException {
        project = Notebook.copyInto(temp);
        data = temp.resolve("data");
    }

    private MarkcoProcess up() {
        return MarkcoProcess.up(project, data);
    }

    private MarkcoProcess.Result doc(String input, String... arguments) {
        String[] all = Stream.concat(
                        Stream.of("doc"), Stream.concat(Stream.of(arguments), Stream.of("--data-dir", data.toString())))
                .toArray(String[]::new);
        return InProcess.run(input.getBytes(StandardCharsets.UTF_8), all);
    }

    private static URI sync(URI relay) {
        return URI.create("ws" + relay.toString().substring("http".length()) + "/sync/local/notebook");
    }

    private String index() throws IOException {
        return Files.readString(project.resolve("01-index.md"));
    }

    private void append(String text) throws IOException {
        Files.writeString(project.resolve("01-index.md"), text, StandardOpenOption.APPEND);
    }

    private static int count(String text, String word) {
        return (text.length() - text.replace(word, "").length()) / word.length();
    }

    @Test
    void aClientAndAFileStayEqual() throws Exception {
        byte[] windows = Files.readAllBytes(project.resolve("notes/windows.md"));
        byte[] scratch = Files.readAllBytes(project.resolve("notes/scratch.md"));
        try (MarkcoProcess up = up()) {
            URI relay = up.awaitUp();
            assertThat(up.out()).contains("7 in sync");
            var client = providers.yWebsocket(sync(relay), "01-index");
            await().until(client::isSynced);
            assertThat(client.text()).isEqualTo(index());

            client.append("TYPED 🌍\n");
            await().untilAsserted(() -> assertThat(index()).endsWith("TYPED 🌍\n"));
            append("ECHOED\n");
            await().untilAsserted(() -> assertThat(client.text()).contains("ECHOED\n"));

            client.insert(0, "FROM-THE-CLIENT\n");
            append("FROM-THE-SHELL\n");
            await().untilAsserted(() -> {
                assertThat(client.text()).isEqualTo(index()).contains("FROM-THE-CLIENT\n", "FROM-THE-SHELL\n");
            });
            for (String word : List.of("TYPED", "ECHOED", "FROM-THE-CLIENT", "FROM-THE-SHELL")) {
                assertThat(count(index(), word)).as(word).isEqualTo(1);
            }

            var accents = providers.yWebsocket(sync(relay), "02-analysis/données/été 2026");
            await().until(accents::isSynced);
            assertThat(accents.text()).startsWith("# Été 2026");

            Files.createDirectories(project.resolve("new dir"));
            Files.writeString(project.resolve("new dir/new file.md"), "born on disk\n");
            var born = providers.yWebsocket(sync(relay), "new dir/new file");
            await().untilAsserted(() -> assertThat(born.text()).isEqualTo("born on disk\n"));
            var online = providers.yWebsocket(sync(relay), "made/online");
            await().until(online::isSynced);
            online.append("born online\n");
            await().untilAsserted(
                            () -> assertThat(project.resolve("made/online.md")).hasContent("born online\n"));

            assertThat(up.interrupt()).isEqualTo(ExitCode.OK);
            assertThat(up.err()).contains("everything is saved");
        }
        assertThat(project.resolve("notes/windows.md")).hasBinaryContent(windows);
        assertThat(project.resolve("notes/scratch.md")).hasBinaryContent(scratch);
        try (Stream<Path> files = Files.walk(project)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.contains("conflict") || name.endsWith(".tmp"));
        }
    }

    @Test
    void killedAMomentAfterAnEditNothingIsLostOrDoubled() throws Exception {
        try (MarkcoProcess up = up()) {
            var client = providers.yWebsocket(sync(up.awaitUp()), "01-index");
            await().until(client::isSynced);
            client.append("TYPED-BEFORE-THE-KILL\n");
            append("SHELL-BEFORE-THE-KILL\n");
            await().untilAsserted(() -> assertThat(index()).contains("TYPED-BEFORE-THE-KILL", "SHELL-BEFORE-THE-KILL"));
            up.kill();
            client.destroy();
        }
        append("WHILE-IT-WAS-DOWN\n");
        try (MarkcoProcess up = up()) {
            checkThrice(up.awaitUp());
            up.kill();
        }
        deleteTree(project.resolve(".markco"));
        try (MarkcoProcess up = up()) {
            checkThrice(up.awaitUp());
            assertThat(up.terminate()).isEqualTo(ExitCode.OK);
        }
        try (Stream<Path> files = Files.list(project)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.contains("conflict"));
        }
    }

    private void checkThrice(URI relay) throws IOException {
        var client = providers.yWebsocket(sync(relay), "01-index");
        await().until(client::isSynced);
        await().untilAsserted(() -> assertThat(client.text()).isEqualTo(index()));
        for (String word :
                List.of("TYPED-BEFORE-THE-KILL", "SHELL-BEFORE-THE-KILL", "WHILE-IT-WAS-DOWN", "# A small notebook")) {
            assertThat(count(index(), word)).as(word).isEqualTo(1);
        }
        client.destroy();
    }

    @Test
    @DisplayName("R3 a file that was emptied empties its document, and stays empty")
    void anEmptiedFileStaysEmpty() throws Exception {
        try (MarkcoProcess up = up()) {
            URI relay = up.awaitUp();
            var client = providers.yWebsocket(sync(relay), "01-index");
            await().until(client::isSynced);
            Files.writeString(project.resolve("01-index.md"), "");
            await().untilAsserted(() -> assertThat(client.text()).isEmpty());
            client.destroy();
            assertThat(up.terminate()).isEqualTo(ExitCode.OK);
        }
        try (MarkcoProcess up = up()) {
            var client = providers.yWebsocket(sync(up.awaitUp()), "01-index");
            await().until(client::isSynced);
            assertThat(client.text()).isEmpty();
            assertThat(index()).isEmpty();
            client.destroy();
        }
    }

    @Test
    void docCommandsGoThroughTheRunningRelay() throws Exception {
        try (MarkcoProcess up = up()) {
            URI relay = up.awaitUp();
            var client = providers.yWebsocket(sync(relay), "01-index");
            await().until(client::isSynced);

            assertThat(doc("", "list").out())
                    .contains("local/notebook/01-index ", "local/notebook/02-analysis/report.qmd ");
            assertThat(doc("", "list", "--json", "local/notebook").out().lines())
                    .hasSize(7)
                    .allMatch(line -> line.startsWith("{\"key\":\"local/notebook/"));
            assertThat(doc("", "dump", "local/notebook/01-index").out()).isEqualTo(index());

            MarkcoProcess.Result restored =
                    doc("# Another text\n\nwith ümlauts 🌍\n", "restore", "local/notebook/01-index");
            assertThat(restored.exitCode()).as(restored.err()).isEqualTo(ExitCode.OK);
            assertThat(restored.out()).isEmpty();
            await().untilAsserted(() -> assertThat(client.text()).isEqualTo("# Another text\n\nwith ümlauts 🌍\n"));
            await().untilAsserted(() -> assertThat(index()).isEqualTo("# Another text\n\nwith ümlauts 🌍\n"));

            MarkcoProcess.Result missing = doc("", "dump", "local/notebook/nothing");
            assertThat(missing.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(missing.err()).contains("there is no document local/notebook/nothing");
            Path state = temp.resolve("state.yjs");
            assertThat(doc("", "dump", "local/notebook/01-index", "--format", "yjs", "-o", state.toString())
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
            client.append("after the dump\n");
            await().untilAsserted(() -> assertThat(index()).endsWith("after the dump\n"));
            assertThat(doc("", "restore", "local/notebook/01-index", state.toString(), "--format", "yjs")
                            .exitCode())
                    .isEqualTo(ExitCode.OK);
            assertThat(client.text()).endsWith("after the dump\n");
            byte[] torn = java.util.Arrays.copyOf(Files.readAllBytes(state), 20);
            Files.write(state, torn);
            MarkcoProcess.Result refused =
                    doc("", "restore", "local/notebook/01-index", state.toString(), "--format", "yjs");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(refused.err()).contains("no Yjs update");
            assertThat(client.text()).endsWith("after the dump\n");
            client.destroy();
        }
        MarkcoProcess.Result without = doc("", "dump", "local/notebook/01-index");
        assertThat(without.out())
                .as("without a running relay the store is opened by the command itself")
                .endsWith("after the dump\n");
    }

    @Test
    void anAgentAloneServesEditorsWithoutARelay() throws Exception {
        try (MarkcoProcess agent = MarkcoProcess.start(
                Map.of("SYNC_RELAY_URL", ""), "agent", "--project", project.toString(), "--port", "0")) {
            String port = agent.awaitSaid("editors +ws://127\\.0\\.0\\.1:(\\d+)/");
            agent.awaitSaid("none: local only");
            var editor = providers.yWebsocket(URI.create("ws://127.0.0.1:" + port), "01-index");
            await().until(editor::isSynced);
            await().untilAsserted(() -> assertThat(editor.text()).isEqualTo(index()));
            editor.append("typed locally\n");
            await().untilAsserted(() -> assertThat(index()).endsWith("typed locally\n"));
            append("written locally\n");
            await().untilAsserted(() -> assertThat(editor.text()).endsWith("written locally\n"));

            MarkcoProcess.Result second = MarkcoProcess.run(
                    "", Map.of("SYNC_RELAY_URL", ""), "agent", "--project", project.toString(), "--port", "0");
            assertThat(second.exitCode()).isEqualTo(ExitCode.LOCKED);
            assertThat(second.err()).contains("process " + agent.pid());
            editor.destroy();
            assertThat(agent.terminate()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    void aSecondProjectJoinsTheRelayThatRuns() throws Exception {
        try (MarkcoProcess up = up()) {
            URI relay = up.awaitUp();
            Path other = Files.createDirectory(temp.resolve("other"));
            Files.writeString(other.resolve("hello.md"), "from the other project\n");
            try (MarkcoProcess second = MarkcoProcess.start(
                    Map.of(),
                    "up",
                    "--project",
                    other.toString(),
                    "--agent-port",
                    "0",
                    "--data-dir",
                    data.toString())) {
                assertThat(second.awaitUp()).isEqualTo(relay);
                assertThat(doc("", "dump", "local/other/hello").out()).isEqualTo("from the other project\n");
                assertThat(second.terminate()).isEqualTo(ExitCode.OK);
            }
            assertThat(doc("", "dump", "local/notebook/01-index").out()).isEqualTo(index());
            up.kill();
        }
        assertThat(doc("", "dump", "local/other/hello").out())
                .as("the note of a relay that was killed misleads nobody")
                .isEqualTo("from the other project\n");
    }

    private static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void theStateOfAProjectIsNoPartOfIt() throws Exception {
        try (MarkcoProcess up = up()) {
            up.awaitUp();
            assertThat(project.resolve(".markco/.gitignore"))
                    .content(StandardCharsets.UTF_8)
                    .contains("*");
            assertThat(doc("", "list").out()).doesNotContain(".markco");
        }
    }
}
