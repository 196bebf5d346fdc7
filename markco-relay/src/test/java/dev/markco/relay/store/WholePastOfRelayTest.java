package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.doc;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.spool.Spool;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.room.UpdateGate;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * R42: every word that a relay was ever sent is in the past of its document, with whoever sent it, however rooms, commits,
 * snapshots, the trash and the spool of words fell. {@code -Dmarkco.seed=n} runs one seed.
 */
final class WholePastOfRelayTest {
    private static final int SEEDS = Integer.getInteger("markco.seeds", 25);
    private static final int STEPS = 120;
    private static final Pattern WORD = Pattern.compile("w\\d+x");

    private static StoreFixture db;

    @TempDir
    static Path directory;

    @BeforeAll
    static void open() {
        db = StoreFixture.fresh();
    }

    @AfterAll
    static void close() {
        db.close();
    }

    /** A client with a document that collects its garbage, and what it has written and not sent. */
    private static final class Client {
        final YDoc doc = new YDoc();
        final Authorship by;
        private final List<byte[]> unsent = new ArrayList<>();

        Client(int number) {
            by = new Authorship(new UUID(0, number), new UUID(1, number), Means.CLIENT, null);
            doc.observeUpdate((update, origin) -> {
                if (origin == null) {
                    unsent.add(update);
                }
            });
        }
    }

    /** One document on its way through a relay's parts. */
    private static final class World implements AutoCloseable {
        private final Random random;
        private final DocumentKey key;
        private final DocumentRef document;
        private final Spool spool;
        private final UpdateLog log;
        private final List<Client> clients = List.of(new Client(1), new Client(2), new Client(3));
        private final Set<String> sent = new TreeSet<>();
        private Room room;
        private StateVector stale = StateVector.EMPTY;
        private int words;

        World(long seed) {
            random = new Random(seed);
            key = key("seed " + seed);
            document = new DocumentRef(key);
            spool = Spool.open(directory.resolve("spool-" + seed), Spool.DEFAULT_LIMIT_BYTES);
            log = new UpdateLog(
                    db.store,
                    UpdateLogSettings.DEFAULT,
                    SystemTime.named("test"),
                    new Random(seed),
                    Thread::new,
                    Runnable::run,
                    documents -> {},
                    spool);
            room = room(new YDoc());
        }

        private Room room(YDoc doc) {
            return new Room(
                    key.toString(),
                    doc,
                    RoomLimits.DEFAULT,
                    (update, authorship) -> log.append(document, update, authorship),
                    UpdateGate.OPEN,
                    SystemTime.named("test"));
        }

        private Client one() {
            return clients.get(random.nextInt(clients.size()));
        }

        void step() throws Exception {
            Client client = one();
            YText text = client.doc.getText("content");
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> text.insert(random.nextInt(text.length() + 1), "w" + words++ + "x");
                case 3, 4 -> {
                    if (text.length() > 0) {
                        int from = random.nextInt(text.length());
                        text.delete(from, Math.min(text.length() - from, 1 + random.nextInt(12)));
                    }
                }
                case 5 -> {
                    client.unsent.forEach(update -> send(update, client.by));
                    client.unsent.clear();
                }
                case 6 -> {
                    if (client.unsent.size() > 1) {
                        send(Updates.merge(client.unsent), client.by);
                        client.unsent.clear();
                    }
                }
                case 7 -> sync(client, random.nextBoolean() ? stale : room.read(YDoc::stateVector));
                case 8 -> client.doc.applyUpdate(one().doc.encodeStateAsUpdate(), "behind the relay's back");
                case 9 -> send(client.doc.encodeStateAsUpdate(), client.by);
                case 10 -> stale = room.read(YDoc::stateVector);
                default -> store();
            }
        }

        private void send(byte[] frame, Authorship by) {
            WORD.matcher(new String(frame, StandardCharsets.ISO_8859_1))
                    .results()
                    .forEach(word -> sent.add(word.group()));
            room.apply(frame, by);
        }

        /** The client answers a question of the relay's, perhaps an old one, and gets what it lacks. */
        private void sync(Client client, StateVector asked) {
            send(client.doc.encodeDiff(asked), client.by);
            client.unsent.clear();
            client.doc.applyUpdate(room.read(doc -> doc.encodeDiff(client.doc.stateVector())), "the relay");
        }

        private void store() throws Exception {
            log.flush(document).toCompletableFuture().get(60, TimeUnit.SECONDS);
            UUID id = document.id();
            if (id == null) {
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> {
                    assertThat(db.store.trash(key)).isInstanceOf(Relocation.Done.class);
                    db.store.snapshot(id);
                    assertThat(db.store.restore(key, null)).isInstanceOf(Relocation.Done.class);
                }
                case 1 -> {
                    YDoc loaded = new YDoc();
                    db.store.load(key).orElseThrow().applyTo(loaded, null);
                    room = room(loaded);
                }
                default -> db.store.snapshot(id);
            }
        }

        void check(String what) throws Exception {
            clients.forEach(client -> sync(client, StateVector.EMPTY));
            log.flush(document).toCompletableFuture().get(60, TimeUnit.SECONDS);
            db.store.snapshot(db.id(key));
            List<AuthoredUpdate> past = new ArrayList<>();
            PastPlace after = PastPlace.BEGINNING;
            while (after != null) {
                PastPage page = db.store.past(new DocumentRef(key, db.id(key)), after, 2_000);
                past.addAll(page.changes());
                after = page.next();
            }
            byte[] all = Updates.merge(past.stream().map(AuthoredUpdate::update).toList());
            String remembered = new String(all, StandardCharsets.ISO_8859_1);
            assertThat(sent).as(what).allSatisfy(word -> assertThat(remembered).contains(word));
            assertThat(doc(all).stateDigest()).as(what).isEqualTo(room.read(YDoc::stateDigest));
            assertThat(doc(all).getText("content").toString()).as(what).isEqualTo(db.text(key));
            assertThat(past)
                    .as(what)
                    .extracting(change -> change.authorship().author())
                    .isSubsetOf(
                            clients.stream().map(client -> client.by.author()).toList());
        }

        @Override
        public void close() throws Exception {
            log.close();
            spool.close();
        }
    }

    @Test
    @DisplayName(
            "R42 every word that the relay ever received is in the past, whatever was deleted, collected or came twice")
    void everyWord() throws Exception {
        Long one = Long.getLong("markco.seed");
        for (long seed = one == null ? 0 : one; seed < (one == null ? SEEDS : one + 1); seed++) {
            try (World world = new World(seed)) {
                for (int i = 0; i < STEPS; i++) {
                    world.step();
                }
                world.check("seed " + seed);
            }
        }
    }
}
