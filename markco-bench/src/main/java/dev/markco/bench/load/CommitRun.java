package dev.markco.bench.load;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.store.Announcer;
import dev.markco.relay.store.Appended;
import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.Database;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Migrations;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Stores on one database, each appending to documents of its own, one commit after the other; those of one relay share an
 * announcer.
 */
final class CommitRun implements AutoCloseable {
    private static final int DOCUMENTS = 4;
    private static final int UPDATE_BYTES = 100;
    private static final Duration WAIT = Duration.ofSeconds(30);
    private static final Time TIME = SystemTime.named("bench");
    private static final String CHANNEL = "markco_documents";
    private static final int POLL_MILLIS = 50;

    private final PostgresUrl url;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** What the writers of a run did. */
    record Outcome(double perSecond, double announcedPerSecond, Latencies latencies) {}

    /** Takes a new database. */
    CommitRun(String address) throws SQLException {
        this.url = PostgresUrl.parse(address);
        new Migrations(url).migrate();
    }

    /** One writer: a store, its documents, and how long each commit took, in microseconds. */
    private static final class Writer implements AutoCloseable {
        private final Database database;
        private final DocumentStore store;
        private final List<DocumentRef> documents = new ArrayList<>();
        private final Random random;
        private int[] micros = new int[1024];
        private int commits;

        Writer(PostgresUrl url, int number, @Nullable Announcer announcer) {
            this.random = new Random(number);
            this.database = Database.open(url, 1, WAIT, TIME);
            this.store = new DocumentStore(database, announcer, true);
            for (int i = 0; i < DOCUMENTS; i++) {
                documents.add(new DocumentRef(DocumentKey.parse("local/bench/writer-" + number + "-" + i)));
            }
        }

        /** Commits until the end, and counts what began after the start. */
        void write(long start, long end) {
            byte[] update = new byte[UPDATE_BYTES];
            for (int turn = 0; ; turn++) {
                random.nextBytes(update);
                DocumentRef document = documents.get(turn % DOCUMENTS);
                long before = System.nanoTime();
                if (before - end >= 0) {
                    return;
                }
                Appended appended = store.append(List.of(
                        new AuthoredUpdate(document, update.clone(), Authorship.UNKNOWN, System.currentTimeMillis())));
                long after = System.nanoTime();
                if (document.id() == null) {
                    document.identified(Objects.requireNonNull(appended.ids().get(document)));
                }
                if (before - start >= 0 && after - end <= 0) {
                    add((int) TimeUnit.NANOSECONDS.toMicros(after - before));
                }
            }
        }

        private void add(int took) {
            if (commits == micros.length) {
                micros = Arrays.copyOf(micros, 2 * commits);
            }
            micros[commits++] = took;
        }

        int[] took() {
            return Arrays.copyOf(micros, commits);
        }

        @Override
        public void close() {
            database.close();
        }
    }

    /** So many stores of so many relays, which announce; of none, nothing is announced. */
    Outcome run(int writers, int relays, int warmUpMillis, int millis) throws SQLException, InterruptedException {
        execute("truncate document_updates", "truncate documents cascade");
        List<Writer> all = new ArrayList<>();
        List<Announcer> announcers = new ArrayList<>();
        try (Database announcing = Database.open(url, 1, WAIT, TIME);
                Ear ear = new Ear()) {
            for (int i = 0; i < relays; i++) {
                announcers.add(new Announcer(announcing, new Random(i), Thread::new, TIME));
            }
            for (int i = 0; i < writers; i++) {
                all.add(new Writer(url, i, relays == 0 ? null : announcers.get(i % relays)));
            }
            CountDownLatch ready = new CountDownLatch(writers);
            CompletableFuture<Long> begin = new CompletableFuture<>();
            List<CompletableFuture<Void>> running = new ArrayList<>();
            for (Writer writer : all) {
                running.add(CompletableFuture.runAsync(
                        () -> {
                            // Connects, and makes the documents' rows.
                            long now = System.nanoTime();
                            writer.write(now, now + 1);
                            ready.countDown();
                            long start = begin.join();
                            writer.write(start, start + TimeUnit.MILLISECONDS.toNanos(millis));
                        },
                        threads));
            }
            ready.await();
            begin.complete(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(warmUpMillis));
            Thread.sleep(warmUpMillis);
            int before = ear.heard();
            Thread.sleep(millis);
            int heard = ear.heard() - before;
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
            announcers.forEach(Announcer::close);
            if (relays > 0 != heard > 0) {
                throw new IllegalStateException(heard + " announcements, with announcements "
                        + (relays > 0 ? "as the store makes them" : "turned off"));
            }
            int[] took = all.stream()
                    .flatMapToInt(writer -> Arrays.stream(writer.took()))
                    .toArray();
            double seconds = millis / 1_000.0;
            return new Outcome(took.length / seconds, heard / seconds, Latencies.of(took));
        } catch (CompletionException e) {
            throw new IllegalStateException("a writer failed", e.getCause());
        } finally {
            announcers.forEach(Announcer::close);
            all.forEach(Writer::close);
        }
    }

    /** Who listens, as relays do, and counts. */
    private final class Ear implements AutoCloseable {
        private final Connection connection = connect();
        private final AtomicInteger heard = new AtomicInteger();
        private final CompletableFuture<Void> listening;
        private volatile boolean closed;

        Ear() throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("listen " + CHANNEL);
            }
            listening = CompletableFuture.runAsync(this::listen, threads);
        }

        private void listen() {
            try {
                PGConnection postgres = connection.unwrap(PGConnection.class);
                while (!closed) {
                    var some = postgres.getNotifications(POLL_MILLIS);
                    heard.addAndGet(some == null ? 0 : some.length);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("the ear broke", e);
            }
        }

        int heard() {
            return heard.get();
        }

        @Override
        public void close() throws SQLException {
            closed = true;
            listening.join();
            connection.close();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url.jdbcUrl(), url.user(), url.password());
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
