package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.change;
import static dev.markco.relay.store.StoreFixture.doc;
import static dev.markco.relay.store.StoreFixture.insertion;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a document's past is kept, and with whom it is kept. */
final class HistoryTest {
    private static final Authorship ANNA =
            new Authorship(new UUID(1, 1), new UUID(1, 2), Means.PAGE, Instant.parse("2026-11-01T10:00:00Z"));
    private static final Authorship BEN = new Authorship(new UUID(2, 1), new UUID(2, 2), Means.AGENT, null);
    private static final int ALL = 1 << 20;

    private final StoreFixture db = StoreFixture.fresh();
    private final DocumentKey key = key("past");
    private final YDoc writer = new YDoc();
    private final List<byte[]> written = new ArrayList<>();
    private long now = 1_000_000_000_000L;

    @BeforeEach
    void record() {
        writer.observeUpdate((update, origin) -> written.add(update));
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** Stores what the writer has written since, as somebody's. */
    private void store(DocumentStore store, Authorship by) {
        List<AuthoredUpdate> updates = written.stream()
                .map(update -> new AuthoredUpdate(new DocumentRef(key), update, by, now))
                .toList();
        written.clear();
        store.append(updates);
    }

    private void write(String text, Authorship by) {
        writer.getText("content").insert(0, text);
        store(db.store, by);
    }

    private void deleteAll(Authorship by) {
        writer.getText("content").delete(0, writer.getText("content").length());
        store(db.store, by);
    }

    private List<AuthoredUpdate> past() {
        return past(db.id(key), ALL);
    }

    private List<AuthoredUpdate> past(UUID id, int mostBytes) {
        List<AuthoredUpdate> all = new ArrayList<>();
        PastPlace after = PastPlace.BEGINNING;
        while (after != null) {
            PastPage page = db.store.past(new DocumentRef(key, id), after, mostBytes);
            all.addAll(page.changes());
            after = page.next();
        }
        return all;
    }

    /** Whether a text stands in what all changes say together. */
    private static boolean remembers(List<AuthoredUpdate> past, String text) {
        byte[] all = Updates.merge(past.stream().map(AuthoredUpdate::update).toList());
        return new String(all, StandardCharsets.ISO_8859_1).contains(text);
    }

    private long pieces() {
        return db.count("document_history");
    }

    @Test
    @DisplayName(
            "R41 R42 a snapshot turns the log into a piece of the past, by author and 30 s; times and means are kept")
    void piecesByAuthorAndBucket() {
        write("one ", ANNA);
        write("two ", BEN);
        now += 100;
        write("three ", ANNA);
        now += Buckets.MILLIS;
        write("four ", ANNA);
        List<AuthoredUpdate> before = past();
        assertThat(before).hasSize(4);
        db.snapshot(key);
        assertThat(db.count("document_updates")).isZero();
        assertThat(pieces()).isEqualTo(1);
        List<AuthoredUpdate> after = past();
        assertThat(after).extracting(AuthoredUpdate::authorship).containsExactly(ANNA, BEN, ANNA);
        assertThat(after)
                .extracting(AuthoredUpdate::receivedMillis)
                .containsExactly(now - Buckets.MILLIS - 100, now - Buckets.MILLIS - 100, now);
        assertThat(doc(Updates.merge(after.stream().map(AuthoredUpdate::update).toList()))
                        .stateDigest())
                .isEqualTo(writer.stateDigest());
        assertThat(db.query("select concat_ws(' ', user_id, first_received_at at time zone 'UTC', "
                        + "last_received_at at time zone 'UTC', change_count) from document_history"))
                .isEqualTo("00000000-0000-0000-0000-000000000000 2001-09-09 01:46:40 2001-09-09 01:47:10.1 3");
    }

    @Test
    @DisplayName("R42 what was written and deleted between snapshots, and before the first, is remembered")
    void deletedTextIsRemembered() {
        write("first thoughts ", ANNA);
        deleteAll(BEN);
        db.snapshot(key);
        write("second thoughts ", ANNA);
        db.snapshot(key);
        deleteAll(ANNA);
        db.snapshot(key);
        assertThat(db.text(key)).isEmpty();
        assertThat(remembers(past(), "first thoughts")).isTrue();
        assertThat(remembers(past(), "second thoughts")).isTrue();
    }

    @Test
    @DisplayName("R42 what creates a document is its first change, and deleted when all of it is")
    void creation() {
        byte[] state = insertion("seeded");
        db.store.create(new AuthoredUpdate(new DocumentRef(key), state, BEN, now));
        assertThat(past()).extracting(AuthoredUpdate::authorship).containsExactly(BEN);
        writer.applyUpdate(state);
        written.clear();
        deleteAll(ANNA);
        db.snapshot(key);
        assertThat(past()).extracting(AuthoredUpdate::authorship).containsExactly(BEN, ANNA);
        assertThat(remembers(past(), "seeded")).isTrue();
    }

    @Test
    @DisplayName("R42 a conditional write is a change like others, cut to what is new")
    void conditionalWrites() {
        write("stored ", ANNA);
        YDoc mine = doc(writer.encodeStateAsUpdate());
        mine.getText("content").insert(0, "added ");
        assertThat(db.store.replaceIf(
                        new AuthoredUpdate(new DocumentRef(key), mine.encodeStateAsUpdate(), BEN, now), db.etag(key)))
                .isInstanceOf(Replacement.Stored.class);
        AuthoredUpdate last = past().get(1);
        assertThat(last.authorship()).isEqualTo(BEN);
        assertThat(new String(last.update(), StandardCharsets.ISO_8859_1))
                .contains("added")
                .doesNotContain("stored");
    }

    @Test
    @DisplayName("R42 moves, trash and restore keep the past, and nothing of it is written twice")
    void moves() {
        write("words ", ANNA);
        db.snapshot(key);
        UUID id = db.id(key);
        DocumentKey moved = key("moved");
        db.store.move(key, moved);
        db.store.trash(moved);
        assertThat(past(id, ALL)).hasSize(1);
        db.store.restore(moved, null);
        db.store.move(moved, key);
        write("more ", ANNA);
        db.snapshot(key);
        assertThat(past(id, ALL)).hasSize(2);
        assertThat(pieces()).isEqualTo(2);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"an older relay", "the history being off"})
    @DisplayName("R42 after a snapshot by somebody who keeps no past, it goes on with what that one held, of nobody's")
    void snapshotsBySomebodyElse(String who) {
        write("one ", ANNA);
        db.snapshot(key);
        write("two ", BEN);
        if (who.equals("the history being off")) {
            DocumentStore forgetful = new DocumentStore(db.database, null, false);
            assertThat(StoreFixture.snapshot(forgetful, key)).isPresent();
        } else {
            db.execute("delete from document_updates");
            db.execute("update documents set yjs_state = '\\x"
                    + HexFormat.of().formatHex(writer.encodeStateAsUpdate())
                    + "', snapshot_version = snapshot_version + 1");
        }
        deleteAll(ANNA);
        db.snapshot(key);
        List<AuthoredUpdate> past = past();
        assertThat(remembers(past, "one")).isTrue();
        assertThat(remembers(past, "two")).isTrue();
        assertThat(past).extracting(AuthoredUpdate::authorship).containsExactly(ANNA, Authorship.UNKNOWN, ANNA);
        db.snapshot(key);
        write("three ", ANNA);
        db.snapshot(key);
        assertThat(past()).as("only once").hasSize(4);
    }

