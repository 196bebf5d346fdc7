package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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

    private final SimulatedTime simulation = new SimulatedTime(1);
    private final SimulatedProcess relay = simulation.process("relay");
    private final List<Long> taken = new ArrayList<>();
    private final List<Long> edits = new ArrayList<>();
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

    /** Snapshots in simulated time; when they were taken stands in {@code taken}, in milliseconds. */
    private Snapshotter simulated(RandomGenerator chance) {
        return new Snapshotter(
                db.store, SnapshotSettings.DEFAULT, relay, chance, snapshot -> taken.add(relay.millis()));
    }

    private void editEvery(Duration pause, Duration until, Snapshotter snapshotter, DocumentKey key) {
        for (Duration at = Duration.ZERO; at.compareTo(until) < 0; at = at.plus(pause)) {
            edit(snapshotter, key, "w ");
            edits.add(relay.millis());
            simulation.advance(pause);
        }
    }

    @Test
    @DisplayName("debounced save: an edit is in the table 2 s after the last one, many rapid ones in one snapshot")
    void debounced() {
        DocumentKey key = key("debounced");
        Snapshotter snapshotter = simulated(() -> 0);
        for (int i = 0; i < 20; i++) {
            edit(snapshotter, key, "w" + i + " ");
            simulation.advance(Duration.ofMillis(100));
        }
        simulation.advance(Duration.ofMillis(1_899));
        assertThat(taken).isEmpty();
        simulation.advance(Duration.ofMillis(1));
        assertThat(taken).containsExactly(3_900L);
        assertThat(version(key)).isEqualTo(1);
        assertThat(db.query("select content_text from documents where doc_path = 'debounced'")
                        .split(" "))
                .hasSize(20);
        assertThat(snapshotter.waitingDocuments()).isZero();
        assertThat(simulation.waiting()).isZero();
    }

    @Test
    @DisplayName("a document that is never quiet gets its snapshot all the same, 6 s after the first edit it lacks")
    void atMost() {
        Snapshotter snapshotter = simulated(() -> 0);
        editEvery(Duration.ofMillis(700), Duration.ofSeconds(25), snapshotter, key("busy"));
        assertThat(taken).containsExactly(6_000L, 12_300L, 18_600L, 24_900L);
    }

    @Test
    @DisplayName(
            "the longest wait is what it says: 10 s after the first edit that a snapshot lacks, whatever the chance")
    void longestWait() {
        Snapshotter last = simulated(() -> -1);
        editEvery(Duration.ofMillis(700), Duration.ofSeconds(12), last, key("busy last"));
        assertThat(taken).hasSize(1);
        assertThat(taken.get(0)).isBetween(9_999L, 10_000L);
        last.close();

        for (int seed = 0; seed < 5; seed++) {
            taken.clear();
            edits.clear();
            Snapshotter any = simulated(new Random(seed));
            editEvery(Duration.ofMillis(300), Duration.ofMinutes(1), any, key("busy " + seed));
            long lacking = edits.get(0);
            for (long at : taken) {
                assertThat(at - lacking).isBetween(5_999L, 10_000L);
                lacking = edits.stream().filter(edit -> edit > at).findFirst().orElse(at);
            }
            assertThat(relay.millis() - lacking).isLessThanOrEqualTo(10_000);
            any.close();
        }
    }

    @Test
    @DisplayName(
            "R36 a relay that was suspended takes what became due at once, and a wall clock that jumps takes nothing")
    void aSuspendedRelay() {
        DocumentKey key = key("suspended");
        Snapshotter snapshotter = simulated(() -> 0);
        edit(snapshotter, key, "one ");
        relay.jumpWall(Duration.ofDays(1));
        simulation.advance(Duration.ofMillis(1_999));
        relay.jumpWall(Duration.ofDays(-2));
        assertThat(taken).isEmpty();
        relay.suspend();
        simulation.advance(Duration.ofHours(1));
        relay.resume();
        edit(snapshotter, key, "two ");
        simulation.advance(Duration.ZERO);
        assertThat(taken).as("an edit that came meanwhile does not put it off").containsExactly(3_601_999L);
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
    @DisplayName("a snapshot that fails is tried again until it succeeds, after pauses that double up to a minute")
    void retried() {
        DocumentKey key = key("retried");
        db.append(key, "words");
        db.execute("alter table documents add constraint refused check (snapshot_version < 1) not valid");
        Snapshotter snapshotter = simulated(() -> 0); // the shortest of the pauses there may be, which is half
        CompletableFuture<Void> first = snapshotter.snapshotNow(db.id(key)).toCompletableFuture();
        simulation.advance(Duration.ZERO);
        assertThat(first).isCompletedExceptionally();
        assertThat(version(key)).isZero();
        simulation.advance(Duration.ofSeconds(32)); // at 0.5, 1.5, 3.5, 7.5, 15.5 and 31.5 s
        assertThat(version(key)).isZero();
        db.execute("alter table documents drop constraint refused");
        simulation.advance(Duration.ofHours(1));
        assertThat(taken).containsExactly(61_500L);
        assertThat(version(key)).isEqualTo(1);
        assertThat(simulation.waiting()).isZero();
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
