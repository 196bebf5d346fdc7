package dev.markco.bench.load;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The benchmark of relays: drives markco, y-websocket and Hocuspocus, each as a process of its own, with the same frames,
 * one after the other. Prints a table a workload as soon as it is measured. Run from the root of a checkout; {@code
 * docs/performance.md} says how. Linux only: it reads {@code /proc}.
 */
final class LoadBench {
    private static final int WARM_UP_SECONDS = 60;
    private static final int SECONDS = 20;
    private static final int ROUNDS = 3;
    private static final int QUICK_WARM_UP_SECONDS = 6;
    private static final int QUICK_SECONDS = 6;
    private static final int IDLE_DOCUMENTS = 10_000;
    private static final int QUICK_IDLE_DOCUMENTS = 1_000;
    private static final int COLD_DOCUMENTS = 10;
    private static final int COLD_ROUNDS = 10;
    private static final int QUICK_COLD_ROUNDS = 2;

    private final LoadArguments arguments;
    private final Pinning pinning;
    private final LoadPostgres postgres;
    private final Path directory;
    private final PrintStream out;

    private LoadBench(
            LoadArguments arguments, Pinning pinning, LoadPostgres postgres, Path directory, PrintStream out) {
        this.arguments = arguments;
        this.pinning = pinning;
        this.postgres = postgres;
        this.directory = directory;
        this.out = out;
    }

    public static void main(String[] args) throws IOException, InterruptedException, SQLException {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Returns the exit status. */
    private static int run(List<String> words, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, SQLException {
        LoadArguments arguments;
        try {
            arguments = LoadArguments.parse(words);
        } catch (IllegalArgumentException wrong) {
            err.println("LoadBench: " + wrong.getMessage());
            return 2;
        }
        if (arguments.help()) {
            out.print(LoadArguments.usage());
            return 0;
        }
        if (!Processes.areReady("LoadBench", "@hocuspocus/server", err)) {
            return 1;
        }
        Path directory = Files.createTempDirectory("markco-load");
        Pinning pinning = Pinning.take();
        boolean done = false;
        try (LoadPostgres postgres = new LoadPostgres(directory.resolve("postgres"))) {
            new LoadBench(arguments, pinning, postgres, directory, out).measure();
            done = true;
        } finally {
            if (done) {
                Directories.delete(directory);
            } else {
                err.println("LoadBench: what the servers logged is in " + directory);
            }
        }
        return 0;
    }

    private void measure() throws IOException, InterruptedException, SQLException {
        out.printf(
                Locale.ROOT,
                "%s; %s; load average before %.1f%n",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                pinning.describe(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        for (LoadWorkload workload : arguments.workloads()) {
            List<Contender> contenders = workload.contenders().stream()
                    .filter(arguments.contenders()::contains)
                    .toList();
            out.printf(
                    Locale.ROOT,
                    "%n### %s%n%n%s",
                    workload.title,
                    switch (workload) {
                        case TYPING, RUSH, CROWD -> typing(workload.typing().orElseThrow(), contenders);
                        case IDLE -> idle(contenders);
                        case COLD -> cold(contenders);
                    });
            out.flush();
        }
    }

    private RunningServer start(Contender contender) throws IOException, InterruptedException, SQLException {
        Path own = Files.createTempDirectory(directory, contender.name());
        return RunningServer.start(contender, pinning, own, contender.persists ? postgres.freshDatabase() : null);
    }

    private String typing(TypingWorkload workload, List<Contender> contenders)
            throws IOException, InterruptedException, SQLException {
        Map<Contender, List<LoadReport.Typing>> rounds = LoadReport.table();
        // In turns, so that what else happens on the machine happens to all.
        for (int round = 0; round < (arguments.quick() ? 1 : ROUNDS); round++) {
            for (Contender contender : contenders) {
                rounds.computeIfAbsent(contender, k -> new ArrayList<>()).add(typing(workload, contender));
            }
        }
        Map<Contender, LoadReport.Typing> all = LoadReport.table();
        rounds.forEach((contender, of) -> all.put(contender, LoadReport.Typing.of(of)));
        return LoadReport.typing(all);
    }

    private LoadReport.Typing typing(TypingWorkload workload, Contender contender)
            throws IOException, InterruptedException, SQLException {
        try (RunningServer server = start(contender)) {
            UseOfMachine use = new UseOfMachine(server, contender.persists ? postgres : null);
            Deliveries deliveries = TypingRun.run(
                    server.address(),
                    contender.dialect,
                    workload,
                    arguments.quick() ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS,
                    arguments.quick() ? QUICK_SECONDS : SECONDS,
                    use);
            if (deliveries.strays() > 0) {
                throw new IOException(contender.title + " delivered what was never to be delivered");
            }
            LoadReport.Typing one = new LoadReport.Typing(
                    deliveries.latencies(),
                    deliveries.expected(),
                    deliveries.delivered(),
                    deliveries.leftOut(),
                    deliveries.twice(),
                    deliveries.echoes(),
                    use.serverPercent(),
                    use.postgresPercent(),
                    use.residentBytes());
            System.err.printf(
                    Locale.ROOT,
                    "LoadBench: %s: p99 %.2f ms, CPU %.0f %%%n",
                    contender.title,
                    one.latencies().p99(),
                    one.serverPercent());
            return one;
        }
    }

    private String idle(List<Contender> contenders) throws IOException, InterruptedException, SQLException {
        Map<Contender, IdleRun.Cost> all = LoadReport.table();
        for (Contender contender : contenders) {
            try (RunningServer server = start(contender)) {
                all.put(
                        contender,
                        IdleRun.run(
                                server, contender.dialect, arguments.quick() ? QUICK_IDLE_DOCUMENTS : IDLE_DOCUMENTS));
            }
        }
        return LoadReport.idle(all);
    }

    private String cold(List<Contender> contenders) throws IOException, InterruptedException, SQLException {
        Map<Contender, Latencies> all = LoadReport.table();
        for (Contender contender : contenders) {
            try (RunningServer server = start(contender)) {
                all.put(
                        contender,
                        ColdRun.run(
                                server,
                                contender.dialect,
                                COLD_DOCUMENTS,
                                arguments.quick() ? QUICK_COLD_ROUNDS : COLD_ROUNDS));
            }
        }
        return LoadReport.cold(all);
    }
}