    @Test
    @DisplayName("without a past nothing is written, and the rows have their authors all the same")
    void off() {
        DocumentStore forgetful = new DocumentStore(db.database, null, false);
        writer.getText("content").insert(0, "words");
        store(forgetful, ANNA);
        assertThat(db.query("select author || ' ' || means from document_updates"))
                .isEqualTo(ANNA.author() + " page");
        StoreFixture.snapshot(forgetful, key);
        forgetful.create(change(key("other"), insertion("x")));
        assertThat(pieces()).isZero();
        assertThat(db.query("select count(history_version) from documents")).isEqualTo("0");
    }

    @Test
    @DisplayName("a long past is read in pages, and cut into pieces that a large log fills one after the other")
    void pages() {
        for (int i = 0; i < 3; i++) {
            write("x".repeat(600_000) + i, i % 2 == 0 ? ANNA : BEN);
            now += Buckets.MILLIS;
        }
        db.snapshot(key);
        assertThat(pieces()).isEqualTo(3);
        write("end ", BEN);
        UUID id = db.id(key);
        assertThat(Objects.requireNonNull(db.store
                                .past(new DocumentRef(key, id), PastPlace.BEGINNING, 1)
                                .next())
                        .piece())
                .isPositive();
        assertThat(past(id, 1)).hasSize(4);
        assertThat(past(id, ALL)).hasSize(4);
        assertThat(doc(Updates.merge(
                                past(id, 1).stream().map(AuthoredUpdate::update).toList()))
                        .stateDigest())
                .isEqualTo(writer.stateDigest());
    }

    @Test
    @DisplayName("R42 a snapshot that fails leaves log and past as they were")
    void failedSnapshots() {
        write("words ", ANNA);
        db.execute("insert into document_updates (document_id, update) select id, '\\x05' from documents");
        assertThatThrownBy(() -> db.snapshot(key)).isInstanceOf(UndecodableDocumentException.class);
        assertThat(pieces()).isZero();
        assertThat(db.count("document_updates")).isEqualTo(2);
    }
}
