package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The relay is killed with -9 at random moments while clients type and programs write; {@code -Dmarkco.kill.rounds=200}
 * does it more often.
 */
final class EditKillRestartVerifyTest {
    private static final int ROUNDS = Integer.getInteger("markco.kill.rounds", 20);
    private static final long SEED = Long.getLong("markco.kill.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> DOCUMENTS = List.of("local/p/one", "local/p/two");

    /** A program that writes a growing text by HTTP. */
    private static final class Writer {
        private final String path;
        private String attempted = "";
        private String acknowledged = "";
        private int writes;

        private Writer(String path) {
            this.path = path;
        }

        private void write(RelayProcess relay) throws InterruptedException {
            attempted += path.charAt(path.length() - 1) + "" + writes++ + " ";
            try {
                if (relay.put("/api/documents/" + path, attempted).statusCode() / 100 == 2) {
                    acknowledged = attempted;
                }
            } catch (IOException e) {
                // the relay was killed: whether the text was stored is not known
            }
        }
    }

    @TempDir
    Path directory;

    private final PostgresUrl database = TestPostgres.freshDatabase();
    private final Random random = new Random(SEED);
    private final List<List<TypingClient>> clients = new ArrayList<>();
    private final List<Writer> writers = List.of(new Writer("local/p/a"), new Writer("local/p/b"));

    @Test
    @DisplayName("R18 every acknowledged edit is there after kill -9, and all clients converge to the same text")
    void killedAtRandomMoments() throws Exception {
        for (String document : DOCUMENTS) {
            List<TypingClient> these = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                String end = document.substring(document.length() - 3) + i;
                these.add(TypingClient.yWebsocket("y" + end));
                these.add(TypingClient.hocuspocus("h" + end, document));
            }
            clients.add(these);
        }
        int port = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String when = "seed " + SEED + ", round " + round;
            try (RelayProcess relay = RelayProcess.start(database, directory, port)) {
                port = relay.port();
                verify(relay, when);
                connectAll(relay);
                typeUntilKilled(relay);
            }
            clients.forEach(these -> these.forEach(TypingClient::disconnect));
        }
        try (RelayProcess relay = RelayProcess.start(database, directory, port)) {
            verify(relay, "seed " + SEED + ", after all");
            connectAll(relay);
            converge(relay, "seed " + SEED + ", after all");
            assertThat(relay.terminate()).as(relay::said).isZero();
        }
        int acknowledged = clients.stream()
                .flatMap(List::stream)
                .mapToInt(client -> client.acknowledged().size())
                .sum();
        assertThat(acknowledged).as("the load was one: words acknowledged").isGreaterThan(ROUNDS * 5);
    }

    /** Before any client is back, which would bring what the relay had lost. */
    private void verify(RelayProcess relay, String when) throws Exception {
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            String text = text(relay, DOCUMENTS.get(i));
            Set<String> stored = new HashSet<>(Arrays.asList(text.split(" ")));
            for (TypingClient client : clients.get(i)) {
                assertThat(stored).as(when).containsAll(client.acknowledgedInARow());
                assertThat(client.refusals()).as(when).isEmpty();
            }
            assertThat(text.isEmpty() ? List.of() : List.of(text.split(" ")))
                    .as(when)
                    .doesNotHaveDuplicates();
        }
        for (Writer writer : writers) {
            String text = text(relay, writer.path);
            assertThat(text).as(when).startsWith(writer.acknowledged);
            assertThat(writer.attempted).as(when).startsWith(text);
        }
    }

    private static String text(RelayProcess relay, String document) throws Exception {
        var answer = relay.get("/api/documents/" + document);
        return answer.statusCode() == 404 ? "" : answer.body();
    }

    private void connectAll(RelayProcess relay) {
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            URI plain = relay.socket("/sync/" + DOCUMENTS.get(i) + "?ack=1");
            for (TypingClient client : clients.get(i)) {
                client.connect(client.isHocuspocus() ? relay.socket("/collab") : plain);
            }
        }
    }

    private void typeUntilKilled(RelayProcess relay) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(20 + random.nextInt(500));
        Thread programs = new Thread(() -> writeUntilKilled(relay));
        programs.start();
        while (System.nanoTime() < end) {
            List<TypingClient> these = clients.get(random.nextInt(clients.size()));
            these.get(random.nextInt(these.size())).type(random.nextInt(4) > 0);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(2_000)));
        }
        relay.kill();
        programs.join();
    }

    private void writeUntilKilled(RelayProcess relay) {
        try {
            while (relay.isAlive()) {
                for (Writer writer : writers) {
                    writer.write(relay);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void converge(RelayProcess relay, String when) {
        for (int i = 0; i < DOCUMENTS.size(); i++) {
            String document = DOCUMENTS.get(i);
            List<TypingClient> these = clients.get(i);
            await().atMost(PATIENCE).untilAsserted(() -> {
                @Nullable
                String tag = relay.get("/api/documents/" + document)
                        .headers()
                        .firstValue("ETag")
                        .orElse(null);
                assertThat(these)
                        .as(when)
                        .allSatisfy(client ->
                                assertThat('"' + client.digest() + '"').isEqualTo(tag));
                assertThat(these).as(when).allMatch(TypingClient::isAllAcknowledged);
            });
            List<String> all = these.stream().flatMap(c -> c.words().stream()).toList();
            assertThat(these.get(0).text().split(" ")).as(when).containsExactlyInAnyOrderElementsOf(all);
        }
    }
}
