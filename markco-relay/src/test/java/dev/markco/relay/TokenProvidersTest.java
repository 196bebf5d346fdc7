package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.identity.IdentityConfig;
import dev.markco.sync.interop.ProviderClients;
import dev.markco.sync.interop.ProviderClients.Client;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real y-websocket and Hocuspocus clients with tokens. */
final class TokenProvidersTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";

    private static TestAuthService auth;
    private static RunningRelay relay;
    private static ProviderClients providers;

    @BeforeAll
    static void start() throws IOException {
        auth = new TestAuthService();
        auth.know("good", ADA);
        auth.answer("reader", "{\"user\":{\"id\":\"" + ADA + "\",\"readOnly\":true}}");
        relay = RunningRelay.with(
                new IdentityConfig(List.of(), false, false, Set.of(), Set.of(), auth.uri(), Duration.ofMillis(100)));
        providers = ProviderClients.start();
    }

    @AfterAll
    static void stop() {
        providers.close();
        relay.close();
        auth.close();
    }

    private static Client open(String kind, String document, String token) {
        String name = ADA + "/p/" + document;
        return kind.equals("hocuspocus")
                ? providers.hocuspocus(relay.socket("/collab"), name, token)
                : providers.yWebsocket(relay.socket("/sync"), name, token);
    }

    private static String stored(String document) throws IOException, InterruptedException {
        return relay.get("/api/documents/" + ADA + "/p/" + document, "Authorization", "Bearer good")
                .body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"y-websocket", "hocuspocus"})
    @DisplayName("a client that may only read sees and is seen, comes back after a break, and changes nothing")
    void readOnly(String kind) throws Exception {
        String document = "read-" + kind;
        Client writer = open(kind, document, "good");
        Client reader = open(kind, document, "reader");
        await().until(() -> writer.isSynced() && reader.isSynced());
        writer.append("kept");
        await().until(() -> reader.text().equals("kept"));
        reader.presence(Map.of("name", "Bob"));
        await().until(() -> writer.present().has(Long.toString(reader.clientId())));
        reader.append(", lost");
        if (kind.equals("hocuspocus")) {
            assertThat(reader.status().path("scope").asString("")).isEqualTo("readonly");
            assertThat(writer.status().path("scope").asString("")).isEqualTo("read-write");
        }
        reader.disconnect();
        await().until(() -> !writer.present().has(Long.toString(reader.clientId())));
        writer.append(", and more");
        reader.connect();
        await().until(() -> reader.text().contains(", and more"));
        assertThat(writer.text()).isEqualTo("kept, and more");
        assertThat(stored(document)).isEqualTo("kept, and more");
        if (kind.equals("hocuspocus")) {
            assertThat(reader.unsyncedChanges()).isPositive();
            await().until(() -> writer.unsyncedChanges() == 0);
        }
        writer.destroy();
        reader.destroy();
    }

    @Test
    @DisplayName("a y-websocket client with a bad token is refused at the upgrade, and never takes a socket for open")
    void badTokenYWebsocket() {
        Client client = open("y-websocket", "bad", "bad");
        await().until(() -> client.status().path("errors").asInt(0) >= 2);
        assertThat(client.status().path("opened").asInt(-1)).isZero();
        client.destroy();
    }

    @Test
    @DisplayName("R28 a Hocuspocus client whose token turned bad is told, and goes on with a new one where it stopped")
    void renewedTokenHocuspocus() throws Exception {
        auth.know("short", ADA);
        Client client = open("hocuspocus", "renewed", "short");
        await().until(client::isSynced);
        client.append("before");
        await().until(() -> client.unsyncedChanges() == 0);
        Client other = open("hocuspocus", "renewed", "good");
        auth.forget("short");
        await().until(() -> client.status().path("denied").asString("").contains("not valid any more"));
        client.append(", after");
        await().until(other::isSynced);
        other.insert(0, "meanwhile, ");
        await().until(() -> other.unsyncedChanges() == 0);
        client.renewToken("good");
        await().until(() -> stored("renewed").equals("meanwhile, before, after"));
        await().until(() -> client.text().equals("meanwhile, before, after"));
        await().until(() -> client.unsyncedChanges() == 0);
        client.append("!");
        await().until(() -> other.text().endsWith("after!"));
        client.destroy();
        other.destroy();
    }
}
