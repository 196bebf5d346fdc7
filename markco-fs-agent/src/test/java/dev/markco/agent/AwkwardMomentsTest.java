package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an agent hears of its relay when it is about something else. */
final class AwkwardMomentsTest extends ProjectOnRelay {
    private static final String A = "local/p/a";
    private static final String B = "local/p/b";

    @Test
    @DisplayName(
            "R5 what is edited apart counts once, though its document took no part in the connection that was lost")
    void sameChangeApartWithoutAPart() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        try (EditorClient editor = EditorClient.connect(agent.port(), "/a")) {
            await().atMost(PATIENCE).until(() -> editor.text().equals("one\n"));
            relay = relay.restart(() -> {
                await().atMost(PATIENCE).until(() -> !agent.status().connected());
                write("a.md", "one\nfour\n");
                await().atMost(PATIENCE).until(() -> editor.text().equals("one\nfour\n"));
                relay.edit(A, doc -> doc.getText("content").insert(4, "four\n"));
            });
            await().atMost(PATIENCE).until(() -> agent.status().connected());
            // What comes last has to bring everything before it.
            relay.edit(A, doc -> doc.getText("content").insert(0, "zero\n"));
            awaitFile("a.md", "zero\none\nfour\n");
            RunningAgents.assertInSync(agent);
            assertThat(relay.text(A)).isEqualTo("zero\none\nfour\n");
            assertThat(editor.text()).isEqualTo("zero\none\nfour\n");
        }
    }

    @Test
    @DisplayName("R24 what somebody types into a document before its creator hears that it was created comes")
    void changedBeforeItsCreationIsKnown() throws Exception {
        write("b.md", "b\n");
        agents.start(root);
        relay.afterCreation = key -> {
            relay.afterCreation = other -> {};
            relay.edit(A, doc -> doc.getText("content").insert(0, "typed\n"));
            // Events come in order: whoever has this one has those before it.
            relay.edit(B, doc -> doc.getText("content").insert(0, "typed\n"));
            awaitFile("b.md", "typed\nb\n");
        };
        write("a.md", "one\n");
        awaitFile("a.md", "typed\none\n");
    }

    @Test
    @DisplayName(
            "R18 what a relay does not take is said once and sent when it takes something again; what it has comes")
    void nothingIsTaken() throws Exception {
        write("a.md", "one\n");
        Agent agent = agents.start(root);
        relay.readOnly = true;
        write("a.md", "one\nours\n");
        await().atMost(PATIENCE)
                .until(() -> agent.status().documents().stream()
                        .anyMatch(document -> String.valueOf(document.why()).contains("takes no changes")));
        relay.edit(A, doc -> doc.getText("content").insert(0, "theirs\n"));
        awaitFile("a.md", "theirs\none\nours\n");
        assertThat(relay.text(A)).isEqualTo("theirs\none\n");
        relay = relay.restart(() -> {});
        await().atMost(PATIENCE).until(() -> relay.text(A).equals("theirs\none\nours\n"));
        RunningAgents.assertInSync(agent);
    }

    @ParameterizedTest(name = "deleted here {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName(
            "R20 a deleted document whose log cannot be put away yet ends as soon as it can be, and there is no other meanwhile")
    void logCannotBeBuried(boolean here) throws Exception {
        write("a.md", "one\n");
        write("b.md", "b\n");
        Agent agent = agents.start(root);
        RunningAgents.assertInSync(agent);
        String id = relay.id(A);
        Path graves = root.resolve(".markco/deleted");
        Files.writeString(graves, "in the way\n");
        if (here) {
            Files.delete(root.resolve("a.md"));
        } else {
            relay.trash(A);
        }
        await().atMost(PATIENCE).until(() -> relay.isTrashed(id));
        await().atMost(PATIENCE)
                .until(() -> agent.status().documents().stream()
                        .anyMatch(document -> document.docPath().equals("a") && document.why() != null));
        Files.delete(graves);
        await().atMost(PATIENCE).until(() -> agent.status().documents().size() == 1);
        RunningAgents.assertInSync(agent);
        assertThat(root.resolve("a.md")).doesNotExist();
        assertThat(relay.exists(A)).isFalse();
        write("a.md", "another document\n");
        await().atMost(PATIENCE).until(() -> relay.exists(A) && relay.text(A).equals("another document\n"));
    }

    private void awaitFile(String name, String text) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(root.resolve(name)).exists().hasContent(text));
    }

    private void write(String name, String text) {
        try {
            Files.writeString(root.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
