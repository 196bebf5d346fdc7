package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SystemTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Snapshots in the background: soon, not too often, and again when they fail. */
final class SnapshotterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration NEVER = Duration.ofHours(1);
    private static StoreFixture db;
    private static SystemTime time;

    @BeforeAll
    static void open() {
        db = StoreFixture.fresh();
        time = new SystemTime(2, Thread::new);
    }

    @AfterAll
    static void close() {
        time.close();
        db.close();
    }

    private static Snapshotter snapshotter(Duration quiet, Duration atMost) {
        return new Snapshotter(
                db.store,
                new SnapshotSettings(quiet, atMost, Duration.ofMillis(20), Duration.ofMillis(200)),
                time,
                new Random(1),
                snapshot -> {});
    }

    private static long version(DocumentKey key) {
        return db.store.load(key).orElseThrow().snapshotVersion();
    }

    private static void edit(Snapshotter snapshotter, DocumentKey key, String text) {
        db.append(key, text);
        snapshotter.changed(List.of(db.id(key)));
    }

    @Test
    @DisplayName("debounced save: an edit is in the table after the quiet time, many rapid ones in few snapshots")
    void debounced() throws Exception {
        DocumentKey key = key("debounced");
        try (Snapshotter snapshotter = snapshotter(Duration.ofMillis(100), NEVER)) {
            for (int i = 0; i < 20; i++) {
                edit(snapshotter, key, "w" + i + " ");
            }
            await().atMost(PATIENCE).until(() -> snapshotter.waitingDocuments() == 0);
            assertThat(version(key)).isBetween(1L, 10L);
            assertThat(db.query("select content_text from documents where doc_path = 'debounced'")
                            .split(" "))
                    .hasSize(20);
        }
    }

    @Test
    @DisplayName("a document that is never quiet gets its snapshot all the same")
    void atMost() {
        DocumentKey key = key("busy");
        try (Snapshotter snapshotter = snapshotter(NEVER, Duration.ofMillis(50))) {
            edit(snapshotter, key, "first ");
            await().atMost(PATIENCE).until(() -> {
                edit(snapshotter, key, "w ");
                return version(key) > 0;
            });
        }
    }

    @Test
    @DisplayName(
            "documents that began together and are never quiet get their snapshots at different times, none too late")
    void spread() {
        Random random = new Random(1);
        SnapshotSettings settings = SnapshotSettings.DEFAULT;
        List<Duration> all =
                Stream.generate(() -> settings.patience(random)).limit(50).toList();

        assertThat(all)
                .allMatch(one -> one.compareTo(Duration.ofSeconds(6)) >= 0)
                .allMatch(one -> one.compareTo(Duration.ofSeconds(10)) <= 0);
        assertThat(all.stream().map(one -> one.toMillis() / 1_000).distinct()).contains(6L, 7L, 8L, 9L);
        SnapshotSettings patient = SnapshotSettings.withQuiet(Duration.ofSeconds(9));
        assertThat(patient.patience(random)).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("asked for, a snapshot is taken at once, and an edit during it is covered by the next")
    void now() throws Exception {
        DocumentKey key = key("now");
        try (Snapshotter snapshotter = snapshotter(NEVER, NEVER)) {
            edit(snapshotter, key, "one ");
            CompletableFuture<Void> first = snapshotter.snapshotNow(db.id(key)).toCompletableFuture();
            edit(snapshotter, key, "two ");
            first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(db.query("select content_text from documents where doc_path = 'now'"))
                    .contains("one ");
            snapshotter.snapshotNow(db.id(key)).toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(db.query("select content_text from documents where doc_path = 'now'"))
                    .contains("one ")
                    .contains("two ");
        }
    }

    @Test
    @DisplayName("a snapshot that fails is tried again until it succeeds")
    void retried() {
        DocumentKey key = key("retried");
        db.append(key, "words");
        db.execute("alter table documents add constraint refused check (snapshot_version < 1) not valid");
        try (Snapshotter snapshotter = snapshotter(Duration.ofMillis(1), NEVER)) {
            CompletableFuture<Void> first = snapshotter.snapshotNow(db.id(key)).toCompletableFuture();
            await().atMost(PATIENCE).until(first::isCompletedExceptionally);
            assertThat(version(key)).isZero();
            db.execute("alter table documents drop constraint refused");
            await().atMost(PATIENCE).until(() -> version(key) == 1);
        }
    }

    @Test
    @DisplayName("on start the log rows that an earlier run left are merged")
    void recovery() {
        DocumentKey key = key("left");
        db.append(key, "left");
        try (Snapshotter snapshotter = snapshotter(NEVER, NEVER)) {
            snapshotter.recoverInBackground();
            await().atMost(PATIENCE).until(() -> version(key) == 1);
            await().atMost(PATIENCE)
                    .until(() -> db.store.leftovers().documents().isEmpty());
        }
    }

    @Test
    @DisplayName("closing takes what is due, at once")
    void closing() throws Exception {
        Snapshotter snapshotter = snapshotter(NEVER, NEVER);
        edit(snapshotter, key("closing a"), "a");
        edit(snapshotter, key("closing b"), "b");
        assertThat(snapshotter.close(PATIENCE)).isTrue();
        assertThat(version(key("closing a"))).isEqualTo(1);
        assertThat(version(key("closing b"))).isEqualTo(1);
        assertThat(snapshotter.waitingDocuments()).isZero();
    }
}
