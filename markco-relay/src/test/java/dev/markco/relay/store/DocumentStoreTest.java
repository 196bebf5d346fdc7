package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.change;
import static dev.markco.relay.store.StoreFixture.doc;
import static dev.markco.relay.store.StoreFixture.insertion;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.DocumentKey;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.YDoc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The store's promises, one by one, against a real PostgreSQL. */
final class DocumentStoreTest {
    private static final int CLOSINGS = 10;
    private static final int READERS = 6;
    private static final int TIMEOUT_SECONDS = 30;

    private static StoreFixture db;
    private static DocumentStore store;

    @BeforeAll
    static void open() {
        db = StoreFixture.fresh();
        store = db.store;
    }

    @AfterAll
    static void close() {
        db.close();
    }

    private String updatedAt(DocumentKey key) {
        return db.query("select greatest(updated_at, (select max(created_at) from document_updates"
                + " where document_id = documents.id))" + where(key));
    }

    private static String where(DocumentKey key) {
        return " from documents where doc_path = '" + key.docPath() + "'";
    }

    @Test
    @DisplayName("R3 opening a document creates no row, its first stored update does")
    void firstUpdateMakesTheRow() {
        DocumentKey key = key("first");
        assertThat(store.load(key)).isEmpty();
        assertThat(db.snapshot(key)).isEmpty();
        assertThat(db.query("select count(*)" + where(key))).isEqualTo("0");

        AuthoredUpdate update = change(key, insertion("hello"));
        UUID id = store.append(List.of(update)).ids().get(update.document());
        assertThat(store.load(key)).hasValueSatisfying(found -> {
            assertThat(found.id()).isEqualTo(id);
            assertThat(StoreFixture.text(found.state())).isEqualTo("hello");
            assertThat(found.snapshotVersion()).isZero();
        });
    }

    @Test
    @DisplayName("a snapshot holds state, text, hash and size, empties the log, and a second one writes nothing")
    void snapshot() {
        DocumentKey key = key("snapshot");
        db.append(key, "räksmörgås");
        String edited = updatedAt(key);
        assertThat(db.snapshot(key)).hasValue(1);
        assertThat(updatedAt(key)).as("a snapshot is no edit").isEqualTo(edited);
        UUID id = store.load(key).orElseThrow().id();
        assertThat(db.query("select count(*) from document_updates where document_id = '" + id + "'"))
                .isEqualTo("0");
        assertThat(db.query("select content_text" + where(key))).isEqualTo("räksmörgås");
        assertThat(db.query("select content_hash = md5(content_text)" + where(key)))
                .isEqualTo("t");
        assertThat(db.query("select byte_size = length(yjs_state) and byte_size > 0" + where(key)))
                .isEqualTo("t");
        String xmin = db.query("select xmin" + where(key));
        assertThat(db.snapshot(key)).isEmpty();
        assertThat(db.query("select xmin" + where(key))).isEqualTo(xmin);
        assertThat(db.text(key)).isEqualTo("räksmörgås");
    }

    @Test
    @DisplayName("R14 a log row with a lower number that commits after the snapshot is not lost")
    void lateCommit() throws Exception {
        DocumentKey key = key("late");
        db.append(key, "first ");
        UUID id = store.load(key).orElseThrow().id();
        try (Connection late = TestPostgres.connect(db.url);
                PreparedStatement insert =
                        late.prepareStatement("insert into document_updates (document_id, update) values (?, ?)")) {
            late.setAutoCommit(false);
            insert.setObject(1, id);
            insert.setBytes(2, insertion("late "));
            insert.executeUpdate();
            db.append(key, "higher ");
            assertThat(db.snapshot(key)).hasValue(1);
            late.commit();
        }
        assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("first", "late", "higher");
        assertThat(db.snapshot(key)).hasValue(2);
        assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("first", "late", "higher");
        assertThat(db.query("select count(*) from document_updates where document_id = '" + id + "'"))
                .isEqualTo("0");
    }

