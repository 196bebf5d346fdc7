package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private static MarkcoProcess.Result run(String... arguments) {
        MarkcoProcess.Result result = InProcess.run(new byte[0], arguments);
        assertThat(result.err()).doesNotContain("\tat ", "Exception");
        assertThat(result.out()).isEmpty();
        return result;
    }

    @ParameterizedTest(name = "markco {0} → {1}: {2}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``, 2, which command?",
                "frobnicate, 2, there is no command 'frobnicate'",
                "relai, 2, Did you mean: relay?",
                "list, 2, Did you mean: doc list|project list?",
                "doc dmup x, 2, Did you mean: dump?",
                "up --projct x, 2, Did you mean: --project?",
                "help relai, 2, Did you mean: relay?",
                "doc, 2, which command?",
                "doc dump, 2, KEY is missing|The document",
                "doc mv a, 2, TO is missing",
                "doc mv, 2, FROM is missing",
                "doc dump a b, 2, 'b' is one argument too many",
                "doc dump a b c, 2, 'b'|'c' are 2 arguments too many",
                "doc dump nonsense, 2, too few parts",
                "doc dump local/p/../a, 2, segment '..'",
                "doc dump nobody/p/a, 2, a user is a UUID or 'local'",
                "doc dump --format pdf x, 2, --format is text|json or log|not 'pdf'",
                "doc dump --format jsn x, 2, Did you mean: json?",
                "doc dump --format=text --format=yjs x, 2, --format is given more than once",
                "doc dump x -o, 2, --output needs a value: FILE",
                "doc list --json=x, 2, --json takes no value",
                "doc list --user nobody, 2, a user is a UUID or 'local'",
                "doc list --frob, 2, there is no option '--frob'",
                "doc list --log-level loud, 2, --log-level is error|not 'loud'",
                "doc list --relay ftp://x, 2, no address of a relay",
                "doc list --relay http://127.0.0.1:1, 5, no relay answers",
                "completion tcsh, 2, SHELL is bash|zsh or fish|not 'tcsh'",
                "project dump local/x, 2, --output is missing",
                "relay serve --port x, 2, --port wants a whole number|not 'x'",
                "relay serve --trusted-proxy example.org, 2, is not a network",
                "relay serve --metrics-from monitor, 2, --metrics-from",
                "relay serve --log-format xml, 2, --log-format is text or json|not 'xml'",
                "relay serve --no-auth --host 0.0.0.0, 2, --no-auth",
                "relay serve --database-url mysql://x, 2, mysql",
                "status --interval soon, 2, --interval wants a number|not 'soon'",
                "up, 2, --project is missing",
                "up --project /does/not/exist, 6, there is no directory",
                "agent --project /does/not/exist, 6, there is no directory",
                "agent --project pom.xml, 2, is no directory",
                "agent --project . --user nobody, 2, a user is a UUID or 'local'",
                "agent --project . --name a/b, 2, no name for a project",
                "migrate --database-url postgresql://u@127.0.0.1:1/x --db-wait 0, 5, 127.0.0.1:1",
            })
    void mistakesAreToldInAFewLines(String arguments, int exitCode, String texts) {
        MarkcoProcess.Result result = run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1));
        assertThat(result.err()).contains(texts.split("\\|", -1));
        assertThat(result.err().lines()).hasSizeLessThan(8);
        assertThat(result.err()).as("our own words").doesNotContain("Unmatched", "Invalid value", "expected one of");
        if (exitCode == ExitCode.USAGE && !result.err().contains("→")) {
            assertThat(result.err()).contains("--help'.");
        }
        assertThat(result.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aTakenPortIsToldWithWhoHasIt() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            Path data = temp.resolve("data");
            MarkcoProcess.Result relay = run("relay", "serve", "--port", port, "--data-dir", data.toString());
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
            MarkcoProcess.Result agent = run("agent", "--project", project.toString(), "--port", port);
            assertThat(agent.exitCode()).isEqualTo(ExitCode.LOCKED);
            assertThat(agent.err()).contains("127.0.0.1:" + port, "choose another port with --port");
        }
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
