package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients of both protocols in one document, while the relay's connections to PostgreSQL are cut under it. */
final class ConcurrentClientsTest {
    private static final int SEEDS = Math.max(1, Integer.getInteger("markco.seeds", 25) / 12);
    private static final int CLIENTS = 8;
    private static final int EDITS = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String DOCUMENT = "local/p/shared";
    private static final String CUT = "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where datname = current_database() and pid <> pg_backend_pid()";

    @Test
    @DisplayName(
            "R18 clients of both protocols converge, with PostgreSQL's connections killed meanwhile; all is acknowledged")
    void converge() throws Exception {
        for (int seed = 0; seed < SEEDS; seed++) {
            run(seed);
        }
    }

    private static void run(int seed) throws Exception {
        Random random = new Random(seed);
        List<TypingClient> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(i % 2 == 0 ? TypingClient.yWebsocket("y" + i) : TypingClient.hocuspocus("h" + i, DOCUMENT));
        }
        try (RunningRelay relay = RunningRelay.fresh()) {
            for (int edit = 0; edit < EDITS; edit++) {
                TypingClient client = clients.get(random.nextInt(CLIENTS));
                if (!client.isConnected() || random.nextInt(40) == 0) {
                    connect(client, relay);
                }
                client.type(random.nextBoolean());
                if (random.nextInt(60) == 0) {
                    relay.query(CUT);
                }
            }
            clients.forEach(client -> connect(client, relay));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(clients).as("seed %s", seed).allMatch(c -> c.isAllAcknowledged()));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    clients.stream().map(TypingClient::digest).distinct())
                            .as("seed %s", seed)
                            .hasSize(1));
            String text = clients.get(0).text();
            List<String> typed =
                    clients.stream().flatMap(c -> c.words().stream()).toList();
            assertThat(text.split(" ")).as("seed %s", seed).containsExactlyInAnyOrderElementsOf(typed);
            assertThat(clients.stream().flatMap(c -> c.refusals().stream()))
                    .as("seed %s", seed)
                    .isEmpty();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(relay.query("select content_text from documents"))
                            .as("seed %s", seed)
                            .isEqualTo(text));
            clients.forEach(TypingClient::disconnect);
        }
    }

    private static void connect(TypingClient client, RunningRelay relay) {
        client.connect(relay.socket(client.isHocuspocus() ? "/collab" : "/sync/" + DOCUMENT + "?ack=1"));
    }
}
