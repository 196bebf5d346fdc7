package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts in whose place the real git puts others: what it has of them nobody need keep, and what it has not somebody must. */
final class GitTakesAwayTest {
    private static final String A = "local/p/a";
    private static final String COMMITTED = "one\ntwo\n";
    private static final String TYPED = "typed\none\ntwo\n";
    /** Of somebody who read what was committed. */
    private static final String SAVED = "one\ntwo\nsaved\n";

    @TempDir
    Path root;

    private MemoryRelay relay;
    private final RunningAgents agents = new RunningAgents(() -> relay.url());
    private Path file;
    private Agent agent;

    @BeforeEach
    void typeIntoWhatIsCommitted() throws Exception {
        relay = new MemoryRelay();
        git("init", "--quiet");
        file = Files.writeString(root.resolve("a.md"), COMMITTED);
        git("add", "a.md");
        git("commit", "--quiet", "-m", "before");
        agent = agents.start(root);
        relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        // Without a look into the file, which would be a reader's.
        await().until(() -> Files.size(file) == TYPED.length());
        RunningAgents.assertInSync(agent);
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        relay.close();
    }

    private void git(String... arguments) throws Exception {
        GitCommand.run(root, arguments);
    }

    private void awaitCommitted() throws InterruptedException {
        await().until(() -> relay.text(A).equals(COMMITTED));
        RunningAgents.assertInSync(agent);
        assertThat(file).hasContent(COMMITTED);
    }

    private void assertKept(String text) throws IOException {
        List<Path> trash = TrashFiles.of(root);
        assertThat(trash).singleElement().satisfies(kept -> assertThat(kept).hasContent(text));
    }

    @ParameterizedTest
    @EnumSource(EditorSave.class)
    @DisplayName("R33 what an editor ran over just before git did away with its save is kept, for git has it nowhere")
    void savesThatAreStashedAtOnce(EditorSave editor) throws Exception {
        agent.pause();
        editor.save(file, SAVED, () -> {});
        git("stash", "--quiet");
        agent.resume(false);
        awaitCommitted();
        assertKept(TYPED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"restore a.md", "checkout --quiet -- a.md", "reset --quiet --hard"})
    @DisplayName("R33 what git throws away for good is kept")
    void thrownAway(String command) throws Exception {
        git(command.split(" "));
        awaitCommitted();
        assertKept(TYPED);
    }

    @Test
    @DisplayName("R33 what git has stashed is not kept beside it, and comes back from there")
    void stashed() throws Exception {
        git("stash", "--quiet");
        awaitCommitted();
        git("stash", "pop", "--quiet");
        await().until(() -> relay.text(A).equals(TYPED));
        RunningAgents.assertInSync(agent);
        assertThat(TrashFiles.of(root)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("R33 what git took away while no agent ran is kept if git has it nowhere, and only then")
    void whileNoAgentRan(boolean runOver) throws Exception {
        agent.close();
        if (runOver) {
            EditorSave.VIM.save(file, SAVED, () -> {});
        }
        git("stash", "--quiet");
        agent = agents.start(root);
        awaitCommitted();
        if (runOver) {
            assertKept(TYPED);
        } else {
            assertThat(TrashFiles.of(root)).isEmpty();
        }
    }
}
