package dev.markco.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The benchmark of what relays on one database tell each other (R16): what it costs those that write, and how soon an edit is
 * seen at another relay. Prints Markdown tables. Run from the root of a checkout; {@code docs/performance.md} says how. Linux
 * only.
 */
final class AnnounceBench {
    private static final int ROUNDS = 3;
    private static final int WARM_UP_MILLIS = 1_500;
    private static final int MILLIS = 4_000;
    private static final int QUICK_WARM_UP_MILLIS = 500;
    private static final int QUICK_MILLIS = 1_000;
    private static final int EDITS = 500;
    private static final int QUICK_EDITS = 50;
    /** How late, in milliseconds, one in a hundred edits may be seen at another relay. */
    private static final double TARGET_P99 = 150;

    private final AnnounceArguments arguments;
    private final Path directory;
    private final PrintStream out;

    private AnnounceBench(AnnounceArguments arguments, Path directory, PrintStream out) {
        this.arguments = arguments;
        this.directory = directory;
        this.out = out;
    }

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Returns the exit status. */
    private static int run(List<String> words, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, SQLException {
        AnnounceArguments arguments;
        try {
            arguments = AnnounceArguments.parse(words);
        } catch (IllegalArgumentException wrong) {
            err.println("AnnounceBench: " + wrong.getMessage());
            return 2;
        }
        if (arguments.help()) {
            out.print(AnnounceArguments.usage());
            return 0;
        }
        if (arguments.seeing() && !Processes.areReady("AnnounceBench", "yjs", err)) {
            return 1;
        }
        Path directory = Files.createTempDirectory("markco-announce");
        boolean done = false;
        try {
            new AnnounceBench(arguments, directory, out).measure();
            done = true;
        } finally {
            if (done) {
                Directories.delete(directory);
            } else {
                err.println("AnnounceBench: what the servers logged is in " + directory);
            }
        }
        return 0;
    }

    private void measure() throws IOException, InterruptedException, SQLException {
        out.printf(
                Locale.ROOT,
                "%s; %d processors; load average before %.1f%n",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        Path data = directory.resolve("postgres");
        try (LoadPostgres first = new LoadPostgres(data)) {
            // A store has a connection of its own, and may have another one to announce with.
            first.allowConnections(2 * AnnounceArguments.MOST_WRITERS + 20);
        }
        try (LoadPostgres postgres = new LoadPostgres(data)) {
            if (arguments.commits()) {
                commits(postgres);
            }
            if (arguments.seeing()) {
                seeing(postgres);
            }
        }
    }

    private void commits(LoadPostgres postgres) throws SQLException, InterruptedException {
        out.printf(Locale.ROOT, "%n### Stores that append at once, with announcements and without%n%n");
        out.println("| writers | relays | commits/s with | without | without / with | p50 with, ms | p99 with, ms"
                + " | p50 without, ms | p99 without, ms | announcements/s |");
        out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        try (CommitRun run = new CommitRun(postgres.freshDatabase())) {
            int warmUp = arguments.quick() ? QUICK_WARM_UP_MILLIS : WARM_UP_MILLIS;
            int millis = arguments.quick() ? QUICK_MILLIS : MILLIS;
            // The first run of a JVM and a database is nobody's.
            run.run(4, 4, warmUp, warmUp);
            for (int writers : arguments.writers()) {
                List<CommitRun.Outcome> each = new ArrayList<>();
                List<CommitRun.Outcome> one = new ArrayList<>();
                List<CommitRun.Outcome> without = new ArrayList<>();
                // In turns, so that what else happens on the machine happens to all.
                for (int round = 0; round < (arguments.quick() ? 1 : ROUNDS); round++) {
                    one.add(run.run(writers, 1, warmUp, millis));
                    without.add(run.run(writers, 0, warmUp, millis));
                    if (writers > 1) {
                        each.add(run.run(writers, writers, warmUp, millis));
                    }
                }
                row(writers, 1, one, without);
                if (writers > 1) {
                    row(writers, writers, each, without);
                }
            }
        }
    }

    private void row(int writers, int relays, List<CommitRun.Outcome> with, List<CommitRun.Outcome> without) {
        out.printf(
                Locale.ROOT,
                "| %d | %d | %,.0f | %,.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %,.0f |%n",
                writers,
                relays,
                median(with, CommitRun.Outcome::perSecond),
                median(without, CommitRun.Outcome::perSecond),
                median(without, CommitRun.Outcome::perSecond) / median(with, CommitRun.Outcome::perSecond),
                median(with, one -> one.latencies().p50()),
                median(with, one -> one.latencies().p99()),
                median(without, one -> one.latencies().p50()),
                median(without, one -> one.latencies().p99()),
                median(with, CommitRun.Outcome::announcedPerSecond));
        out.flush();
    }

    private static double median(List<CommitRun.Outcome> rounds, ToDoubleFunction<CommitRun.Outcome> of) {
        return rounds.stream()
                .sorted(Comparator.comparingDouble(of))
                .skip(rounds.size() / 2)
                .mapToDouble(of)
                .findFirst()
                .orElseThrow();
    }

    private void seeing(LoadPostgres postgres) throws IOException, InterruptedException, SQLException {
        Pinning pinning = Pinning.take();
        out.printf(
                Locale.ROOT,
                "%n### An edit that one relay has acknowledged, until a client of another relay has it%n%n");
        out.println("| edits | from | p50, ms | p95, ms | p99, ms | max, ms |");
        out.println("| ---: | --- | ---: | ---: | ---: | ---: |");
        SeeingRun.Outcome outcome =
                SeeingRun.run(pinning, directory, postgres.freshDatabase(), arguments.quick() ? QUICK_EDITS : EDITS);
        row("its acknowledgement", outcome.edits(), outcome.sinceAcknowledged());
        row("its sending", outcome.edits(), outcome.sinceSent());
        out.printf(
                Locale.ROOT,
                "%np99 is to be at most %.0f ms: it is %s.%n",
                TARGET_P99,
                outcome.sinceAcknowledged().p99() <= TARGET_P99 ? "met" : "missed");
    }

    private void row(String from, int edits, Latencies latencies) {
        out.printf(
                Locale.ROOT,
                "| %d | %s | %.1f | %.1f | %.1f | %.1f |%n",
                edits,
                from,
                latencies.p50(),
                latencies.p95(),
                latencies.p99(),
                latencies.max());
    }
}
