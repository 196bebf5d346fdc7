package dev.markco.bench.history;

import com.sun.management.OperatingSystemMXBean;
import dev.markco.bench.load.Directories;
import dev.markco.bench.load.LoadPostgres;
import dev.markco.bench.trace.TraceFiles;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.Database;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Migrations;
import dev.markco.relay.store.PastPage;
import dev.markco.relay.store.PastPlace;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * Real histories through the store as a relay writes them, five edits a second and a snapshot every ten seconds: how large the
 * past becomes beside the document, and what keeping it costs. Each twice, with and without a past.
 */
public final class HistoryBench {
    private static final int MILLIS_AN_EDIT = 200;
    private static final int EDITS_A_SNAPSHOT = 50;
    private static final int BUCKET_MILLIS = 30_000;
    private static final int PAGE = 1 << 24;
    /** The cost is that of so many edits: all of them take minutes, and cost the same each. */
    private static final int TIMED_EDITS = 20_000;

    private HistoryBench() {}

    public static void main(String[] args) throws IOException, SQLException {
        if (args.length > 0) {
            System.err.println("usage: HistoryBench (it takes no arguments)");
            System.exit(2);
        }
        Path directory = Files.createTempDirectory("history-bench");
        try (LoadPostgres postgres = new LoadPostgres(directory.resolve("postgres"))) {
            System.out.println("| trace | updates | authors | changes | collected, gzip | past, gzip | ratio |"
                    + " pieces, bytes an update | in PostgreSQL | CPU an update, off | on | wall, off | on |");
            System.out.println("| --- |" + " ---: |".repeat(12));
            for (String name : TraceFiles.SEQUENTIAL) {
                measure(name, Typing.of(TraceFiles.sequential(name)), postgres);
            }
            measure(TraceFiles.CONCURRENT, Typing.of(TraceFiles.concurrent()), postgres);
        } finally {
            Directories.delete(directory);
        }
    }

    /** What one run cost, a update. */
    private record Cost(double cpuMicros, double wallMicros) {}

    private static void measure(String name, Typing typing, LoadPostgres postgres) throws IOException, SQLException {
        List<Typing.Update> updates = typing.updates();
        List<Typing.Update> timed = updates.subList(0, Math.min(TIMED_EDITS, updates.size()));
        for (boolean kept : List.of(false, true)) {
            run(timed, kept, postgres.freshDatabase()); // warms up
        }
        Cost without = run(timed, false, postgres.freshDatabase());
        Cost with = run(timed, true, postgres.freshDatabase());
        String url = postgres.freshDatabase();
        run(updates, true, url);
        List<AuthoredUpdate> past = past(url);
        YDoc whole = new YDoc();
        past.forEach(change -> whole.applyUpdate(change.update()));
        YDoc expected = new YDoc();
        expected.applyUpdate(typing.state());
        if (!whole.stateDigest().equals(expected.stateDigest())) {
            throw new IllegalStateException(name + ": the past is of another document");
        }
        List<AuthoredUpdate> changes = changes(past);
        int collected = gzipped(typing.state());
        int all = gzipped(encoded(changes));
        long stored = number(url, "select sum(length(changes)) from document_history");
        long relation = number(url, "select pg_total_relation_size('document_history')");
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %d | %.2f | %.1f | %.1f | %.0f µs | %.0f µs | %.0f µs | %.0f µs |%n",
                name,
                updates.size(),
                updates.stream().mapToInt(Typing.Update::author).distinct().count(),
                changes.size(),
                collected,
                all,
                all / (double) collected,
                stored / (double) updates.size(),
                relation / (double) updates.size(),
                without.cpuMicros,
                with.cpuMicros,
                without.wallMicros,
                with.wallMicros);
    }

    private static Cost run(List<Typing.Update> updates, boolean kept, String url) {
        PostgresUrl database = PostgresUrl.parse(url);
        new Migrations(database).migrate();
        try (Database opened = Database.open(database, SystemTime.named("bench"))) {
            DocumentStore store = new DocumentStore(opened, null, kept);
            DocumentRef document = new DocumentRef(DocumentKey.parse("local/p/a"));
            long cpu = cpuNanos();
            long began = System.nanoTime();
            for (int from = 0; from < updates.size(); from += EDITS_A_SNAPSHOT) {
                int to = Math.min(updates.size(), from + EDITS_A_SNAPSHOT);
                List<AuthoredUpdate> some = new ArrayList<>();
                for (int i = from; i < to; i++) {
                    Typing.Update update = updates.get(i);
                    some.add(new AuthoredUpdate(
                            document, update.bytes(), author(update.author()), (long) i * MILLIS_AN_EDIT));
                }
                UUID id = store.append(some).ids().get(document);
                if (id == null) {
                    throw new IllegalStateException("nothing was stored");
                }
                document.identified(id);
                store.snapshot(id);
            }
            return new Cost(
                    (cpuNanos() - cpu) / 1_000.0 / updates.size(),
                    (System.nanoTime() - began) / 1_000.0 / updates.size());
        }
    }

    private static Authorship author(int number) {
        return new Authorship(new UUID(0, number), new UUID(1, number), Means.PAGE, null);
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static List<AuthoredUpdate> past(String url) {
        try (Database opened = Database.open(PostgresUrl.parse(url), SystemTime.named("bench"))) {
            DocumentStore store = new DocumentStore(opened, null, true);
            DocumentKey key = DocumentKey.parse("local/p/a");
            DocumentRef document =
                    new DocumentRef(key, store.load(key).orElseThrow().id());
            List<AuthoredUpdate> past = new ArrayList<>();
            PastPage page = store.past(document, PastPlace.BEGINNING, PAGE);
            past.addAll(page.changes());
            for (PastPlace next = page.next(); next != null; next = page.next()) {
                page = store.past(document, next, PAGE);
                past.addAll(page.changes());
            }
            return past;
        }
    }

    /** The past with the pieces' seams gone: one change for each author and 30 s. */
    private static List<AuthoredUpdate> changes(List<AuthoredUpdate> past) {
        Map<String, List<AuthoredUpdate>> buckets = new LinkedHashMap<>();
        for (AuthoredUpdate change : past) {
            buckets.computeIfAbsent(
                            change.authorship().author() + " " + change.receivedMillis() / BUCKET_MILLIS,
                            absent -> new ArrayList<>())
                    .add(change);
        }
        return buckets.values().stream()
                .map(bucket -> new AuthoredUpdate(
                        bucket.get(0).document(),
                        Updates.merge(
                                bucket.stream().map(AuthoredUpdate::update).toList()),
                        bucket.get(0).authorship(),
                        bucket.get(0).receivedMillis()))
                .toList();
    }

    /** Content, authors and times of all changes. */
    private static byte[] encoded(List<AuthoredUpdate> changes) {
        Encoder out = new Encoder();
        for (AuthoredUpdate change : changes) {
            out.writeVarString(String.valueOf(change.authorship().author()));
            out.writeVarUint(change.receivedMillis());
            out.writeVarBytes(change.update());
        }
        return out.toByteArray();
    }

    private static int gzipped(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }

    private static long number(String url, String query) throws SQLException {
        PostgresUrl database = PostgresUrl.parse(url);
        Properties login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", String.valueOf(database.password()));
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