    @Test
    @DisplayName("R14 a log row with a lower number that commits between a snapshot's statements is not lost")
    void lateCommitDuringSnapshot() throws Exception {
        DocumentKey key = key("late during");
        db.append(key, "first ");
        UUID id = store.load(key).orElseThrow().id();
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection late = TestPostgres.connect(db.url);
                PreparedStatement insert =
                        late.prepareStatement("insert into document_updates (document_id, update) values (?, ?)")) {
            late.setAutoCommit(false);
            insert.setObject(1, id);
            insert.setBytes(2, insertion("late "));
            insert.executeUpdate();
            db.append(key, "higher ");
            // Lets readers pass and stops the deletion until the late row is committed.
            late.createStatement().execute("lock table document_updates in share mode");
            UUID document = id;
            Future<Optional<Snapshot>> snapshot = other.submit(() -> store.snapshot(document));
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> db.query("select count(*) from pg_locks where not granted"
                                    + " and relation = 'document_updates'::regclass"),
                            "1"::equals);
            late.commit();
            assertThat(snapshot.get(30, TimeUnit.SECONDS).orElseThrow().version())
                    .isEqualTo(1);
        } finally {
            other.shutdownNow();
        }
        assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("first", "late", "higher");
    }

    @Test
    @DisplayName("R17 the log takes updates while a snapshot holds the row's lock")
    void logDoesNotWaitForSnapshots() throws Exception {
        DocumentKey key = key("locked");
        db.append(key, "one ");
        try (Connection snapshot = TestPostgres.connect(db.url)) {
            snapshot.setAutoCommit(false);
            assertThat(DocumentRow.lock(snapshot, key)).isPresent();
            ExecutorService other = Executors.newSingleThreadExecutor();
            try {
                other.submit(() -> db.append(key, "two ")).get(60, TimeUnit.SECONDS);
            } finally {
                other.shutdownNow();
            }
            snapshot.rollback();
        }
        assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("one", "two");
    }

    @Test
    @DisplayName("R15 a load beside appends and snapshots never misses what was committed before it")
    void loadsAreConsistent() throws Exception {
        DocumentKey key = key("consistent");
        YDoc author = new YDoc();
        AtomicInteger committed = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        db.append(key, "");
        store.create(change(key("unused"), insertion("x")));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<?> writer = threads.submit(() -> {
                author.observeUpdate((update, origin) -> store.append(List.of(change(key, update))));
                for (int i = 0; i < 150; i++) {
                    author.getText(DocumentRow.ROOT).insert(0, "x");
                    committed.incrementAndGet();
                }
                over.set(true);
            });
            Future<?> snapshots = threads.submit(() -> {
                while (!over.get()) {
                    db.snapshot(key);
                }
            });
            int loads = 0;
            while (!over.get() && !writer.isDone()) {
                int before = committed.get();
                assertThat(db.text(key).length()).isGreaterThanOrEqualTo(before);
                loads++;
            }
            writer.get(60, TimeUnit.SECONDS);
            snapshots.get(60, TimeUnit.SECONDS);
            assertThat(loads).isPositive();
            assertThat(db.text(key)).hasSize(150);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("R22 text without state gets one history, committed before it is served, however many load it at once")
    void legacyText() throws Exception {
        DocumentKey key = key("legacy");
        db.execute(
                "insert into users (id) values ('00000000-0000-0000-0000-000000000000') on conflict do nothing",
                "insert into documents (user_id, project, doc_path, content_text, updated_at) values"
                        + " ('00000000-0000-0000-0000-000000000000', 'project', 'legacy', E'Grüße\\r\\nworld', '2020-01-01')");
        List<byte[]> states = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try (Connection owner = TestPostgres.connect(db.url)) {
            owner.setAutoCommit(false);
            assertThat(DocumentRow.lock(owner, key)).isPresent();
            Callable<byte[]> load = () -> store.load(key).orElseThrow().state();
            List<Future<byte[]>> loads =
                    Collections.nCopies(8, load).stream().map(pool::submit).toList();
            // All have found text without state, and none has converted it.
            await().atMost(Duration.ofSeconds(30))
                    .until(
                            () -> db.query("select count(*) from pg_stat_activity"
                                    + " where wait_event_type = 'Lock' and datname = current_database()"),
                            "8"::equals);
            owner.rollback();
            for (Future<byte[]> one : loads) {
                states.add(one.get(30, TimeUnit.SECONDS));
            }
        } finally {
            pool.shutdownNow();
        }
        Set<String> digests = new HashSet<>();
        states.forEach(state -> digests.add(doc(state).stateDigest()));
        assertThat(digests).hasSize(1);
        assertThat(StoreFixture.text(states.get(0))).isEqualTo("Grüße\r\nworld");
        assertThat(db.query("select snapshot_version" + where(key))).isEqualTo("1");
        assertThat(db.query("select updated_at < '2021-01-01' and length(yjs_state) = byte_size" + where(key)))
                .isEqualTo("t");
        YDoc merged = new YDoc();
        states.forEach(merged::applyUpdate);
        assertThat(merged.getText(DocumentRow.ROOT).toString()).isEqualTo("Grüße\r\nworld");
    }

    private static <T> List<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier barrier = new CyclicBarrier(threads);
            List<Future<T>> futures = pool.invokeAll(Collections.nCopies(threads, () -> {
                barrier.await();
                return work.call();
            }));
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    @DisplayName("R3 of many that create a document at once exactly one does, and its text alone is there")
    void createOnce() throws Exception {
        DocumentKey key = key("created");
        List<Creation> results = together(8, () -> store.create(change(key, insertion("seed"))));
        assertThat(results).filteredOn(Creation.Created.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(Creation.Exists.class::isInstance).hasSize(7);
        assertThat(db.text(key)).isEqualTo("seed");
        Creation.Created created = (Creation.Created) results.stream()
                .filter(Creation.Created.class::isInstance)
                .findFirst()
                .orElseThrow();
        assertThat(created.etag()).isEqualTo(db.etag(key));
    }

    @Test
    @DisplayName("R4 a conditional write sees snapshot and log, and changes nothing when the state is another")
    void replaceIf() {
        DocumentKey key = key("replaced");
        assertThat(store.replaceIf(change(key, insertion("x")), "any")).isEqualTo(new Replacement.Missing());
        db.append(key, "snapshot ");
        db.snapshot(key);
        String ofSnapshot = db.etag(key);
        db.append(key, "log ");
        String current = db.etag(key);
        assertThat(current).isNotEqualTo(ofSnapshot);

        assertThat(store.replaceIf(change(key, insertion("lost? ")), ofSnapshot))
                .isEqualTo(new Replacement.Changed(current));
        assertThat(db.text(key)).doesNotContain("lost?");

        Replacement stored = store.replaceIf(change(key, insertion("added ")), current);
        assertThat(stored).isEqualTo(new Replacement.Stored(db.etag(key)));
        assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("snapshot", "log", "added");
    }

    @Test
    @DisplayName("R4 of many conditional writes on one state exactly one is stored")
    void replaceOnce() throws Exception {
        DocumentKey key = key("contended");
        db.append(key, "base ");
        String etag = db.etag(key);
        List<Replacement> results = together(6, () -> store.replaceIf(change(key, insertion("mine ")), etag));
        assertThat(results).filteredOn(Replacement.Stored.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(Replacement.Changed.class::isInstance).hasSize(5);
        assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("base", "mine");
    }

    @Test
    @DisplayName("an update that is none is refused before anything is stored")
    void notAnUpdate() {
        byte[] garbage = {1, 2, 3};
        assertThatThrownBy(() -> store.create(change(key("garbage"), garbage))).isInstanceOf(DecodeException.class);
        assertThat(store.load(key("garbage"))).isEmpty();
        DocumentKey key = key("sound");
        db.append(key, "sound");
        assertThatThrownBy(() -> store.replaceIf(change(key, garbage), db.etag(key)))
                .isInstanceOf(DecodeException.class);
        assertThat(db.text(key)).isEqualTo("sound");
    }

    @Test
    @DisplayName(
            "a stored state or log row that does not decode is an error that names the document, which stays as it is")
    void undecodable() {
        DocumentKey state = key("bad state");
        db.append(state, "x");
        db.snapshot(state);
        db.execute("update documents set yjs_state = '\\xffffff' where doc_path = 'bad state'");
        StoredDocument damaged = store.load(state).orElseThrow();
        assertThatThrownBy(damaged::state)
                .isInstanceOf(UndecodableDocumentException.class)
                .hasMessageContaining("local/project/bad state");
        assertThatThrownBy(() -> damaged.applyTo(new YDoc(), null)).isInstanceOf(UndecodableDocumentException.class);

        DocumentKey row = key("bad log");
        db.append(row, "x");
        UUID id = store.load(row).orElseThrow().id();
        db.execute("insert into document_updates (document_id, update) values ('" + id + "', '\\x05')");
        assertThatThrownBy(() -> store.load(row).orElseThrow().applyTo(new YDoc(), null))
                .isInstanceOf(UndecodableDocumentException.class);
        assertThatThrownBy(() -> db.snapshot(row))
                .isInstanceOf(UndecodableDocumentException.class)
                .hasMessageContaining("local/project/bad log");
        assertThat(db.query("select count(*) from document_updates where document_id = '" + id + "'"))
                .isEqualTo("2");
        assertThat(store.list(DocumentKey.LOCAL_USER))
                .extracting(DocumentInfo::docPath)
                .contains("bad state", "bad log");
        db.execute("delete from documents where doc_path like 'bad %'");
    }

    @Test
    @DisplayName("NUL and lone surrogates: the state is exact, the text column the nearest valid text")
    void unstorableText() {
        DocumentKey key = key("poison");
        String poison = "a\u0000b\ud83dc\udc00d\ud83d\ude00e\ud83d";
        db.append(key, poison);
        String exact = db.text(key);
        assertThat(db.snapshot(key)).isPresent();
        assertThat(db.text(key)).isEqualTo(exact).contains("\u0000").contains("\ud83d\ude00");
        assertThat(db.query("select content_text" + where(key))).isEqualTo("a\ufffdb\ufffdc\ufffdd\ud83d\ude00e\ufffd");
        assertThat(db.query("select content_hash = md5(content_text)" + where(key)))
                .isEqualTo("t");
    }

    @Test
    @DisplayName("a listing is right for documents edited since their snapshot, and writes nothing")
    void listing() {
        UUID user = UUID.fromString("11111111-2222-3333-4444-555555555555");
        DocumentKey a = DocumentKey.of(user, "p", "a");
        DocumentKey b = DocumentKey.of(user, "p", "dir/b");
        DocumentKey c = DocumentKey.of(user, "q", "c");
        for (DocumentKey key : List.of(a, b, c)) {
            db.append(key, "old");
            db.snapshot(key);
        }
        db.append(b, "new ");
        String versions = db.query("select string_agg(snapshot_version::text, ',' order by doc_path) from documents"
                + " where user_id = '" + user + "'");

        assertThat(store.list(user)).extracting(DocumentInfo::docPath).containsExactly("a", "dir/b", "c");
        List<DocumentInfo> project =
                store.list(user, "p", Set.of(DocumentStore.Part.CONTENT, DocumentStore.Part.STATE));
        assertThat(project).extracting(DocumentInfo::docPath).containsExactly("a", "dir/b");
        DocumentInfo edited = project.get(1);
        assertThat(edited.content()).contains("old", "new ");
        assertThat(edited.contentHash()).isEqualTo(ContentText.hash(String.valueOf(edited.content())));
        assertThat(edited.state()).hasSize(edited.byteSize());
        assertThat(doc(Objects.requireNonNull(edited.state())).stateDigest()).isEqualTo(db.etag(b));
        assertThat(project.get(0).content()).isEqualTo("old");
        assertThat(store.list(user).get(0).content()).isNull();
        assertThat(store.list(user).get(0).state()).isNull();
        assertThat(db.query("select string_agg(snapshot_version::text, ',' order by doc_path) from documents"
                        + " where user_id = '" + user + "'"))
                .isEqualTo(versions);
        assertThat(store.list(UUID.randomUUID())).isEmpty();
    }

    @Test
    @DisplayName("an update that waits for one that is missing survives snapshots until that comes")
    void pendingSurvives() {
        DocumentKey key = key("pending");
        YDoc author = new YDoc();
        List<byte[]> updates = new ArrayList<>();
        author.observeUpdate((update, origin) -> updates.add(update));
        author.getText(DocumentRow.ROOT).insert(0, "one");
        author.getText(DocumentRow.ROOT).insert(3, "two");
        store.append(List.of(change(key, updates.get(1))));
        assertThat(db.snapshot(key)).isPresent();
        assertThat(db.text(key)).isEmpty();
        store.append(List.of(change(key, updates.get(0))));
        assertThat(db.text(key)).isEqualTo("onetwo");
        assertThat(db.snapshot(key)).isPresent();
        assertThat(db.text(key)).isEqualTo("onetwo");
    }

    @Test
    @DisplayName(
            "R20 R21 late words reach their document in the trash, and are set aside when it is gone, never a successor")
    void lateWords() {
        DocumentKey key = key("successor");
        DocumentRef old = new DocumentRef(key);
        UUID id = Objects.requireNonNull(
                store.append(List.of(change(old, insertion("old ")))).ids().get(old));
        old.identified(id);
        assertThat(store.trash(key)).isEqualTo(new Relocation.Done(id));
        assertThatThrownBy(() -> store.load(key)).isInstanceOf(DocumentTrashedException.class);
        assertThat(store.create(change(key, insertion("new ")))).isInstanceOf(Creation.Created.class);

        assertThat(store.append(List.of(change(old, insertion("late ")))).ids()).containsEntry(old, id);
        assertThat(db.text(key)).isEqualTo("new ");
        DocumentKey away = key("successor moved");
        assertThat(store.restore(key, null)).isEqualTo(new Relocation.Taken());
        assertThat(store.move(key, away)).isInstanceOf(Relocation.Done.class);
        assertThat(store.restore(key, null)).isEqualTo(new Relocation.Done(id));
        assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("old", "late");
        assertThat(db.text(away)).isEqualTo("new ");

        store.trash(key);
        db.execute("delete from document_trash where id = '" + id + "'");
        Appended appended = store.append(List.of(change(old, insertion("lost? "))));
        assertThat(appended.ids()).isEmpty();
        assertThat(appended.homeless()).hasSize(1);
        assertThat(db.query("select reason from document_updates_set_aside where doc_path = 'successor'"))
                .isEqualTo(LogRows.GONE);
        assertThat(store.load(key)).isEmpty();
        db.execute("delete from document_updates where document_id = '" + id + "'");
    }

    @Test
    @DisplayName("R20 the trash keeps a row whole, columns of other services included")
    void trashKeepsTheRow() {
        DocumentKey key = key("whole");
        db.append(key, "words");
        db.snapshot(key);
        db.execute("alter table documents add column if not exists stars integer default 3");
        db.execute("update documents set stars = 5 where doc_path = 'whole'");
        String row =
                "select (to_jsonb(d) - 'snapshot_version' - 'history_version')::text from documents d where doc_path = 'whole'";
        String before = db.query(row);
        assertThat(before).contains("\"stars\": 5");
        store.trash(key);
        assertThat(db.query(row)).isEqualTo("no row");
        assertThat(store.restore(key, null)).isInstanceOf(Relocation.Done.class);
        assertThat(db.query(row)).isEqualTo(before);
        assertThat(db.query("select snapshot_version || ' ' || history_version" + where(key)))
                .isEqualTo("2 2");
        db.execute("alter table documents drop column stars");
    }

    @Test
    @DisplayName("a store whose connections were killed works on with new ones")
    void killedConnections() {
        DocumentKey key = key("killed");
        db.append(key, "x");
        for (int i = 0; i < 5; i++) {
            db.execute("select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                    + " and datname = current_database()");
            assertThat(db.text(key)).isEqualTo("x");
        }
        assertThat(db.database.isReachable(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    @DisplayName("what runs while the database is closed fails as when it is out of reach")
    void closedMeanwhile() throws Exception {
        for (int round = 0; round < CLOSINGS; round++) {
            try (StoreFixture closing = StoreFixture.on(db.url)) {
                ExecutorService readers = Executors.newFixedThreadPool(READERS);
                CyclicBarrier busy = new CyclicBarrier(READERS + 1);
                List<Future<?>> reading = new ArrayList<>();
                for (int i = 0; i < READERS; i++) {
                    reading.add(readers.submit(() -> {
                        closing.store.leftovers();
                        busy.await();
                        while (true) {
                            closing.store.leftovers();
                        }
                    }));
                }
                busy.await();
                closing.database.close();
                for (Future<?> one : reading) {
                    assertThatThrownBy(() -> one.get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                            .hasCauseInstanceOf(StoreException.class);
                }
                readers.shutdown();
            }
        }
    }
}
