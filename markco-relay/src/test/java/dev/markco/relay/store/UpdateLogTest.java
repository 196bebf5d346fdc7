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
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.relay.spool.Spool;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.time.OtherWallTime;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import dev.markco.yjs.YDoc;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The group commit, with everything that can go wrong with a database. */
final class UpdateLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final UpdateLogSettings FAST = new UpdateLogSettings(
            Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));

    private static StoreFixture db;

    @BeforeAll
    static void open() {
        db = StoreFixture.fresh();
    }

    @AfterAll
    static void close() {
        OPEN.forEach(Spool::close);
        db.close();
    }

    private static final List<Spool> OPEN = new ArrayList<>();
    private static final Map<DocumentKey, DocumentRef> REFS = new ConcurrentHashMap<>();

    /** The same one for the same name in one test. */
    private static DocumentRef ref(String path) {
        return REFS.computeIfAbsent(key(path), DocumentRef::new);
    }

    private static DocumentRef ref(UUID user, String project, String path) {
        return new DocumentRef(DocumentKey.of(user, project, path));
    }

    @BeforeEach
    void forgetRefs() {
        REFS.clear();
    }

    @TempDir
    private static Path spools;

    /** A spool of its own, closed when the test class ends. */
    private static Spool spool() {
        Spool spool = Spool.open(spools.resolve("spool-" + OPEN.size()), Spool.DEFAULT_LIMIT_BYTES);
        OPEN.add(spool);
        return spool;
    }

    private static UpdateLog logOf(DocumentStore store) {
        return logOf(store, FAST, SystemTime.named("test"), keys -> {});
    }

    private static UpdateLog logOf(
            DocumentStore store, UpdateLogSettings settings, Time time, Consumer<Collection<DocumentRef>> onCommit) {
        return new UpdateLog(store, settings, time, new Random(1), Thread::new, Runnable::run, onCommit, spool());
    }

    private static void done(CompletionStage<Void> stage) throws Exception {
        stage.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static List<ILoggingEvent> listen() {
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.list = new CopyOnWriteArrayList<>();
        appender.start();
        ((Logger) LoggerFactory.getLogger(Outage.class)).addAppender(appender);
        return appender.list;
    }

    @Test
    @DisplayName("a stage completes after the commit; many updates of a document become one row")
    void groupCommit() throws Exception {
        List<DocumentRef> committed = new CopyOnWriteArrayList<>();
        try (UpdateLog log = logOf(db.store, FAST, SystemTime.named("test"), committed::addAll)) {
            done(log.append(ref("alone"), insertion("first "), Authorship.UNKNOWN));
            assertThat(db.text(key("alone"))).isEqualTo("first ");
            assertThat(committed).containsExactly(ref("alone"));

            long rows = db.count("document_updates");
            List<CompletableFuture<Void>> stages = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                stages.add(log.append(ref("busy"), insertion("w" + i + " "), Authorship.UNKNOWN)
                        .toCompletableFuture());
                stages.add(log.append(ref("busy too"), insertion("v" + i + " "), Authorship.UNKNOWN)
                        .toCompletableFuture());
            }
            done(CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new)));
            assertThat(db.text(key("busy")).split(" ")).hasSize(200);
            assertThat(db.text(key("busy too")).split(" ")).hasSize(200);
            assertThat(db.count("document_updates") - rows).isLessThan(100);
            assertThat(log.oldestUnsavedMillis()).isZero();
            assertThat(log.unsavedBytes()).isZero();
            assertThat(log.isUnsaved(ref("busy"))).isFalse();
        }
    }

    @Test
    @DisplayName("flush hurries and waits for what was handed over before, and for nothing when there is nothing")
    void flush() throws Exception {
        UpdateLogSettings slow = new UpdateLogSettings(
                Duration.ofHours(1), Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMinutes(5));
        try (UpdateLog log = logOf(db.store, slow, SystemTime.named("test"), keys -> {})) {
            done(log.flush(ref("nothing")));
            done(log.append(ref("flushed"), insertion("at once "), Authorship.UNKNOWN));
            CompletionStage<Void> waits = log.append(ref("flushed"), insertion("after an hour "), Authorship.UNKNOWN);
            assertThat(log.isUnsaved(ref("flushed"))).isTrue();
            done(log.flush(ref("flushed")));
            done(waits);
            assertThat(db.text(key("flushed"))).contains("at once ").contains("after an hour ");
            log.append(ref("flushed"), insertion("third "), Authorship.UNKNOWN);
            assertThat(log.flushAll(PATIENCE)).isTrue();
            assertThat(db.text(key("flushed"))).contains("third ");
        }
    }

    @Test
    @DisplayName("R17 one update that is refused for good is found, set aside and reported; the others are stored")
    void bisection() throws Exception {
        PostgresUrl url = TestPostgres.freshDatabase();
        UUID known = UUID.fromString("31bdffb9-0000-4000-8000-000000000001");
        UUID unknown = UUID.fromString("31bdffb9-0000-4000-8000-000000000002");
        TestPostgres.execute(
                url,
                "create table users (id uuid primary key, email text not null)",
                "insert into users values ('" + known + "', 'a@example.org')");
        new Migrations(url).migrate();
        try (StoreFixture closed = StoreFixture.on(url);
                UpdateLog log = logOf(closed.store)) {
            List<CompletionStage<Void>> good = new ArrayList<>();
            good.add(log.append(ref(known, "p", "d0"), insertion("words"), Authorship.UNKNOWN));
            CompletionStage<Void> bad = log.append(ref(unknown, "p", "bad"), insertion("words"), Authorship.UNKNOWN);
            for (int i = 1; i < 20; i++) {
                good.add(log.append(ref(known, "p", "d" + i), insertion("words"), Authorship.UNKNOWN));
            }
            for (CompletionStage<Void> stage : good) {
                done(stage);
            }
            assertThatThrownBy(() -> done(bad))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UpdateRejectedException.class);
            assertThat(closed.count("documents")).isEqualTo(20);
            assertThat(closed.query("select user_id || project || doc_path from document_updates_set_aside"))
                    .isEqualTo(unknown + "pbad");
            assertThat(closed.query("select reason from document_updates_set_aside"))
                    .contains("email");
            assertThat(log.oldestUnsavedMillis()).isZero();
        }
    }

    @Test
    @DisplayName("connections killed again and again: every update arrives")
    void connectionsKilled() throws Exception {
        List<CompletionStage<Void>> stages = new ArrayList<>();
        try (UpdateLog log = logOf(db.store)) {
            for (int i = 0; i < 60; i++) {
                stages.add(log.append(ref("killed log"), insertion("w" + i + " "), Authorship.UNKNOWN));
                if (i % 10 == 5) {
                    db.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where pid <> pg_backend_pid() and datname = current_database()");
                }
                if (i % 7 == 0) {
                    done(log.flush(ref("killed log")));
                }
            }
            for (CompletionStage<Void> stage : stages) {
                done(stage);
            }
        }
        assertThat(db.text(key("killed log")).split(" ")).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("the server stopped and started again: a warning at once, an error after five minutes, nothing lost")
    void serverRestarted(@TempDir Path directory) throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        List<ILoggingEvent> said = listen();
        EmbeddedPostgres server = TestPostgres.start(directory);
        new Migrations(server.url()).migrate();
        try (StoreFixture other = StoreFixture.on(server.url());
                UpdateLog log =
                        logOf(other.store, FAST, new OtherWallTime(SystemTime.named("test"), now::get), keys -> {})) {
            done(log.append(ref("a"), insertion("before "), Authorship.UNKNOWN));
            server.close();
            CompletionStage<Void> during = log.append(ref("a"), insertion("during "), Authorship.UNKNOWN);
            await().atMost(PATIENCE).until(() -> said.stream().anyMatch(e -> e.getLevel() == Level.WARN));
            assertThat(said).noneMatch(e -> e.getLevel() == Level.ERROR);
            assertThat(during.toCompletableFuture()).isNotDone();
            assertThat(log.isUnsaved(ref("a"))).isTrue();
            assertThat(log.flushAll(Duration.ofMillis(50))).isFalse();

            now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)));
            log.append(ref("b"), insertion("also "), Authorship.UNKNOWN);
            await().atMost(PATIENCE)
                    .until(() -> said.stream()
                            .anyMatch(e -> e.getLevel() == Level.ERROR
                                    && e.getFormattedMessage().startsWith("CRITICAL: ")));
            assertThat(log.oldestUnsavedMillis())
                    .isEqualTo(Duration.ofMinutes(5).toMillis());

            server = EmbeddedPostgres.start(directory, TestPostgres.cache(), SystemTime.named("test"));
            assertThat(server.url()).isEqualTo(other.url);
            done(during);
            assertThat(log.flushAll(PATIENCE)).isTrue();
            assertThat(other.text(key("a"))).contains("before ").contains("during ");
            assertThat(other.text(key("b"))).isEqualTo("also ");
            assertThat(log.oldestUnsavedMillis()).isZero();
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("closing tells those who wait without holding the lock that others need")
    void closingHoldsNoLock(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = TestPostgres.start(directory);
        new Migrations(server.url()).migrate();
        try (StoreFixture other = StoreFixture.on(server.url())) {
            List<Thread> writers = new ArrayList<>();
            UpdateLog log = new UpdateLog(
                    other.store,
                    FAST,
                    SystemTime.named("test"),
                    new Random(1),
                    task -> {
                        Thread made = new Thread(task);
                        writers.add(made);
                        return made;
                    },
                    Runnable::run,
                    keys -> {},
                    spool());
            server.close();
            CompletableFuture<Boolean> seen = log.append(ref("x"), insertion("one "), Authorship.UNKNOWN)
                    .toCompletableFuture()
                    .handle((done, failure) -> CompletableFuture.supplyAsync(() -> log.isUnsaved(ref("x")))
                            .orTimeout(60, TimeUnit.SECONDS)
                            .join());
            log.close(Duration.ofMillis(100));
            assertThat(seen).isCompletedWithValue(true);
            for (Thread writer : writers) {
                writer.join(); // the writer's last attempt would be logged into another test
            }
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("closing saves what it can in its time and hands back what it could not")
    void closing(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = TestPostgres.start(directory);
        new Migrations(server.url()).migrate();
        try (StoreFixture other = StoreFixture.on(server.url())) {
            UpdateLog log = logOf(other.store);
            for (int i = 0; i < 50; i++) {
                log.append(ref("d" + i), insertion("words"), Authorship.UNKNOWN);
            }
            assertThat(log.close(PATIENCE)).isEmpty();
            assertThat(other.count("document_updates")).isEqualTo(50);
            assertThat(log.append(ref("late"), insertion("late"), Authorship.UNKNOWN)
                            .toCompletableFuture())
                    .isCompletedExceptionally();

            UpdateLog cut = logOf(other.store);
            server.close();
            CompletionStage<Void> lost = cut.append(ref("x"), insertion("one "), Authorship.UNKNOWN);
            cut.append(ref("x"), insertion("two "), Authorship.UNKNOWN);
            List<AuthoredUpdate> unsaved = cut.close(Duration.ofMillis(300));
            assertThat(unsaved).extracting(AuthoredUpdate::key).containsOnly(key("x"));
            YDoc doc = new YDoc();
            unsaved.forEach(update -> doc.applyUpdate(update.update()));
            assertThat(doc.getText(DocumentRow.ROOT).toString())
                    .contains("one ")
                    .contains("two ");
            assertThat(lost.toCompletableFuture()).isCompletedExceptionally();
        } finally {
            server.close();
        }
    }
}
