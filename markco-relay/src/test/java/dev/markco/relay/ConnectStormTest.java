package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.markco.relay.http.ConnectionLimits;
import dev.markco.sync.interop.RawClient;
import dev.markco.sync.room.RoomLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A storm of connections against a whole relay, with somebody at work in the middle of it. */
final class ConnectStormTest {
    private static final int CONNECTS = Integer.getInteger("markco.storm", 5_000);
    private static final long SEED = Long.getLong("markco.storm.seed", 1);
    private static final int THREADS = 16;
    private static final int MOST = 100;
    private static final int STAYING = 40;

    private final Map<String, Integer> outcomes = new ConcurrentHashMap<>();

    private void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }

    @Test
    @DisplayName("5,000 connects in a storm, half-open and garbage ones among them: bounded, logged, alive")
    void storm() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (RunningRelay relay = RunningRelay.with(RoomLimits.DEFAULT, new ConnectionLimits(MOST, MOST, MOST))) {
            RawClient worker = RawClient.follow(relay.socket("/sync/local/p/work"));
            await().until(() -> relay.get("/stats").body().contains("\"connections\":1,"));
            logger.addAppender(log);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                Random random = new Random(SEED + thread);
                all.add(threads.submit(() -> attack(relay, random, CONNECTS / THREADS)));
            }
            while (all.stream().anyMatch(one -> !one.isDone())) {
                worker.type("x");
                assertThat(connections(relay)).as(this::state).isLessThanOrEqualTo(MOST);
            }
            for (Future<?> one : all) {
                one.get();
            }
            logger.detachAppender(log);
            worker.type("end");
            await().untilAsserted(() -> assertThat(
                            relay.get("/api/documents/local/p/work").body())
                    .isEqualTo(worker.text())
                    .endsWith("end"));
            assertThat(worker.closedWith()).as(this::state).isZero();
            await().untilAsserted(() -> assertThat(connections(relay)).isEqualTo(1));
            assertThat(outcomes).as(this::state).containsKeys("101", "429");
            assertThat(outcomes.keySet())
                    .as(this::state)
                    .isSubsetOf("101", "429", "gone", "400", "no answer waited for");
            assertThat(log.list.stream().filter(event -> event.getLevel().isGreaterOrEqual(Level.INFO)))
                    .as(this::state)
                    .anyMatch(event -> event.getFormattedMessage().contains("connections are refused"))
                    .hasSizeLessThan(CONNECTS / 20);
        } finally {
            logger.detachAppender(log);
            threads.shutdownNow();
        }
    }

    private String state() {
        return "seed " + SEED + ", " + outcomes;
    }

    private static int connections(RunningRelay relay) throws IOException, InterruptedException {
        String stats = relay.get("/stats").body();
        int at = stats.indexOf("\"connections\":") + "\"connections\":".length();
        return Integer.parseInt(stats.substring(at, stats.indexOf(',', at)));
    }

    private void attack(RunningRelay relay, Random random, int connects) {
        List<AutoCloseable> staying = new ArrayList<>();
        try {
            for (int i = 0; i < connects; i++) {
                try {
                    staying.add(one(relay, random));
                } catch (IOException e) {
                    count("gone");
                }
                if (staying.size() > STAYING) {
                    staying.remove(random.nextInt(staying.size())).close();
                }
            }
            for (AutoCloseable socket : staying) {
                socket.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(state(), e);
        }
    }

    private AutoCloseable one(RunningRelay relay, Random random) throws IOException {
        int kind = random.nextInt(10);
        if (kind < 5) {
            String document = "local/p/" + random.nextInt(20);
            Door door = kind < 3 ? Door.upgrade(relay, "/sync/" + document) : Door.upgrade(relay, "/collab");
            count(String.valueOf(door.status));
            if (door.status == 101 && random.nextBoolean()) {
                byte[] garbage = new byte[random.nextInt(100)];
                random.nextBytes(garbage);
                door.send(garbage);
            }
            return door;
        }
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.uri().getPort());
        count("no answer waited for");
        if (kind < 7) {
            return socket; // half-open
        }
        byte[] garbage = new byte[1 + random.nextInt(500)];
        random.nextBytes(garbage);
        socket.getOutputStream()
                .write(
                        kind == 7
                                ? garbage
                                : "GET /sync/local/p/a HTTP/1.1\r\nHost: lo".getBytes(StandardCharsets.US_ASCII));
        if (kind == 9) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        return socket;
    }
}
