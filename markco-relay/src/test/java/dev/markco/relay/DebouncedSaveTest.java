package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.RawClient;
import dev.markco.sync.interop.WithProviders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Snapshots some time after edits. */
final class DebouncedSaveTest extends WithProviders {
    @Test
    void theTableShowsWhatWasEdited() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            var a = providers.yWebsocket(relay.socket("/sync"), "local/p/table");
            await().until(a::isSynced);
            a.append("hello");
            await().untilAsserted(() -> assertThat(relay.query(
                            "select content_text || '|' || content_hash || '|' || (byte_size > 0) from documents"))
                    .isEqualTo("hello|5d41402abc4b2a76b9719d911017c592|true"));
            await().untilAsserted(() -> assertThat(relay.query("select count(*) from document_updates"))
                    .isEqualTo("0"));
            a.delete(0, 5);
            await().untilAsserted(() -> assertThat(relay.query("select length(content_text) from documents"))
                    .isEqualTo("0"));
            a.destroy();
        }
    }

    @Test
    @DisplayName("R14 a burst of edits is durable edit by edit, and becomes few snapshots, each with its number")
    void burstsBecomeFewSnapshots() throws Exception {
        int edits = 200;
        try (RunningRelay relay = RunningRelay.fresh()) {
            RawClient client = RawClient.follow(relay.socket("/sync/local/p/burst"));
            for (int i = 0; i < edits; i++) {
                client.type("e" + i + " ");
            }
            await().untilAsserted(() -> assertThat(relay.query("select content_text from documents"))
                    .isEqualTo(client.text()));
            await().untilAsserted(() -> assertThat(relay.query("select count(*) from document_updates"))
                    .isEqualTo("0"));
            assertThat(Integer.parseInt(relay.query("select snapshot_version from documents")))
                    .isPositive()
                    .isLessThan(edits);
        }
    }
}
