package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A directory with a file of settings from anyone, and {@code markco agent join}. */
final class AgentJoinCommandTest extends WithRelay {
    private Path clone(String name, String settings) throws IOException {
        Path clone = Files.createDirectories(temp.resolve(name));
        Files.writeString(clone.resolve(".markco.toml"), settings);
        Files.writeString(clone.resolve("planted.md"), "planted\n");
        return clone;
    }

    private static MarkcoProcess.Result run(String... arguments) {
        return InProcess.run(new byte[0], arguments);
    }

    /** Runs what is to end by itself, and would not if it did not refuse. */
    private static MarkcoProcess.Result ended(String... arguments) {
        try (MarkcoProcess process = MarkcoProcess.start(Map.of(), arguments)) {
            return process.awaitEnd();
        }
    }

    private static MarkcoProcess.Result once(Path clone, String... more) {
        return run(Stream.concat(
                        Stream.of(
                                "agent",
                                "--once",
                                "--project",
                                clone.toString(),
                                "--relay",
                                address().toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    @Test
    @DisplayName(
            "R38 a clone whose file names a project is in it once that is confirmed, and before that on neither side")
    void aNameFromAFile() throws Exception {
        write("local/their-own/diary", "secret\n");
        Path clone = clone("clone", "name = \"their-own\"\n");
        MarkcoProcess.Result refused = once(clone);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(refused.err())
                .contains(clone + "/.markco.toml:1", "their-own", "--name", "markco agent join --project " + clone);
        assertThat(clone.resolve("diary.md")).doesNotExist();
        assertThat(clone.resolve(".markco")).doesNotExist();
        assertThat(done("doc", "list", "local/their-own")).doesNotContain("planted");

        assertThat(run("agent", "join", "--project", clone.toString(), "their-ow")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(once(clone).exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
        MarkcoProcess.Result joined = run("agent", "join", "--project", clone.toString(), "their-own");
        assertThat(joined.exitCode()).as(joined.err()).isEqualTo(ExitCode.OK);
        assertThat(joined.err()).contains("local/their-own");
        assertThat(once(clone).out()).isEqualTo("2 in sync\n");
        assertThat(clone.resolve("diary.md")).hasContent("secret\n");
        assertThat(once(clone).exitCode()).isEqualTo(ExitCode.OK);

        Files.writeString(clone.resolve(".markco.toml"), "name = \"other\"\n");
        assertThat(once(clone).exitCode()).as("a name that came later").isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(once(clone, "--name", "their-own").exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    @DisplayName("R38 a clone that is called as a project which is there is asked about, a new one is not")
    void aNameThatIsThere() throws Exception {
        write("local/mine/diary", "secret\n");
        Path clone = clone("mine", "port = 0\n");
        MarkcoProcess.Result refused = once(clone);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(refused.err()).contains("'mine' already", "markco agent join --project " + clone);
        assertThat(clone.resolve("diary.md")).doesNotExist();

        Path fresh = clone("never there", "port = 0\n");
        assertThat(once(fresh).out()).isEqualTo("1 in sync\n");
        assertThat(once(fresh).out()).as("its own").isEqualTo("1 in sync\n");
    }

    @Test
    @DisplayName("R38 no command for a token runs before it is known that the directory may join")
    void noCommandRuns() throws Exception {
        Path clone = clone("tokens", "name = \"private\"\n");
        Path ran = temp.resolve("ran");
        assertThat(once(clone, "--token-command", "touch " + ran + "; echo x").exitCode())
                .isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(ran).doesNotExist();
    }

    @Test
    @DisplayName("R38 a directory that was in sync before anybody was asked goes on without a question")
    void olderThanTheQuestion() throws Exception {
        Path clone = clone("older", "name = \"of before\"\n");
        assertThat(once(clone, "--name", "of before").exitCode()).isEqualTo(ExitCode.OK);
        Files.delete(clone.resolve(".markco/joined"));
        assertThat(once(clone).out()).isEqualTo("1 in sync\n");
    }

    @Test
    @DisplayName("R38 'markco up' asks as well")
    void up() throws Exception {
        Path clone = clone("upped", "[up]\nname = \"private\"\n");
        Path own = temp.resolve("data");
        String[] up = {
            "up", "--project", clone.toString(), "--port", "0", "--agent-port", "0", "--data-dir", own.toString()
        };
        MarkcoProcess.Result refused = ended(up);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(refused.err()).contains("markco agent join --project " + clone);
        assertThat(own).as("nothing was started").doesNotExist();

        JsonNode joined = JsonMapper.shared()
                .readTree(run("agent", "join", "--json", "--project", clone.toString())
                        .out());
        assertThat(joined.path("projects").valueStream().map(JsonNode::asString))
                .containsExactly("local/private", "local/upped");
        try (MarkcoProcess started = MarkcoProcess.start(Map.of(), up)) {
            started.awaitUp();
            assertThat(started.terminate()).isEqualTo(ExitCode.OK);
        }
    }

    @Test
    @DisplayName("R38 'markco up' joins no project that is there because a directory is called like it")
    void upOfOneThatIsThere() throws Exception {
        write("local/upped again/diary", "secret\n");
        Path clone = clone("upped again", "port = 0\n");
        MarkcoProcess.Result refused =
                ended(withData("up", "--project", clone.toString(), "--port", "0", "--agent-port", "0"));
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(ExitCode.NOT_PERMITTED);
        assertThat(refused.err()).contains("markco agent join --project '" + clone + "'");
        assertThat(clone.resolve("diary.md")).doesNotExist();
    }

    @Test
    void withoutADirectoryItSaysSo() {
        assertThat(List.of(
                        run("agent", "join").exitCode(),
                        run("agent", "join", "--project", temp + "/none").exitCode()))
                .containsExactly(ExitCode.USAGE, ExitCode.NOT_FOUND);
    }
}
