package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.ProviderClients;
import dev.markco.sync.interop.WithProviders;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real y-websocket and Hocuspocus providers against rooms in memory. */
final class ProvidersTest extends WithProviders {
    private static ProviderClients.Client open(RoomServer server, String kind, String room) {
        return kind.equals("hocuspocus")
                ? providers.hocuspocus(server.collabUrl(), room)
                : providers.yWebsocket(server.sync(), room);
    }

    @ParameterizedTest
    @ValueSource(strings = {"y-websocket", "hocuspocus"})
    void twoClientsSeeEachOthersEdits(String kind) throws Exception {
        try (RoomServer server = new RoomServer()) {
            var a = open(server, kind, "local/p/ü b");
            await().until(a::isSynced);
            a.append("hello ");
            var b = open(server, kind, "local/p/ü b");
            await().untilAsserted(() -> assertThat(b.text()).isEqualTo("hello "));
            b.append("wörld 🌍");
            await().untilAsserted(() -> assertThat(a.text()).isEqualTo("hello wörld 🌍"));
            a.delete(0, 6);
            await().untilAsserted(() -> assertThat(b.text()).isEqualTo("wörld 🌍"));
            assertThat(server.room("local/p/ü b")
                            .<String>read(doc -> doc.getText("content").toString()))
                    .isEqualTo("wörld 🌍");
            a.destroy();
            b.destroy();
            await().until(() -> server.sockets() == 0);
        }
    }

    @Test
    void bothFramingsMeetInOneRoom() throws Exception {
        try (RoomServer server = new RoomServer()) {
            var a = providers.yWebsocket(server.sync(), "local/p/both");
            var b = providers.hocuspocus(server.collabUrl(), "local/p/both");
            await().until(() -> a.isSynced() && b.isSynced());
            a.append("a");
            b.append("b");
            await().untilAsserted(() -> {
                assertThat(a.text()).hasSize(2).isEqualTo(b.text());
            });
            a.destroy();
            b.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"y-websocket", "hocuspocus"})
    void editsMadeOfflineArriveAfterReconnecting(String kind) throws Exception {
        try (RoomServer server = new RoomServer()) {
            var a = open(server, kind, "local/p/offline");
            var b = open(server, kind, "local/p/offline");
            await().until(() -> a.isSynced() && b.isSynced());
            a.disconnect();
            await().until(() -> server.sockets() == 1);
            a.append("from a\n");
            b.append("from b\n");
            a.connect();
            await().untilAsserted(() -> {
                assertThat(a.text()).contains("from a\n", "from b\n").isEqualTo(b.text());
            });
            a.destroy();
            b.destroy();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"y-websocket", "hocuspocus"})
    @DisplayName("R27 who leaves disappears for the others, and only they")
    void presenceIsShared(String kind) throws Exception {
        try (RoomServer server = new RoomServer()) {
            var a = open(server, kind, "local/p/who");
            var b = open(server, kind, "local/p/who");
            await().until(() -> a.isSynced() && b.isSynced());
            a.presence(Map.of("name", "Ada"));
            b.presence(Map.of("name", "Bob"));
            String adaId = Long.toString(a.clientId());
            await().untilAsserted(() -> assertThat(
                            b.present().path(adaId).path("name").asString(""))
                    .isEqualTo("Ada"));
            a.disconnect();
            await().untilAsserted(() -> assertThat(b.present().has(adaId)).isFalse());
            assertThat(b.present().size()).isEqualTo(1);
            a.connect();
            await().until(() -> server.sockets() == 2 && a.isSynced());
            a.presence(Map.of("name", "Ada"));
            await().untilAsserted(() -> assertThat(
                            b.present().path(adaId).path("name").asString(""))
                    .isEqualTo("Ada"));
            a.destroy();
            b.destroy();
        }
    }

    @Test
    @DisplayName("R18 a Hocuspocus client is told only when its edits are durable")
    void acknowledgementsWaitForTheJournal() throws Exception {
        List<CompletableFuture<Void>> appended = Collections.synchronizedList(new ArrayList<>());
        RoomJournal journal = (update, authorship) -> {
            CompletableFuture<Void> stage = new CompletableFuture<>();
            appended.add(stage);
            return stage;
        };
        try (RoomServer server = new RoomServer(RoomLimits.DEFAULT, journal)) {
            var a = providers.hocuspocus(server.collabUrl(), "local/p/ack");
            await().until(() -> a.isSynced() && a.unsyncedChanges() == 0);
            a.append("x");
            a.append("y");
            await().until(() -> appended.size() == 2);
            assertThat(a.unsyncedChanges()).isEqualTo(2);
            appended.get(0).complete(null);
            await().until(() -> a.unsyncedChanges() == 1);
            appended.get(1).complete(null);
            await().until(() -> a.unsyncedChanges() == 0);
            a.destroy();
        }
    }

    @Test
    void aDeniedDocumentIsToldWhy() throws Exception {
        try (RoomServer server = new RoomServer()) {
            var a = providers.hocuspocus(server.collabUrl(), "forbidden/p/a");
            await().untilAsserted(() ->
                    assertThat(a.status().path("denied").asString("")).isEqualTo("not yours"));
            a.destroy();
        }
    }
}
