package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.WithProviders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A document from the first look at it until it leaves memory, and back. */
final class DocumentLifecycleTest extends WithProviders {
    @Test
    @DisplayName("R3 opening a document creates no row")
    void openingCreatesNothing() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            var a = providers.yWebsocket(relay.socket("/sync"), "local/p/only-looked-at");
            await().until(a::isSynced);
            a.destroy();
            assertThat(relay.get("/api/documents/local/p/only-looked-at").statusCode())
                    .isEqualTo(404);
            assertThat(relay.stop()).isTrue();
            assertThat(relay.query("select count(*) from documents")).isEqualTo("0");
        }
    }

    @Test
    void aDocumentLeavesMemoryAndComesBackWhole() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            var a = providers.yWebsocket(relay.socket("/sync"), "local/p/warm");
            await().until(a::isSynced);
            a.append("kept");
            await().until(() -> relay.query("select count(*) from documents").equals("1"));
            a.destroy();
            await().untilAsserted(() -> assertThat(relay.get("/stats").body()).contains("\"documents\":0"));
            var b = providers.yWebsocket(relay.socket("/sync"), "local/p/warm");
            await().until(b::isSynced);
            assertThat(b.text()).isEqualTo("kept");
            b.destroy();
        }
    }
}
