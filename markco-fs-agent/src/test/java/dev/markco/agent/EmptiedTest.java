package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are empty, or full of zeros, when the agent comes back after a power loss. */
final class EmptiedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FILES = 6;

    @TempDir
    Path root;

    private MemoryRelay relay;
    private RunningAgents agents;

    @BeforeEach
    void syncAndDie() throws Exception {
        relay = new MemoryRelay();
        agents = new RunningAgents(relay::url);
        for (int i = 1; i <= FILES; i++) {
            Files.writeString(file(i), text(i));
        }
        AgentProcess process = AgentProcess.startNow(root, relay.url());
        await().atMost(PATIENCE).until(() -> {
            for (int i = 1; i <= FILES; i++) {
                if (!relay.exists(key(i)) || !relay.text(key(i)).equals(text(i))) {
                    return false;
                }
            }
            return true;
        });
        process.kill();
    }

    @AfterEach
    void close() throws Exception {
        agents.close();
        relay.close();
    }

    private Path file(int number) {
        return root.resolve("n" + number + ".md");
    }

    private static String text(int number) {
        return "note " + number + "\n";
    }

    private static String key(int number) {
        return "local/p/n" + number;
    }

    private void emptyWithOldTimes(int number) throws IOException {
        FileTime before = Files.getLastModifiedTime(file(number));
        Files.write(file(number), new byte[0]);
        Files.setLastModifiedTime(file(number), before);
    }

    private Agent started() throws Exception {
        Agent agent = agents.make(root);
        agent.start();
        return agent;
    }

    private Agent startedAndAsking() throws Exception {
        Agent agent = started();
        await().atMost(PATIENCE)
                .until(() -> Objects.toString(agent.status().summary().trouble(), "")
                        .contains("are empty, or full of zero bytes"));
        return agent;
    }

    private void assertRelayHasAll() {
        for (int i = 1; i <= FILES; i++) {
            assertThat(relay.text(key(i))).isEqualTo(text(i));
        }
    }

    @Test
    @DisplayName(
            "R35 one file that is empty, with the times of its text, is asked about; the text stays, and may come back")
    void oneWithOldTimes() throws Exception {
        emptyWithOldTimes(1);
        Agent agent = startedAndAsking();
        assertRelayHasAll();
        assertThat(file(1)).isEmptyFile();
        agent.resume(true);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file(1)).hasContent(text(1)));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertRelayHasAll();
    }

    @Test
    @DisplayName("R35 one that has a text again, however it got that, is not asked about any more")
    void writtenAgain() throws Exception {
        emptyWithOldTimes(1);
        Agent agent = startedAndAsking();
        Files.writeString(file(1), text(1) + "more\n");
        await().atMost(PATIENCE).until(() -> agent.status().summary().trouble() == null);
        await().atMost(PATIENCE).until(() -> relay.text(key(1)).equals(text(1) + "more\n"));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
    }

    @Test
    @DisplayName("R35 so are many that are empty, whatever their times; what somebody types meanwhile is kept, too")
    void manyEmpty() throws Exception {
        for (int i = 1; i <= 5; i++) {
            Files.write(file(i), new byte[0]);
        }
        Agent agent = startedAndAsking();
        relay.edit(key(1), doc -> doc.getText("content").insert(0, "typed\n"));
        assertThat(relay.text(key(2))).isEqualTo(text(2));
        agent.resume(true);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file(1)).hasContent("typed\n" + text(1)));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file(5)).hasContent(text(5)));
    }

    @Test
    @DisplayName("R35 who says that it is meant has them empty")
    void itIsMeant() throws Exception {
        emptyWithOldTimes(2);
        Agent agent = startedAndAsking();
        agent.resume(false);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay.text(key(2))).isEmpty());
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(file(2)).isEmptyFile();
    }

    @Test
    @DisplayName("R35 one that somebody emptied while no agent ran is empty, as one that was deleted is deleted")
    void oneEmptied() throws Exception {
        Files.write(file(3), new byte[0]);
        Agent agent = started();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay.text(key(3))).isEmpty());
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(file(3)).isEmptyFile();
    }

    @Test
    @DisplayName("R35 one that is full of zeros is asked about, whatever its times; its text stays, and may come back")
    void zeros() throws Exception {
        Files.write(file(4), new byte[7]);
        Agent agent = startedAndAsking();
        relay.edit(key(4), doc -> doc.getText("content").insert(0, "typed\n"));
        assertThat(file(4)).hasBinaryContent(new byte[7]);
        agent.resume(true);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file(4)).hasContent("typed\n" + text(4)));
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        assertThat(relay.text(key(4))).isEqualTo("typed\n" + text(4));
        // What was swapped out is let go.
        agent.close();
        assertThat(root).isDirectoryNotContaining("glob:**conflict**");
    }

    @Test
    @DisplayName(
            "R35 who says that zeros are meant has a document without text, and a file that is written as any other")
    void zerosAreMeant() throws Exception {
        Files.write(file(4), new byte[7]);
        Agent agent = startedAndAsking();
        agent.resume(false);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(relay.text(key(4))).isEmpty());
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        relay.edit(key(4), doc -> doc.getText("content").insert(0, "typed\n"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file(4)).hasContent("typed\n"));
    }

    @Test
    @DisplayName(
            "R35 zeros that a program writes while an agent looks are no text: the file is left alone until it has one")
    void zerosThatAreWritten() throws Exception {
        Agent agent = started();
        assertThat(agent.awaitInSync(PATIENCE)).isTrue();
        Files.write(file(4), new byte[7]);
        await().atMost(PATIENCE)
                .until(() -> agent.status().documents().toString().contains("zero bytes"));
        assertRelayHasAll();
        Files.writeString(file(4), "text again\n");
        await().atMost(PATIENCE).until(() -> relay.text(key(4)).equals("text again\n"));
    }
}
