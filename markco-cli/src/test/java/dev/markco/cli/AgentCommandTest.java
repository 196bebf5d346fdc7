package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.AgentConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code markco agent} and its subcommands, as processes of their own. */
final class AgentCommandTest {
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

    private MarkcoProcess localAgent() {
        MarkcoProcess agent = MarkcoProcess.start(Map.of(), "agent", "--project", project.toString(), "--port", "0");
        agent.awaitSaid("editors");
        awaitStatus(status -> synced(status) == Notebook.DOCUMENTS);
        assertThat(agent("status").out()).isEqualTo(Notebook.DOCUMENTS + " in sync\n");
        return agent;
    }

    /** Asks without a process of its own. */
    private void awaitStatus(Predicate<JsonNode> wanted) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> wanted.test(RunningAgent.of(project).status()));
    }

    private static int synced(JsonNode status) {
        return status.path("counts").path("synced").asInt();
    }

    private MarkcoProcess.Result agent(String command, String... arguments) {
        return markco(Stream.concat(Stream.of("agent", command, "--project", project.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private static MarkcoProcess.Result once(Path project, String... arguments) {
        return markco(Stream.concat(Stream.of("agent", "--once", "--project", project.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private static MarkcoProcess.Result markco(String... arguments) {
        return InProcess.run(new byte[0], arguments);
    }

    private static JsonNode json(MarkcoProcess.Result result) {
        assertThat(result.out().lines()).as(result.err()).hasSize(1);
        return JsonMapper.shared().readTree(result.out());
    }

    private String documents() {
        return markco("doc", "list", "--data-dir", data.toString()).out();
    }

    @Test
    void onceSyncsSaysSoAndEnds() throws Exception {
        try (MarkcoProcess up = up()) {
            URI relay = up.awaitUp();
            Path other = Files.createDirectory(temp.resolve("other"));
            Files.writeString(other.resolve("hello.md"), "from the other project\n");
            MarkcoProcess.Result first = once(other, "--relay", relay.toString());
            assertThat(first.exitCode()).as(first.err()).isEqualTo(ExitCode.OK);
            assertThat(first.out()).isEqualTo("1 in sync\n");
            assertThat(documents()).contains("local/other/hello ");

            Files.writeString(other.resolve("hello.md"), "a second line\n", StandardOpenOption.APPEND);
            JsonNode second = json(once(other, "--relay", relay.toString(), "--json"));
            assertThat(second.path("inSync").asBoolean()).isTrue();
            assertThat(second.path("counts").path("synced").asInt()).isEqualTo(1);
            assertThat(markco("doc", "dump", "local/other/hello", "--data-dir", data.toString())
                            .out())
                    .isEqualTo("from the other project\na second line\n");
            assertThat(other.resolve(".markco")).isDirectory();
        }
    }

    @Test
    void onceNeedsNoPortThatAnotherAgentHas() throws Exception {
        ServerSocket other = new ServerSocket();
        try (other) {
            try {
                other.bind(new InetSocketAddress(
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), AgentConfig.DEFAULT_PORT));
            } catch (BindException e) {
                assertThat(e).as("somebody else has the port, which is as good").hasMessageContaining("in use");
            }
            assertThat(once(project).exitCode()).isEqualTo(ExitCode.OK);
            String port = Integer.toString(AgentConfig.DEFAULT_PORT);
            assertThat(once(project, "--port", port).exitCode())
                    .as("a port that was named is meant")
                    .isEqualTo(ExitCode.LOCKED);
        }
    }

    @Test
    void onceSaysThatTheRelayIsOutOfReach() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        MarkcoProcess.Result result = once(project, "--relay", "http://127.0.0.1:" + free, "--timeout", "2");
        assertThat(result.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(result.out()).contains("not connected to ");
    }

    @Test
    void onceReportsConflictsWithItsExitCode() throws Exception {
        try (MarkcoProcess up = up()) {
            URI relay = up.awaitUp();
            Path twin = Files.createDirectories(temp.resolve("elsewhere/notebook"));
            Files.writeString(twin.resolve("01-index.md"), "quite another text\n");
            MarkcoProcess.Result result = once(twin, "--relay", relay.toString());
            assertThat(result.exitCode()).as(result.out()).isEqualTo(ExitCode.UNHEALTHY);
            assertThat(result.out()).contains("1 conflict", "01-index: conflict");
            try (Stream<Path> files = Files.list(twin)) {
                assertThat(files.filter(file -> file.toString().contains(".conflict-")))
                        .singleElement()
                        .satisfies(copy -> assertThat(copy).hasContent("quite another text\n"));
            }
        }
    }

    @Test
    void optionsOfOnceAreRefusedWithoutIt() {
        for (List<String> wrong : List.of(List.of("--json"), List.of("--timeout", "3"))) {
            MarkcoProcess.Result result =
                    markco(Stream.concat(Stream.of("agent", "--project", project.toString()), wrong.stream())
                            .toArray(String[]::new));
            assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(result.err()).contains(wrong.get(0) + " needs --once");
        }
        assertThat(once(project, "--timeout", "-1").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whereNoAgentRunsThatIsSaid() {
        for (String command : List.of("status", "pause", "resume")) {
            MarkcoProcess.Result result = agent(command);
            assertThat(result.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains("no agent serves " + project, "markco agent --project " + project);
        }
    }

    @Test
    void aPausedAgentDoesNothingUntilItIsResumed() throws Exception {
        try (MarkcoProcess agent = localAgent()) {
            assertThat(agent("pause").exitCode()).isEqualTo(ExitCode.OK);
            MarkcoProcess.Result paused = agent("status");
            assertThat(paused.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
            assertThat(paused.out()).contains("pauses, until");
            Files.writeString(project.resolve("new.md"), "written while it paused\n");
            assertThat(agent.terminate()).isEqualTo(ExitCode.OK);
            assertThat(agent.err()).contains("stopped, everything is saved");
        }
        try (MarkcoProcess agent =
                MarkcoProcess.start(Map.of(), "agent", "--project", project.toString(), "--port", "0")) {
            agent.awaitSaid("editors");
            JsonNode status = json(agent("status", "--json"));
            assertThat(status.path("paused").asBoolean()).as("over a restart").isTrue();
            assertThat(agent("resume").exitCode()).isEqualTo(ExitCode.OK);
            awaitStatus(one -> synced(one) == Notebook.DOCUMENTS + 1);
            assertThat(agent.terminate()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    @DisplayName("R12 the brake asks, and resume answers")
    void theBrakeIsAnsweredByResume() throws Exception {
        try (MarkcoProcess up = up()) {
            up.awaitUp();
            List<Path> files = deleteAll();
            awaitStatus(AgentCommandTest::asks);
            MarkcoProcess.Result status = agent("status");
            assertThat(status.exitCode()).isEqualTo(ExitCode.UNHEALTHY);
            assertThat(status.out()).contains("markco agent resume");
            assertThat(documents().lines()).hasSize(Notebook.DOCUMENTS);
            assertThat(agent("resume", "--restore").exitCode()).isEqualTo(ExitCode.OK);
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(files).allMatch(Files::exists));
            awaitStatus(one -> one.path("inSync").asBoolean());
            assertThat(agent("status").exitCode()).isEqualTo(ExitCode.OK);

            deleteAll();
            awaitStatus(AgentCommandTest::asks);
            assertThat(agent("resume").exitCode()).isEqualTo(ExitCode.OK);
            awaitStatus(one -> one.path("inSync").asBoolean() && synced(one) == 0);
            assertThat(documents()).doesNotContain("local/notebook/");
            assertThat(files).noneMatch(Files::exists);
        }
    }

    private static boolean asks(JsonNode status) {
        return status.path("trouble").asString("").contains("markco agent resume");
    }

    private List<Path> deleteAll() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(project)) {
            files = all.filter(file -> Files.isRegularFile(file)
                            && !file.toString().contains(".markco")
                            && file.toString().matches(".*\\.q?md"))
                    .toList();
        }
        assertThat(files).hasSize(Notebook.DOCUMENTS);
        for (Path file : files) {
            Files.delete(file);
        }
        return files;
    }
}
