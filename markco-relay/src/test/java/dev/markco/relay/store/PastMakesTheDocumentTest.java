package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.doc;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * R42: whoever applies all of a document's past gets the document, at any time, whoever wrote its snapshots. {@code
 * -Dmarkco.seed=n} runs one seed.
 */
final class PastMakesTheDocumentTest {
    private static final int SEEDS = Integer.getInteger("markco.seeds", 25);
    private static final int STEPS = 25;
    private static final Authorship ANNA = new Authorship(new UUID(1, 1), new UUID(1, 2), Means.PAGE, null);
    private static final int ALL = 1 << 20;

    private final StoreFixture db = StoreFixture.fresh();
    private final DocumentStore forgetful = new DocumentStore(db.database, null, false);
    private final List<byte[]> written = new ArrayList<>();
    private DocumentKey key = key("past");
    private YDoc writer = new YDoc();

    @BeforeEach
    void begin() {
        begin("past");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private YDoc writer() {
        YDoc doc = new YDoc();
        doc.observeUpdate((update, origin) -> written.add(update));
        return doc;
    }

    private void begin(String name) {
        key = key(name);
        writer = writer();
        written.clear();
    }

    private void store(DocumentStore by) {
        by.append(written.stream()
                .map(update -> new AuthoredUpdate(new DocumentRef(key), update, ANNA, 1_000_000_000_000L))
                .toList());
        written.clear();
    }

    private void write(DocumentStore by, String text) {
        writer.getText("content").insert(0, text);
        store(by);
    }

    /** As a relay does that was built before there was a past: the state is merged and the log emptied, nothing else. */
    private void snapshotByAnOlderRelay() {
        byte[] state = doc(db.store.load(key).orElseThrow().state()).encodeStateAsUpdate();
        UUID id = db.id(key);
        db.execute(
                "delete from document_updates where document_id = '" + id + "'",
                "update documents set yjs_state = '\\x" + HexFormat.of().formatHex(state)
                        + "', snapshot_version = snapshot_version + 1 where id = '" + id + "'");
    }

    private List<AuthoredUpdate> past(int mostBytes) {
        List<AuthoredUpdate> all = new ArrayList<>();
        PastPlace after = PastPlace.BEGINNING;
        while (after != null) {
            PastPage page = db.store.past(new DocumentRef(key, db.id(key)), after, mostBytes);
            assertThat(page.changes()).isNotEmpty();
            all.addAll(page.changes());
            // As it goes over the wire.
            after = page.next() == null
                    ? null
                    : PastPlace.parse(page.next().toString()).orElseThrow();
        }
        return all;
    }

    private void assertThatPastMakesTheDocument(int mostBytes, Object when) {
        YDoc made = new YDoc();
        past(mostBytes).forEach(change -> made.applyUpdate(change.update()));
        assertThat(made.getText("content").toString()).as("%s", when).isEqualTo(db.text(key));
        assertThat(made.stateDigest()).as("%s", when).isEqualTo(db.etag(key));
        assertThat(made.hasPending()).as("%s", when).isFalse();
    }

    @Test
    @DisplayName(
            "R42 of a document that an older relay left, the state comes first, before it is edited again and after")
    void stateOfBefore() {
        write(db.store, "of before ");
        snapshotByAnOlderRelay();
        assertThat(past(ALL)).extracting(AuthoredUpdate::authorship).containsExactly(Authorship.UNKNOWN);
        assertThatPastMakesTheDocument(ALL, "never edited again");
        write(db.store, "edited ");
        assertThat(past(ALL)).extracting(AuthoredUpdate::authorship).containsExactly(Authorship.UNKNOWN, ANNA);
        assertThatPastMakesTheDocument(ALL, "edited and not yet saved");
        assertThatPastMakesTheDocument(1, "the same in pages");
        db.snapshot(key);
        assertThat(past(ALL)).extracting(AuthoredUpdate::authorship).containsExactly(Authorship.UNKNOWN, ANNA);
        assertThatPastMakesTheDocument(ALL, "saved");
    }

    @Test
    @DisplayName("R42 after a while without history, the state stands behind what was kept before it")
    void offAndOn() {
        write(db.store, "kept ");
        db.snapshot(key);
        write(forgetful, "not kept ");
        StoreFixture.snapshot(forgetful, key);
        assertThat(past(ALL)).extracting(AuthoredUpdate::authorship).containsExactly(ANNA, Authorship.UNKNOWN);
        assertThatPastMakesTheDocument(ALL, "off");
        write(db.store, "kept again ");
        assertThat(past(ALL)).extracting(AuthoredUpdate::authorship).containsExactly(ANNA, Authorship.UNKNOWN, ANNA);
        assertThatPastMakesTheDocument(ALL, "on again");
        db.snapshot(key);
        assertThat(past(ALL)).hasSize(3);
        assertThatPastMakesTheDocument(ALL, "on again and saved");
    }

    @Test
    @DisplayName("R42 what a text-only row of another system became is told as its state")
    void textOnly() {
        db.execute("insert into users (id) values ('" + key.userId() + "') on conflict do nothing");
        db.execute("insert into documents (user_id, project, doc_path, content_text) values ('" + key.userId()
                + "', 'project', 'past', 'only text')");
        assertThat(db.text(key)).isEqualTo("only text");
        assertThatPastMakesTheDocument(ALL, "a row of another system");
    }

    @Test
    @DisplayName("R42 old pieces that were deleted are made up for where history_version says so")
    void deletedPieces() {
        write(db.store, "old ");
        db.snapshot(key);
        db.execute("delete from document_history", "update documents set history_version = null");
        write(db.store, "new ");
        assertThatPastMakesTheDocument(ALL, "after the pieces were deleted");
    }

    @Test
    @DisplayName("R42 a page that a snapshot comes behind is gone on with, and nothing is missing in the end")
    void snapshotsBetweenPages() {
        for (DocumentStore saves : List.of(db.store, forgetful)) {
            begin(saves == forgetful ? "forgetful" : "keeps");
            for (int i = 0; i < 5; i++) {
                write(db.store, "word" + i + " ");
            }
            YDoc made = new YDoc();
            PastPage first = db.store.past(new DocumentRef(key, db.id(key)), PastPlace.BEGINNING, 1);
            first.changes().forEach(change -> made.applyUpdate(change.update()));
            StoreFixture.snapshot(saves, key);
            write(db.store, "later ");
            PastPlace after = first.next();
            while (after != null) {
                PastPage page = db.store.past(new DocumentRef(key, db.id(key)), after, 1);
                page.changes().forEach(change -> made.applyUpdate(change.update()));
                after = page.next();
            }
            assertThat(made.getText("content").toString()).isEqualTo(db.text(key));
            assertThat(made.stateDigest()).isEqualTo(db.etag(key));
        }
    }

    @Test
    @DisplayName("R42 R32 a page has so many bytes at most, wherever its changes lie, unless one change has more")
    void pagesAreBounded() {
        int most = 64 << 10;
        int word = 20_000;
        write(db.store, "x".repeat(10 * word));
        snapshotByAnOlderRelay();
        for (int i = 0; i < 10; i++) {
            write(db.store, "y".repeat(word));
        }
        List<Integer> sizes = new ArrayList<>();
        PastPlace after = PastPlace.BEGINNING;
        while (after != null) {
            PastPage page = db.store.past(new DocumentRef(key, db.id(key)), after, most);
            sizes.add(page.changes().size());
            assertThat(page.bytes()).isLessThanOrEqualTo(sizes.size() == 1 ? 10L * word + 1_000 : most);
            after = page.next();
        }
        assertThat(sizes).as("the state alone, then the log").containsExactly(1, 3, 3, 3, 1);
        assertThatPastMakesTheDocument(most, "in pages");
    }

    @Test
    @DisplayName(
            "R32 what a page takes is known before it is read: less than a bound is not exceeded, and nothing read then")
    void knownBeforehand() {
        String text = "z".repeat(3 << 20);
        write(db.store, text);
        DocumentRef document = new DocumentRef(key, db.id(key));
        for (String where : List.of("log", "piece", "snapshot")) {
            assertThat(db.store.past(document, PastPlace.BEGINNING, ALL, 1 << 20))
                    .as(where)
                    .isInstanceOfSatisfying(PastRead.Needs.class, needs -> {
                        assertThat(needs.bytes()).as(where).isBetween(6L << 20, 16L << 20);
                        assertThat(db.store.past(document, PastPlace.BEGINNING, ALL, needs.bytes()))
                                .as(where)
                                .isInstanceOf(PastPage.class);
                    });
            if (where.equals("log")) {
                db.snapshot(key);
            } else {
                db.execute("delete from document_history", "update documents set history_version = null");
            }
        }
    }

    @Test
    @DisplayName("R42 whoever saves, edits, moves and trashes it: after each step the past makes the document")
    void anyOrder() {
        Long one = Long.getLong("markco.seed");
        for (long seed = one == null ? 0 : one; seed < (one == null ? SEEDS : one + 1); seed++) {
            Random random = new Random(seed);
            begin("seed " + seed);
            write(random.nextBoolean() ? db.store : forgetful, "begin ");
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(7)) {
                    case 0, 1 -> write(random.nextBoolean() ? db.store : forgetful, "w" + step + " ");
                    case 2 -> {
                        int length = writer.getText("content").length();
                        int from = length == 0 ? 0 : random.nextInt(length);
                        writer.getText("content").delete(from, Math.min(length - from, random.nextInt(9)));
                        store(db.store);
                    }
                    case 3 -> db.snapshot(key);
                    case 4 -> StoreFixture.snapshot(forgetful, key);
                    case 5 -> snapshotByAnOlderRelay();
                    default -> {
                        db.store.trash(key);
                        db.store.restore(key, null);
                    }
                }
                assertThatPastMakesTheDocument(
                        random.nextBoolean() ? ALL : 1 + random.nextInt(1_000), "seed " + seed + ", step " + step);
            }
        }
    }
}
