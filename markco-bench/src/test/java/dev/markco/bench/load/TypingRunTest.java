package dev.markco.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.Relay;
import dev.markco.relay.RelayConfig;
import dev.markco.relay.StorageConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The load benchmark's clients at a relay of ours; how long anything takes is not looked at. */
final class TypingRunTest {
    private static final int SECONDS = 1;

    @TempDir
    private static Path directory;

    private static Relay relay;

    @BeforeAll
    static void start() {
        relay = Relay.start(
                RelayConfig.local(0),
                new StorageConfig(
                        null, directory, Path.of("target", "postgres-cache").toAbsolutePath(), Duration.ofSeconds(30)));
    }

    @AfterAll
    static void stop() {
        relay.stop(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    @DisplayName("each update reaches each other client of its document once, and the document has all of them")
    void eachUpdateReachesEachOtherClientOnce(Dialect dialect) throws Exception {
        TypingWorkload workload = new TypingWorkload(dialect.name(), 3, 4, 600);
        InetSocketAddress address = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), relay.uri().getPort());
        Deliveries deliveries = TypingRun.run(address, dialect, workload, SECONDS, SECONDS, new Unwatched());

        int sent = workload.perSecond() * 2 * SECONDS;
        assertThat(deliveries.expected()).isEqualTo(sent * 3L);
        assertThat(deliveries.delivered()).isEqualTo(deliveries.expected());
        assertThat(deliveries.twice()).isZero();
        assertThat(deliveries.echoes()).isZero();
        assertThat(deliveries.strays()).isZero();
        assertThat(deliveries.latencies().max()).isPositive();
        assertThat(stampsInDocuments(workload)).hasSize(sent);
    }

    private static Set<String> stampsInDocuments(TypingWorkload workload) throws Exception {
        Set<String> stamps = new HashSet<>();
        for (int i = 0; i < workload.documents(); i++) {
            URI uri = URI.create(relay.uri() + "/api/documents/" + workload.document(i));
            String text = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            for (int at = 0; at < text.length(); at += Stamp.LENGTH) {
                assertThat(stamps.add(text.substring(at, at + Stamp.LENGTH)))
                        .as("a stamp is there once")
                        .isTrue();
            }
        }
        return stamps;
    }

    private static final class Unwatched implements TypingRun.Watch {
        @Override
        public void begin() {
            // nothing is measured
        }

        @Override
        public void end() {
            // nothing is measured
        }
    }
}
