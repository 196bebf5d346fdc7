package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.insertion;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.markco.relay.spool.Spool;
import dev.markco.relay.spool.SpoolEntry;
import dev.markco.relay.spool.SpoolVersionException;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.YDoc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The update log with a spool, on a database that stops to take updates. */
final class SpoolerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final UpdateLogSettings FAST = new UpdateLogSettings(
            Duration.ofMillis(20),
            Duration.ofMillis(20),
            Duration.ofMillis(200),
            Duration.ofMinutes(5),
            Duration.ofMillis(100));
    private static final int SEEDS = Integer.getInteger("markco.seeds", 25);

    @TempDir
    Path directory;

    private StoreFixture db;

    @BeforeEach
    void open() {
        db = StoreFixture.fresh();
        db.execute("create function refuse() returns trigger language plpgsql as $$ begin"
                + " raise exception 'No space left on device' using errcode = '53100'; end $$");
    }

    @AfterEach
    void close() {
        db.close();
    }

    private void refuse() {
        db.execute("create trigger refuse before insert on document_updates execute function refuse()");
    }

    private void accept() {
        db.execute("drop trigger refuse on document_updates");
    }

    private Spool spool(long limit) {
        return Spool.open(directory.resolve("spool"), limit);
    }

    private UpdateLog log(Spool spool) {
        return new UpdateLog(
                db.store,
                FAST,
                SystemTime.named("test"),
                new Random(1),
                Thread::new,
                Runnable::run,
                documents -> {},
                spool);
    }

    private static List<ILoggingEvent> listen(Class<?> to) {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.list = new CopyOnWriteArrayList<>();
        appender.start();
        ((Logger) LoggerFactory.getLogger(to)).addAppender(appender);
        return appender.list;
    }

    private static String textOf(List<AuthoredUpdate> updates) {
        YDoc doc = new YDoc();
        updates.forEach(update -> doc.applyUpdate(update.update()));
        return doc.getText(DocumentRow.ROOT).toString();
    }

    @Test
    @DisplayName(
            "what stays unsaved goes to the spool, what comes later follows, and all of it leaves when it is saved")
    void followsAnOutage() throws Exception {
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES);
                UpdateLog log = log(spool)) {
            log.replaySpool(PATIENCE);
            DocumentRef document = new DocumentRef(key("a"));
            log.append(document, insertion("before "), Authorship.UNKNOWN)
                    .toCompletableFuture()
                    .join();
            // Where PostgreSQL is slow, that was in the spool, too.
            await().atMost(PATIENCE).until(() -> log.spoolBytes() == 0);
            refuse();
            CompletionStage<Void> first = log.append(document, insertion("first "), Authorship.UNKNOWN);
            await().atMost(PATIENCE).until(() -> log.spoolEntries() == 1);
            CompletionStage<Void> second =
                    log.append(new DocumentRef(key("b")), insertion("second "), Authorship.UNKNOWN);
            await().atMost(PATIENCE).until(() -> log.spoolEntries() >= 2);
            assertThat(first.toCompletableFuture()).isNotDone();
            assertThat(textOf(log.unsavedOf(key("a").userId())))
                    .contains("first ")
                    .contains("second ");
            accept();
            first.toCompletableFuture().join();
            second.toCompletableFuture().join();
            await().atMost(PATIENCE).until(() -> log.spoolBytes() == 0);
            assertThat(spool.segments()).isEmpty();
            assertThat(db.text(key("a"))).contains("before ").contains("first ");
            assertThat(db.text(key("b"))).isEqualTo("second ");
        }
    }

    @Test
    @DisplayName("R41 authors and times go through the spool, and each keeps a row of their own")
    void authorsInTheSpool() throws Exception {
        refuse();
        Authorship anna = new Authorship(new UUID(1, 1), new UUID(1, 2), Means.PAGE, Instant.ofEpochSecond(1_000_000));
        Authorship ben = new Authorship(new UUID(2, 1), new UUID(2, 2), Means.AGENT, null);
        Instant before = Instant.now().minusSeconds(1);
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES)) {
            UpdateLog log = log(spool);
            log.replaySpool(PATIENCE);
            DocumentRef a = new DocumentRef(key("a"));
            log.append(a, insertion("one "), anna);
            log.append(a, insertion("two "), ben);
            log.append(a, insertion("three "), anna);
            log.close(Duration.ZERO);
        }
        accept();
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES);
                UpdateLog log = log(spool)) {
            log.replaySpool(PATIENCE);
            List<AuthoredUpdate> past = db.store
                    .past(new DocumentRef(key("a"), db.id(key("a"))), PastPlace.BEGINNING, 1 << 20)
                    .changes();
            assertThat(past).extracting(AuthoredUpdate::authorship).contains(anna, ben);
            assertThat(past).allSatisfy(change -> {
                assertThat(change.authorship()).isIn(anna, ben);
                assertThat(Instant.ofEpochMilli(change.receivedMillis())).isBetween(before, Instant.now());
            });
        }
    }

    @Test
    @DisplayName("closing in an outage leaves everything in the spool, whatever its age; the next start saves it")
    void closedInAnOutage() throws Exception {
        refuse();
        List<ILoggingEvent> said = listen(UpdateLog.class);
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES)) {
            UpdateLog log = log(spool);
            log.replaySpool(PATIENCE);
            DocumentRef a = new DocumentRef(key("a"));
            log.append(a, insertion("one "), Authorship.UNKNOWN);
            log.append(a, insertion("two "), Authorship.UNKNOWN);
            log.append(new DocumentRef(key("b")), insertion("three "), Authorship.UNKNOWN);
            assertThat(log.close(Duration.ZERO)).isNotEmpty();
            assertThat(said)
                    .anySatisfy(event -> assertThat(event.getFormattedMessage())
                            .contains("of 2 documents could not be saved before closing; they are in the local spool"));
        }
        accept();
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES);
                UpdateLog log = log(spool)) {
            log.replaySpool(PATIENCE);
            assertThat(db.text(key("a"))).contains("one ").contains("two ");
            assertThat(db.text(key("b"))).isEqualTo("three ");
            assertThat(log.spoolBytes()).isZero();
        }
    }

    @Test
    @DisplayName(
            "R21 what is spooled of a document that is gone is set aside and said, and never reaches its successor")
    void successorsAreSafe() throws Exception {
        UUID gone = UUID.randomUUID();
        db.append(key("doc"), "the successor ");
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES)) {
            spool.append(List.of(
                    new SpoolEntry(key("doc"), gone, insertion("of the dead "), Authorship.UNKNOWN, 1),
                    new SpoolEntry(key("other"), null, insertion("new "), Authorship.UNKNOWN, 2)));
        }
        List<ILoggingEvent> said = listen(UpdateLog.class);
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES);
                UpdateLog log = log(spool)) {
            log.replaySpool(PATIENCE);
            assertThat(log.spoolBytes()).isZero();
        }
        assertThat(db.text(key("doc"))).isEqualTo("the successor ");
        assertThat(db.text(key("other"))).isEqualTo("new ");
        assertThat(db.query("select doc_path || ': ' || reason from document_updates_set_aside"))
                .isEqualTo("doc: " + LogRows.GONE);
        assertThat(said).anySatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.ERROR);
            assertThat(event.getFormattedMessage()).contains("set aside");
        });
    }

    @Test
    @DisplayName("R20 what is spooled of a document that was moved or trashed goes where the document is")
    void followsTheIdentity() throws Exception {
        db.append(key("old"), "x");
        db.append(key("binned"), "y");
        UUID moved = db.store.load(key("old")).orElseThrow().id();
        UUID trashed = db.store.load(key("binned")).orElseThrow().id();
        db.store.move(key("old"), key("new"));
        db.store.trash(key("binned"));
        db.append(key("binned2"), "z");
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES)) {
            spool.append(List.of(
                    new SpoolEntry(key("old"), moved, insertion("words"), Authorship.UNKNOWN, 1),
                    new SpoolEntry(key("binned"), trashed, insertion("more words"), Authorship.UNKNOWN, 1)));
        }
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES);
                UpdateLog log = log(spool)) {
            log.replaySpool(PATIENCE);
        }
        assertThat(db.text(key("new"))).contains("words").contains("x");
        db.store.restore(key("binned"), trashed);
        assertThat(db.text(key("binned"))).contains("more words").contains("y");
    }

    @Test
    @DisplayName("a spool that is full is said once; editing goes on in memory and is saved when PostgreSQL is back")
    void fullSpool() throws Exception {
        List<ILoggingEvent> said = listen(Spooler.class);
        List<ILoggingEvent> outage = listen(Outage.class);
        try (Spool spool = spool(10);
                UpdateLog log = log(spool)) {
            log.replaySpool(PATIENCE);
            refuse();
            CompletionStage<Void> kept = log.append(new DocumentRef(key("a")), insertion("kept "), Authorship.UNKNOWN);
            await().atMost(PATIENCE)
                    .until(() -> said.stream()
                            .anyMatch(event -> event.getLevel() == Level.ERROR
                                    && event.getFormattedMessage().contains("--spool-limit")
                                    && event.getFormattedMessage().contains("in memory only")));
            assertThat(log.spoolBytes()).isZero();
            await().atMost(PATIENCE).until(() -> !outage.isEmpty());
            accept();
            kept.toCompletableFuture().join();
            assertThat(db.text(key("a"))).isEqualTo("kept ");
        }
    }

    @Test
    @DisplayName("a file of the spool that another version wrote stops the start, and every file stays")
    void unreadableSpool() throws Exception {
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES)) {
            spool.append(List.of(new SpoolEntry(key("a"), null, insertion("first "), Authorship.UNKNOWN, 1)));
        }
        Path later = directory.resolve("spool").resolve("updates-00000007.spool");
        Files.write(later, new byte[] {'M', 'K', 'S', 'P', 0, 0, 0, 3, 0x61, 0x3a, 0x55, (byte) 0xdf});
        try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES);
                UpdateLog log = log(spool)) {
            assertThatThrownBy(() -> log.replaySpool(PATIENCE)).isInstanceOf(SpoolVersionException.class);
        }
        assertThat(later).exists();
        assertThat(directory.resolve("spool").resolve("updates-00000001.spool")).exists();
    }

    @Test
    @DisplayName("in outages that come and go, with relays that end in them, no update is lost")
    void randomOutages() throws Exception {
        for (int seed = 0; seed < Math.max(2, SEEDS / 5); seed++) {
            Random random = new Random(seed);
            String name = "seed" + seed;
            List<String> words = new ArrayList<>();
            boolean refusing = false;
            for (int life = 0; life < 3; life++) {
                try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES)) {
                    UpdateLog log = log(spool);
                    log.replaySpool(Duration.ofMillis(50));
                    DocumentRef document = new DocumentRef(key(name));
                    for (int step = 0; step < 10; step++) {
                        if (random.nextInt(4) == 0) {
                            if (refusing) {
                                accept();
                            } else {
                                refuse();
                            }
                            refusing = !refusing;
                        }
                        String word = "w" + words.size() + ".";
                        words.add(word);
                        CompletionStage<Void> saved = log.append(document, insertion(word), Authorship.UNKNOWN);
                        if (!refusing && random.nextBoolean()) {
                            saved.toCompletableFuture().join();
                        } else if (refusing && random.nextInt(3) == 0) {
                            await().atMost(PATIENCE).until(() -> log.spoolEntries() > 0);
                        }
                    }
                    log.close(Duration.ofMillis(random.nextInt(100)));
                }
            }
            if (refusing) {
                accept();
            }
            try (Spool spool = spool(Spool.DEFAULT_LIMIT_BYTES);
                    UpdateLog log = log(spool)) {
                log.replaySpool(PATIENCE);
                assertThat(log.spoolBytes()).as("seed %s", seed).isZero();
            }
            String text = db.text(key(name));
            assertThat(words).as("seed %s: %s", seed, text).allMatch(text::contains);
            assertThat(text.length())
                    .as("seed %s", seed)
                    .isEqualTo(String.join("", words).length());
        }
    }
}
