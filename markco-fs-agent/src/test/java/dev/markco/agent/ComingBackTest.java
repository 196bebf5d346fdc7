package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.room.CloseCodes;
import dev.markco.yjs.YDoc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files that go and come back, and tabs that have them open meanwhile. */
final class ComingBackTest extends ProjectOnRelay {
    private static final String A = "local/p/a";

    @Test
    @DisplayName(
            "R12 R20 a file that comes back is the document that it was, and a tab on it goes on, with what it typed")
    void theSameDocument() throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\ntwo\n");
        Agent agent = agents.start(root);
        String id = relay.id(A);
        YDoc tab = new YDoc();
        try (EditorClient editor = EditorClient.connect(agent.port(), "/a", tab)) {
            await().atMost(PATIENCE).until(() -> editor.text().equals("one\ntwo\n"));
            Files.delete(file);
            await().atMost(PATIENCE).until(() -> relay.isTrashed(id));
            await().atMost(PATIENCE).until(editor::isSentAway);
        }
        tab.getText("content").insert(0, "typed in the tab\n");
        Files.writeString(file, "one\ntwo\nthree\n");
        await().atMost(PATIENCE).until(() -> relay.exists(A) && relay.text(A).equals("one\ntwo\nthree\n"));
        assertThat(relay.id(A)).isEqualTo(id);
        try (EditorClient editor = EditorClient.connect(agent.port(), "/a", tab)) {
            String all = "typed in the tab\none\ntwo\nthree\n";
            await().atMost(PATIENCE)
                    .until(() -> editor.text().equals(all) && relay.text(A).equals(all));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).hasContent(all));
        }
    }

    @Test
    @DisplayName(
            "R12 R33 who still has the text from before a document was deleted takes out nothing that came since it is back")
    void savedOnWhatWasBefore() throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\ntwo\n");
        Agent agent = agents.start(root);
        String id = relay.id(A);
        awaitTrashed(agent, file);
        // The file never holds again what it held.
        relay = relay.restart(() -> {
            relay.restore(id);
            relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
        });
        awaitBack(agent, file);
        saveOnWhatWasBefore(agent, file);
    }

    @Test
    @DisplayName("R33 so does who has the text of a deleted document, when another one gets its name")
    void savedOnWhatAnotherDocumentHad() throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\ntwo\n");
        Agent agent = agents.start(root);
        awaitTrashed(agent, file);
        relay.put(A, "typed\none\ntwo\n");
        awaitBack(agent, file);
        saveOnWhatWasBefore(agent, file);
    }

    @Test
    @DisplayName("R33 when no agent runs as it saves that, what it took out is kept")
    void savedOnWhatAnotherDocumentHadWithoutAnAgent() throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\ntwo\n");
        Agent agent = agents.start(root);
        awaitTrashed(agent, file);
        relay.put(A, "typed\none\ntwo\n");
        awaitBack(agent, file);
        agent.close();
        Files.writeString(file, "one\ntwo\nsaved\n");
        agent = agents.start(root);
        await().atMost(PATIENCE).until(() -> relay.text(A).contains("saved"));
        RunningAgents.assertInSync(agent);
        if (!relay.text(A).contains("typed")) {
            assertThat(TrashFiles.of(root))
                    .anySatisfy(kept -> assertThat(kept).content().contains("typed"));
        }
    }

    /** The document is deleted elsewhere, and its file here. */
    private void awaitTrashed(Agent agent, Path file) {
        relay.trash(A);
        await().atMost(PATIENCE).until(() -> agent.status().documents().isEmpty());
        assertThat(file).doesNotExist();
    }

    /** There is a document of its name again, with more text, and the file holds that. */
    private void awaitBack(Agent agent, Path file) throws Exception {
        // Without a look into the file, which would be a reader's.
        await().atMost(PATIENCE).until(() -> Files.exists(file) && Files.size(file) == "typed\none\ntwo\n".length());
        RunningAgents.assertInSync(agent);
    }

    /** A program saves what it made of the deleted text: both that and what came since are there. */
    private void saveOnWhatWasBefore(Agent agent, Path file) throws Exception {
        Files.writeString(file, "one\ntwo\nsaved\n");
        await().atMost(PATIENCE).until(() -> relay.text(A).contains("saved"));
        RunningAgents.assertInSync(agent);
        assertThat(relay.text(A)).isEqualTo("typed\none\ntwo\nsaved\n");
        assertThat(file).hasContent("typed\none\ntwo\nsaved\n");
    }

    @Test
    @DisplayName("R12 also when it comes back empty and is written a moment later, or in parts")
    void writtenInParts() throws Exception {
        String text = "one\ntwo\nthree\nfour\n";
        Path file = Files.writeString(root.resolve("a.md"), text);
        Agent agent = agents.start(root);
        String id = relay.id(A);
        Files.delete(file);
        await().atMost(PATIENCE).until(() -> relay.isTrashed(id));
        RunningAgents.assertInSync(agent);
        shell("(sleep 0.4; printf 'one\\n'; sleep 0.4; printf 'two\\nthree\\nFOUR\\n') > a.md");
        await().atMost(PATIENCE).until(() -> relay.exists(A) && relay.text(A).equals("one\ntwo\nthree\nFOUR\n"));
        assertThat(relay.id(A)).isEqualTo(id);
        RunningAgents.assertInSync(agent);
    }

    @Test
    @DisplayName("R20 a tab that still has a deleted document does not make it again, and is told")
    void theTabIsTold() throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\n");
        Agent agent = agents.start(root);
        String id = relay.id(A);
        YDoc tab = new YDoc();
        try (EditorClient editor = EditorClient.connect(agent.port(), "/a", tab)) {
            await().atMost(PATIENCE).until(() -> editor.text().equals("one\n"));
            Files.delete(file);
            await().atMost(PATIENCE).until(() -> relay.isTrashed(id));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(editor.closeCode()).isEqualTo(CloseCodes.TRASHED));
        }
        for (int again = 0; again < 3; again++) {
            try (EditorClient editor = EditorClient.connect(agent.port(), "/a", tab)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(editor.closeCode()).isEqualTo(CloseCodes.TRASHED));
            }
        }
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(file).doesNotExist();
        assertThat(relay.exists(A)).isFalse();
        assertThat(agent.status().documents()).isEmpty();
        try (EditorClient fresh = EditorClient.connect(agent.port(), "/a")) {
            fresh.insert(0, "another document\n");
            await().atMost(PATIENCE)
                    .until(() -> relay.exists(A) && relay.text(A).equals("another document\n"));
            assertThat(relay.id(A)).isNotEqualTo(id);
        }
    }

    @Test
    @DisplayName("R20 with no relay a deleted document stays deleted, too, over a restart")
    void withoutARelay() throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\ntwo\n");
        AgentConfig config = AgentConfig.of(root).name("p").port(0).build();
        YDoc tab = new YDoc();
        try (Agent agent = new Agent(config)) {
            agent.start();
            assertThat(agent.awaitInSync(PATIENCE)).isTrue();
            try (EditorClient editor = EditorClient.connect(agent.port(), "/a", tab)) {
                await().atMost(PATIENCE).until(() -> editor.text().equals("one\ntwo\n"));
                Files.delete(file);
                await().atMost(PATIENCE).until(editor::isSentAway);
            }
        }
        try (Agent agent = new Agent(config)) {
            agent.start();
            try (EditorClient editor = EditorClient.connect(agent.port(), "/a", tab)) {
                await().atMost(PATIENCE).until(editor::isSentAway);
            }
            assertThat(file).doesNotExist();
            Files.writeString(file, "one\ntwo\n");
            assertThat(agent.awaitInSync(PATIENCE)).isTrue();
            tab.getText("content").insert(0, "typed\n");
            try (EditorClient editor = EditorClient.connect(agent.port(), "/a", tab)) {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).hasContent("typed\none\ntwo\n"));
                assertThat(editor.text()).isEqualTo("typed\none\ntwo\n");
            }
        }
    }

    @Test
    @DisplayName(
            "R12 the file of a document that was moved to another project goes to the trash, and nothing is doubled")
    void movedToAnotherProject() throws Exception {
        Path file = Files.writeString(root.resolve("a.md"), "one\n");
        Files.writeString(root.resolve("b.md"), "two\n");
        Agent agent = agents.start(root);
        String id = relay.id(A);
        relay.move(A, "local/q/a");
        // Something else happens in the project, of which the agent hears.
        relay.trash("local/p/b");
        await().atMost(PATIENCE).until(() -> !Files.exists(file));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(relay.exists(A)).isFalse();
        assertThat(relay.id("local/q/a")).isEqualTo(id);
        assertThat(relay.text("local/q/a")).isEqualTo("one\n");
        try (Stream<Path> kept = Files.walk(root.resolve(".markco/trash"))) {
            assertThat(kept.filter(one -> one.endsWith("a.md")))
                    .singleElement()
                    .satisfies(path -> assertThat(path).hasContent("one\n"));
        }
    }

    @Test
    @DisplayName("R12 git is obeyed when it takes away most files, and those that it brings back are what they were")
    void gitTakesManyAway() throws Exception {
        GitCommand.run(root, "init", "-q");
        Files.writeString(root.resolve("kept.md"), "kept\n");
        GitCommand.run(root, "add", ".");
        GitCommand.run(root, "commit", "-qm", "few");
        GitCommand.run(root, "branch", "few");
        for (int i = 0; i < 12; i++) {
            Files.writeString(root.resolve("n" + i + ".md"), "note " + i + "\nwith text\n");
        }
        GitCommand.run(root, "add", ".");
        GitCommand.run(root, "commit", "-qm", "many");
        GitCommand.run(root, "branch", "many");
        Agent agent = agents.start(root);
        String id = relay.id("local/p/n7");
        GitCommand.run(root, "checkout", "-q", "few");
        for (int i = 0; i < 12; i++) {
            String key = "local/p/n" + i;
            await().atMost(PATIENCE).until(() -> !relay.exists(key));
        }
        assertThat(agent.status().summary().trouble()).isNull();
        GitCommand.run(root, "checkout", "-q", "many");
        for (int i = 0; i < 12; i++) {
            String key = "local/p/n" + i;
            String text = "note " + i + "\nwith text\n";
            await().atMost(PATIENCE)
                    .until(() -> relay.exists(key) && relay.text(key).equals(text));
        }
        assertThat(relay.id("local/p/n7")).isEqualTo(id);
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        for (int i = 0; i < 12; i++) {
            Files.delete(root.resolve("n" + i + ".md"));
        }
        await().atMost(PATIENCE).until(() -> agent.status().summary().trouble() != null);
        assertThat(relay.exists("local/p/n7")).isTrue();
    }
}
