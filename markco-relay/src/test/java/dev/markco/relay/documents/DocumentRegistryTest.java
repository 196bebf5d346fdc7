package dev.markco.relay.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.relay.spool.Spool;
import dev.markco.relay.spool.SpoolEntry;
import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.Change;
import dev.markco.relay.store.Creation;
import dev.markco.relay.store.Database;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Known;
import dev.markco.relay.store.Migrations;
import dev.markco.relay.store.SnapshotSettings;
import dev.markco.relay.store.Snapshotter;
import dev.markco.relay.store.UpdateLog;
import dev.markco.relay.store.UpdateLogSettings;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.YDoc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents that get other names while it is read what they are called. */
final class DocumentRegistryTest {
    private static final DocumentKey A = DocumentKey.of(DocumentKey.LOCAL_USER, "p", "a");
    private static final DocumentKey B = DocumentKey.of(DocumentKey.LOCAL_USER, "p", "b");

    @TempDir
    Path directory;

    private final PostgresUrl url = TestPostgres.freshDatabase();
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final SystemTime time = SystemTime.named("test");
    private final List<UUID> readAgain = new ArrayList<>();
    private Database database;
    private Spool spool;
    private UpdateLog updateLog;
    private Snapshotter snapshotter;
    private DocumentStore store;
    private DocumentRegistry registry;
    private UUID id;
    private RoomLease lease;

    @BeforeEach
    void open() {
        new Migrations(url).migrate();
        database = Database.open(url, Database.DEFAULT_CONNECTIONS, Duration.ofSeconds(1), time);
        store = new DocumentStore(database, null, true);
        spool = Spool.open(directory, Long.MAX_VALUE);
        updateLog = new UpdateLog(
                store, UpdateLogSettings.DEFAULT, time, new Random(), Thread::new, threads, documents -> {}, spool);
        snapshotter = new Snapshotter(
                store, SnapshotSettings.withQuiet(Duration.ofHours(1)), time, new Random(), snapshot -> {});
        registry = new DocumentRegistry(
                store, updateLog, snapshotter, Runnable::run, time, RoomLimits.DEFAULT, Duration.ofHours(1));
        id = create(A);
        lease = registry.open(A).toCompletableFuture().join();
        registry.reloadWith(new DocumentRegistry.Reload() {
            @Override
            public void request(Collection<UUID> ids) {
                readAgain.addAll(ids);
            }

            @Override
            public void everything() {
                throw new AssertionError("nothing is in doubt");
            }
        });
    }

    @AfterEach
    void close() {
        lease.close();
        updateLog.close();
        spool.close();
        time.stop();
        threads.shutdownNow();
        database.close();
    }

    private UUID create(DocumentKey key) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, key.docPath());
        AuthoredUpdate made =
                new AuthoredUpdate(new DocumentRef(key), doc.encodeStateAsUpdate(), Authorship.UNKNOWN, 0);
        return ((Creation.Created) store.create(made)).id();
    }

    @Test
    @DisplayName("R16 R20 a name that was read before the document was moved does not come back")
    void readBeforeAMove() {
        List<Known> known = registry.known(null);
        List<Change> changes = store.changes(known);
        store.move(A, B);
        registry.moved(id, B);
        changes.forEach(change -> registry.take(change, false));
        assertThat(registry.loaded()).containsExactly(B);
        assertThat(readAgain).containsExactly(id);
    }

    @Test
    @DisplayName("R46 what a document shows from the spool is stored with the first change that refers to it")
    void shownFromTheSpool() throws Exception {
        DocumentKey c = DocumentKey.of(DocumentKey.LOCAL_USER, "p", "c");
        UUID stored = create(c);
        YDoc other = new YDoc();
        other.getText("content").insert(0, "from the spool ");
        spool.append(List.of(new SpoolEntry(c, stored, other.encodeStateAsUpdate(), Authorship.UNKNOWN, 1)));
        TestPostgres.execute(
                url,
                "create function refuse() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'not now'; end $$",
                "create trigger refuse before insert on document_updates for each row"
                        + " when (new.received_at < '1971-01-01') execute function refuse()");
        updateLog.replaySpool(Duration.ofMillis(1));
        try (RoomLease open = registry.open(c).toCompletableFuture().join()) {
            open.room().edit(null, doc -> {
                int at = doc.getText("content").toString().indexOf("spool");
                doc.getText("content").insert(at + "spool".length(), " and more");
            });
            open.room().whenDurable().toCompletableFuture().get(60, TimeUnit.SECONDS);
            YDoc loaded = new YDoc();
            store.load(c).orElseThrow().applyTo(loaded, null);
            assertThat(loaded.hasPending()).isFalse();
            assertThat(loaded.getText("content").toString()).contains("from the spool and more ");
            assertThat(updateLog.unsavedBytes()).as("what the spool has itself").isPositive();
        }
        TestPostgres.execute(url, "drop trigger refuse on document_updates");
    }

    @Test
    @DisplayName("R15 a document of which something is unsaved stays in memory, however long nobody has it open")
    void unsavedStaysInMemory() {
        SimulatedTime simulation = new SimulatedTime(1);
        DocumentRegistry brief = new DocumentRegistry(
                store,
                updateLog,
                snapshotter,
                Runnable::run,
                simulation.process("relay"),
                RoomLimits.DEFAULT,
                Duration.ofMinutes(1));
        DocumentKey c = DocumentKey.of(DocumentKey.LOCAL_USER, "p", "c");
        create(c);
        TestPostgres.execute(
                url,
                "create function refuse() returns trigger language plpgsql as"
                        + " $$ begin raise exception 'not now'; end $$",
                "create trigger refuse before insert on document_updates for each row execute function refuse()");
        OpenDocument opened = brief.openDocument(c).toCompletableFuture().join();
        Room room = opened.lease().room();
        room.edit(null, doc -> doc.getText("content").insert(0, "unsaved "));
        opened.lease().close();
        for (int minute = 0; minute < 5; minute++) {
            simulation.advance(Duration.ofMinutes(1));
            assertThat(brief.loaded()).containsExactly(c);
        }
        try (RoomLease again = brief.open(c).toCompletableFuture().join()) {
            assertThat(again.room()).as("the one that has it").isSameAs(room);
        }
        TestPostgres.execute(url, "drop trigger refuse on document_updates");
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            var unused = updateLog.flush(opened.document());
            return !updateLog.isUnsaved(opened.document());
        });
        simulation.advance(Duration.ofMinutes(1));
        assertThat(brief.loaded())
                .as("nobody has it open, and all of it is saved")
                .isEmpty();
    }

    @Test
    @DisplayName("R16 R20 a name that another relay gave it counts")
    void movedElsewhere() {
        store.move(A, B);
        store.changes(registry.known(null)).forEach(change -> registry.take(change, false));
        assertThat(registry.loaded()).containsExactly(B);
        assertThat(readAgain).isEmpty();
    }

    @Test
    @DisplayName("R20 who asks for the name of a new document does not come to the one that had it, and has not heard")
    void createdBeforeTheMoveIsKnown() {
        store.move(A, B);
        UUID successor = create(A);
        registry.created(A, successor);
        assertThat(readAgain).containsExactly(id);
        OpenDocument opened = registry.openDocument(A).toCompletableFuture().join();
        assertThat(opened.document().id()).isEqualTo(successor);
        store.changes(registry.known(null)).forEach(change -> registry.take(change, false));
        assertThat(registry.loaded()).containsExactlyInAnyOrder(A, B);
        opened.lease().close();
    }
}
