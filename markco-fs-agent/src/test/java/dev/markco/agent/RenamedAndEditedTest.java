package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are renamed and edited before the agent has looked, while somebody types. */
final class RenamedAndEditedTest extends ProjectOnRelay {
    private static final String TEXT =
            IntStream.range(1, 10).mapToObj(i -> "line " + i + " of the note\n").collect(Collectors.joining());
    private static final String EDITED = TEXT.replace("line 3 of", "LINE THREE of");

    private void assertOne(String from, String to, String command) throws Exception {
        Path file = root.resolve(from + ".md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, TEXT);
        Agent agent = agents.start(root);
        String id = relay.id("local/p/" + from);
        shell(command);
        relay.edit("local/p/" + from, doc -> doc.getText("content").insert(0, "typed meanwhile\n"));
        await().atMost(PATIENCE).until(() -> relay.exists("local/p/" + to));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay.text("local/p/" + to)).isEqualTo("typed meanwhile\n" + EDITED));
        assertThat(relay.id("local/p/" + to)).isEqualTo(id);
        assertThat(relay.exists("local/p/" + from)).isFalse();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(root.resolve(to + ".md")).hasContent("typed meanwhile\n" + EDITED));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(agent.status().documents()).hasSize(1);
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("R12 a file that is renamed and edited at once, while somebody types, is one document")
    void aFile() throws Exception {
        assertOne("old", "new", "mv old.md new.md; sed -i 's/line 3 of/LINE THREE of/' new.md");
    }

    @Test
    @DisplayName("R12 also within a directory that is renamed")
    void aDirectory() throws Exception {
        assertOne("old/note", "new/note", "mv old new; sed -i 's/line 3 of/LINE THREE of/' new/note.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mv old.md new.md", "mv old.md new.md; sed -i 's/line 3 of/LINE THREE of/' new.md"})
    @DisplayName("R12 a tab that opens the new name before the agent knows of it waits, and gets the file's document")
    void aTabComesFirst(String command) throws Exception {
        Path file = Files.writeString(root.resolve("old.md"), TEXT);
        Agent agent = agents.start(root);
        RunningAgents.assertInSync(agent);
        String id = relay.id("local/p/old");
        shell(command);
        String text = Files.readString(root.resolve("new.md"));
        assertThat(EditorClient.refusal(agent.port(), "/new")).isEqualTo(503);
        await().atMost(PATIENCE).until(() -> EditorClient.refusal(agent.port(), "/new") == 101);
        try (EditorClient tab = EditorClient.connect(agent.port(), "/new")) {
            await().atMost(PATIENCE).until(() -> tab.text().equals(text));
            tab.insert(0, "typed in the tab\n");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(relay.text("local/p/new")).isEqualTo("typed in the tab\n" + text));
        }
        assertThat(relay.id("local/p/new")).isEqualTo(id);
        assertThat(relay.exists("local/p/old")).isFalse();
        assertThat(file).doesNotExist();
        RunningAgents.assertInSync(agent);
        assertThat(agent.status().documents()).hasSize(1);
    }

    @Test
    @DisplayName("R33 what somebody saved on an older text, just before the file got another name, takes nothing away")
    void savedOnAnOlderText() throws Exception {
        Path file = Files.writeString(root.resolve("old.md"), TEXT);
        Agent agent = agents.start(root);
        RunningAgents.assertInSync(agent);
        Files.writeString(directory.resolve("editor.md"), Files.readString(file).replace("line 3 of", "LINE THREE of"));
        relay.edit("local/p/old", doc -> doc.getText("content").insert(0, "typed meanwhile\n"));
        // Who opened it here would be one who read it.
        await().atMost(PATIENCE).until(() -> Files.size(file) > TEXT.length());
        RunningAgents.assertInSync(agent);
        shell("cp ../editor.md old.tmp; mv old.tmp old.md; mv old.md new.md");
        await().atMost(PATIENCE).until(() -> relay.exists("local/p/new"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay.text("local/p/new")).isEqualTo("typed meanwhile\n" + EDITED));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(root.resolve("new.md")).hasContent("typed meanwhile\n" + EDITED));
        RunningAgents.assertInSync(agent);
    }

    @Test
    @DisplayName("R12 a file of another text that comes when one goes is another document")
    void anotherText() throws Exception {
        Files.writeString(root.resolve("old.md"), TEXT);
        Agent agent = agents.start(root);
        String id = relay.id("local/p/old");
        shell("rm old.md; echo 'something else that was said' > new.md");
        await().atMost(PATIENCE).until(() -> relay.isTrashed(id) && relay.exists("local/p/new"));
        assertThat(relay.text("local/p/new")).isEqualTo("something else that was said\n");
        assertThat(relay.id("local/p/new")).isNotEqualTo(id);
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
    }
}
