package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.WithProviders;
import org.junit.jupiter.api.Test;

/** The real y-websocket and Hocuspocus clients against a whole relay on PostgreSQL. */
final class RelayTest extends WithProviders {
    @Test
    void aProxiedAddressNamesTheSameDocument() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            var a = providers.yWebsocket(relay.socket("/u/local/sync"), "p/same");
            var b = providers.yWebsocket(relay.socket("/sync/local"), "p/same.md");
            await().until(() -> a.isSynced() && b.isSynced());
            a.append("x");
            await().untilAsserted(() -> assertThat(b.text()).isEqualTo("x"));
            a.destroy();
            b.destroy();
        }
    }
}
