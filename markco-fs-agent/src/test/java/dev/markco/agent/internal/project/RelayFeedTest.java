package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.MemoryRelay;
import dev.markco.agent.internal.uplink.Credentials;
import dev.markco.agent.internal.uplink.Listed;
import dev.markco.agent.internal.uplink.ProjectEvent;
import dev.markco.agent.internal.uplink.RelayAddress;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SystemTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is told of a project's documents, on a real socket. */
final class RelayFeedTest {
    private static final String A = "local/p/a";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    @DisplayName("R24 R44 a change that is told while an older list is on its way is told once more behind that")
    void changedWhileListed() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        Credentials nobody = new Credentials(DocumentKey.LOCAL_USER, null);
        CompletableFuture<RelayFeed> feed = new CompletableFuture<>();
        try (MemoryRelay relay = new MemoryRelay();
                SystemTime time = SystemTime.named("test-feed")) {
            relay.put(A, "one\n");
            relay.afterListing = () -> {
                relay.afterListing = () -> {};
                relay.edit(A, doc -> doc.getText("content").insert(0, "zero\n"));
                await().atMost(PATIENCE).until(() -> told.contains("changed a"));
            };
            RelayAddress address = RelayAddress.parse(relay.url());
            try (Uplink uplink = new Uplink(
                    address,
                    nobody,
                    time,
                    pool,
                    new Random(1),
                    () -> feed.join().connected())) {
                feed.complete(new RelayFeed(
                        new RelayHttp(address, nobody),
                        uplink,
                        new DocumentNames(DocumentKey.LOCAL_USER, "p"),
                        new Told(),
                        pool,
                        time));
                uplink.start();
                await().atMost(PATIENCE).until(() -> told.size() == 3);
                assertThat(told).containsExactly("changed a", "listed 1", "changed a");
                feed.join().askSoon(1);
                await().atMost(PATIENCE).until(() -> told.size() == 4);
                assertThat(told).endsWith("listed 1");
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Writes down what it is told. */
    private final class Told implements RelayFeed.Listener {
        @Override
        public boolean needsTrash(List<Listed> documents) {
            return false;
        }

        @Override
        public void listed(List<Listed> documents, Set<String> trashed) {
            told.add("listed " + documents.size());
        }

        @Override
        public void happened(ProjectEvent event) {
            told.add("changed " + event.docPath());
        }

        @Override
        public void disconnected() {}
    }
}
