package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user is told who gets something wrong: what happened, what to do, the exit code, and no stack trace. */
final class ErrorsTest {
    @TempDir
    Path temp;

    private MarkcoProcess.Result run(Map<String, String> environment, String... arguments) {
        MarkcoProcess.Result result = MarkcoProcess.run("", environment, arguments);
        assertThat(result.err()).doesNotContain("\tat ", "Exception");
        assertThat(result.out()).isEmpty();
        return result;
    }

    @ParameterizedTest(name = "markco {0} → {1}: {2}")
    @CsvSource({
        "'', 2, which command?",
        "frobnicate, 2, frobnicate",
        "relai, 2, Did you mean: relay",
        "up --projct x, 2, Did you mean: --project",
        "doc, 2, which command?",
        "doc dump, 2, KEY",
        "doc dump nonsense, 2, too few parts",
        "doc dump local/p/../a, 2, segment '..'",
        "doc dump nobody/p/a, 2, a user is a UUID or 'local'",
        "doc list --user nobody, 2, a user is a UUID or 'local'",
        "doc list --frob, 2, --frob",
        "doc list --relay ftp://x, 2, no address of a relay",
        "doc list --relay http://127.0.0.1:1, 5, no relay answers",
        "relay serve --port x, 2, --port",
        "relay serve --trusted-proxy example.org, 2, no network|is not a network",
        "relay serve --metrics-from monitor, 2, --metrics-from",
        "relay serve --log-format xml, 2, --log-format",
        "relay serve --no-auth --host 0.0.0.0, 2, --no-auth",
        "relay serve --database-url mysql://x, 2, mysql",
        "up, 2, --project",
        "up --project /does/not/exist, 6, there is no directory",
        "agent --project /does/not/exist, 6, there is no directory",
        "agent --project pom.xml, 2, is no directory",
        "agent --project . --user nobody, 2, a user is a UUID or 'local'",
        "agent --project . --name a/b, 2, no name for a project",
        "migrate --database-url postgresql://u@127.0.0.1:1/x --db-wait 0, 5, 127.0.0.1:1",
    })
    void mistakesAreToldInAFewLines(String arguments, int exitCode, String text) {
        String[] split = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
        MarkcoProcess.Result result =
                run(Map.of("MARKCO_DATA_DIR", temp.resolve("data").toString()), split);
        assertThat(result.err()).containsPattern(text.contains("|") ? text : java.util.regex.Pattern.quote(text));
        assertThat(result.err().lines()).hasSizeLessThan(8);
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aTakenPortIsToldWithWhoHasIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Path data = temp.resolve("data");
            MarkcoProcess.Result relay = run(Map.of(), "relay", "serve", "--port", port, "--data-dir", data.toString());
            assertThat(relay.exitCode()).isEqualTo(ExitCode.LOCKED);
            assertThat(relay.err()).contains("127.0.0.1:" + port, "choose another port");
            if (Files.exists(Path.of("/proc/net/tcp"))) {
                assertThat(relay.err())
                        .contains("process " + ProcessHandle.current().pid());
            }
            assertThat(data)
                    .as("nothing was made for a relay that cannot start")
                    .doesNotExist();

            Path project = Files.createDirectory(temp.resolve("project"));
            MarkcoProcess.Result agent = run(Map.of(), "agent", "--project", project.toString(), "--port", port);
            assertThat(agent.exitCode()).isEqualTo(ExitCode.LOCKED);
            assertThat(agent.err()).contains("127.0.0.1:" + port, "choose another port with --port");
        }
    }

    @Test
    void secretsAreNotRepeated() {
        MarkcoProcess.Result result = run(
                Map.of("DATABASE_URL", "postgresql://user:hunter2secret@127.0.0.1:1/db"), "migrate", "--db-wait", "0");
        assertThat(result.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(result.err()).doesNotContain("hunter2secret");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void outputThatGoesNowhereIsToldAndAReaderThatHasSeenEnoughIsNot() {
        MarkcoProcess.Result full = MarkcoProcess.shell("$MARKCO config show > /dev/full");
        assertThat(full.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(full.err()).contains("standard output could not be written", "No space left");
        MarkcoProcess.Result head = MarkcoProcess.shell("set -o pipefail; $MARKCO config show | head -1");
        assertThat(head.err()).isEmpty();
        assertThat(head.out().lines()).hasSize(1);
        assertThat(head.exitCode()).isEqualTo(ExitCode.OK);
    }
}
