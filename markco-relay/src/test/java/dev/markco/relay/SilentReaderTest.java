package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.YDoc;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that is sent far more than the relay's heap holds and reads none of it. */
final class SilentReaderTest {
    private static final int HEAP_MEGABYTES = 128;
    private static final int PASTES = 200;
    private static final int PASTE_BYTES = 1 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    @DisplayName(
            "a client that reads nothing costs a bounded queue, slows nobody down, and catches up when it reads again")
    void readsNothing(@TempDir Path directory) throws Exception {
        try (RelayProcess relay =
                RelayProcess.start(TestPostgres.freshDatabase(), directory, 0, "-Xmx" + HEAP_MEGABYTES + "m")) {
            var address = relay.socket("/sync/local/p/busy");
            RawClient silent = RawClient.followWithoutReading(address);
            RawClient source = RawClient.follow(address);
            RawClient reader = RawClient.follow(address);
            YDoc doc = new YDoc();
            String paste = "x".repeat(PASTE_BYTES);
            for (int i = 0; i < PASTES; i++) {
                // It lives, though it reads nothing; the pings to which it would answer are among that.
                silent.pong();
                var before = doc.stateVector();
                int length = doc.getText("content").length();
                doc.getText("content").insert(length, paste);
                byte[] pasted = doc.encodeDiff(before);
                var between = doc.stateVector();
                doc.transact(() -> {
                    doc.getText("content").delete(length, PASTE_BYTES);
                    doc.getText("content").insert(length, "line " + length + "\n");
                });
                source.send(Messages.update(pasted));
                source.send(Messages.update(doc.encodeDiff(between)));
                String text = doc.getText("content").toString();
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(2))
                        .untilAsserted(() -> assertThat(reader.text().length())
                                .as(relay::said)
                                .isEqualTo(text.length()));
                // What waits for PostgreSQL is memory too, but not what this is about.
                await().atMost(PATIENCE).until(() -> relay.get("/stats").body().contains("\"oldestUnsavedMillis\":0"));
            }
            assertThat(relay.isAlive()).as(relay::said).isTrue();
            assertThat(silent.text()).isEmpty();
            assertThat(silent.closedWith()).isZero();
            silent.startReading();
            await().atMost(PATIENCE).until(() -> silent.text().equals(reader.text()));
            silent.type("here again");
            await().atMost(PATIENCE).until(() -> reader.text().endsWith("here again"));
            assertThat(relay.terminate()).as(relay::said).isZero();
            assertThat(relay.said()).doesNotContain("OutOfMemoryError");
        }
    }
}
