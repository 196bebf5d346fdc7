package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that change while the agent runs, in the project and outside of it. */
final class IgnoredFilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private Path repository;
    private Path root;
    private MemoryRelay relay;
    private final RunningAgents agents = new RunningAgents(() -> relay.url());

    @BeforeEach
    void open() throws Exception {
        repository = Files.createDirectory(directory.resolve("repository"));
        root = Files.createDirectory(repository.resolve("p"));
        GitCommand.run(repository, "init", "-q");
        relay = new MemoryRelay();
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        relay.close();
    }

    @Test
    @DisplayName(
            "R38 what a repository above the project ignores is never published, and is as soon as it is ignored no more")
    void rulesOutside() throws Exception {
        Files.writeString(repository.resolve(".gitignore"), "/p/private/\n");
        Files.writeString(repository.resolve(".git/info/exclude"), "mine.md\n");
        write("private/a.md", "secret\n");
        write("mine.md", "secret too\n");
        write("open.md", "open\n");
        relay.put("local/p/private/there", "from elsewhere\n");
        Agent agent = agents.start(root);
        assertThat(relay.exists("local/p/open")).isTrue();
        assertThat(relay.exists("local/p/private/a")).isFalse();
        assertThat(relay.exists("local/p/mine")).isFalse();
        assertThat(root.resolve("private/there.md")).doesNotExist();

        Files.writeString(repository.resolve(".git/info/exclude"), "open.md\n");
        awaitText("mine", "secret too\n");
        await().atMost(PATIENCE).until(() -> isIgnored(agent, "open"));
        relay.edit("local/p/open", doc -> doc.getText("content").insert(0, "typed\n"));
        Files.delete(repository.resolve(".gitignore"));
        awaitText("private/a", "secret\n");
        awaitFile("private/there.md", "from elsewhere\n");
        assertThat(root.resolve("open.md")).hasContent("open");
        assertThat(relay.text("local/p/open")).isEqualTo("typed\nopen\n");

        write("private/b.md", "seen at once\n");
        awaitText("private/b", "seen at once\n");
        Files.writeString(repository.resolve(".git/info/exclude"), "");
        awaitFile("open.md", "typed\nopen\n");
    }

    @Test
    @DisplayName("R38 a directory that a rule in the project lets in is watched from then on")
    void rulesInside() throws Exception {
        write(".gitignore", "drafts/\n");
        write("drafts/a.md", "one\n");
        write("b.md", "two\n");
        agents.start(root);
        assertThat(relay.exists("local/p/drafts/a")).isFalse();
        write(".markcoignore", "!drafts/\n");
        awaitText("drafts/a", "one\n");
        for (int i = 0; i < 3; i++) {
            write("drafts/a.md", "again " + i + "\n");
            awaitText("drafts/a", "again " + i + "\n");
        }
    }

    private static boolean isIgnored(Agent agent, String name) {
        return agent.status().documents().stream()
                .anyMatch(document ->
                        document.docPath().startsWith(name) && document.state() == DocumentStatus.State.IGNORED);
    }

    private void awaitText(String name, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay.text("local/p/" + name)).isEqualTo(text));
    }

    private void awaitFile(String name, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(root.resolve(name)).content().isEqualTo(text));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
