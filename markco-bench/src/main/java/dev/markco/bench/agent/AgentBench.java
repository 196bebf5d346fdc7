package dev.markco.bench.agent;

import dev.markco.bench.load.Directories;
import dev.markco.bench.load.Latencies;
import dev.markco.bench.load.LoadPostgres;
import dev.markco.bench.load.Processes;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The benchmark of agents: markco's and a script on chokidar keep the same directory equal with the documents of the same
 * relay, one after the other, each a process of its own. Prints a table a workload as soon as it is measured. Run from the
 * root of a checkout; {@code docs/performance.md} says how. Linux only: it reads {@code /proc}.
 */
final class AgentBench {
    private static final int ROUNDS = 2;
    private static final int WARM_UP = 20;
    private static final int SAMPLES = 100;
    private static final int QUICK_WARM_UP = 2;
    private static final int QUICK_SAMPLES = 10;
    private static final int IDLE_SECONDS = 30;
    private static final int QUICK_IDLE_SECONDS = 5;

    private final AgentArguments arguments;
    private final LoadPostgres postgres;
    private final Path directory;
    private final PrintStream out;

    private AgentBench(AgentArguments arguments, LoadPostgres postgres, Path directory, PrintStream out) {
        this.arguments = arguments;
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
        AgentArguments arguments;
        try {
            arguments = AgentArguments.parse(words);
        } catch (IllegalArgumentException wrong) {
            err.println("AgentBench: " + wrong.getMessage());
            return 2;
        }
        if (arguments.help()) {
            out.print(AgentArguments.usage());
            return 0;
        }
        if (!Processes.areReady("AgentBench", "chokidar", err)) {
            return 1;
        }
        Path directory = Files.createTempDirectory("markco-agent-bench");
        boolean done = false;
        try (LoadPostgres postgres = new LoadPostgres(directory.resolve("postgres"))) {
            new AgentBench(arguments, postgres, directory, out).measure();
            done = true;
        } finally {
            if (done) {
                Directories.delete(directory);
            } else {
                err.println("AgentBench: what the programs logged is in " + directory);
            }
        }
        return 0;
    }

    private void measure() throws IOException, InterruptedException, SQLException {
        out.printf(
                Locale.ROOT,
                "%s; %d processors, load average before %.1f%n",
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        if (arguments.latency()) {
            out.print("\n### Single edits\n\n" + latency());
            out.flush();
        }
        if (arguments.project()) {
            out.printf(Locale.ROOT, "%n### A project of %,d files%n%n%s", arguments.files(), project());
            out.flush();
        }
    }

    /** A round of one syncer, with a relay and a directory of its own. */
    @FunctionalInterface
    private interface Round<T> {
        T run(RelayProcess relay, Path own) throws IOException, InterruptedException;
    }

    private <T> T round(Syncer syncer, Round<T> round) throws IOException, InterruptedException, SQLException {
        Path own = Files.createTempDirectory(directory, syncer.argument());
        try (RelayProcess relay = RelayProcess.start(own, postgres.freshDatabase())) {
            return round.run(relay, own);
        }
    }

    private String latency() throws IOException, InterruptedException, SQLException {
        int warmUp = arguments.quick() ? QUICK_WARM_UP : WARM_UP;
        int samples = arguments.quick() ? QUICK_SAMPLES : SAMPLES;
        Map<Direction, Map<Syncer, List<Integer>>> micros = new LinkedHashMap<>();
        // In turns, so that what else happens on the machine happens to all.
        for (int i = 0; i < (arguments.quick() ? 1 : ROUNDS); i++) {
            long seed = i;
            for (Syncer syncer : arguments.syncers()) {
                System.err.println("AgentBench: single edits, " + syncer.title);
                Map<Direction, List<Integer>> taken =
                        round(syncer, (relay, own) -> LatencyRun.run(syncer, relay, own, warmUp, samples, seed));
                taken.forEach((direction, some) -> micros.computeIfAbsent(direction, k -> new LinkedHashMap<>())
                        .computeIfAbsent(syncer, k -> new ArrayList<>())
                        .addAll(some));
            }
        }
        Map<Direction, Map<Syncer, Latencies>> all = new LinkedHashMap<>();
        micros.forEach((direction, syncers) -> {
            Map<Syncer, Latencies> row = new LinkedHashMap<>();
            syncers.forEach((syncer, some) -> row.put(
                    syncer,
                    Latencies.of(some.stream().mapToInt(Integer::intValue).toArray())));
            all.put(direction, row);
        });
        return AgentReport.latencies(all);
    }

    private String project() throws IOException, InterruptedException, SQLException {
        int idle = arguments.quick() ? QUICK_IDLE_SECONDS : IDLE_SECONDS;
        int samples = arguments.quick() ? QUICK_SAMPLES : SAMPLES;
        Map<Syncer, ProjectRun.Cost> all = new LinkedHashMap<>();
        for (Syncer syncer : arguments.syncers()) {
            System.err.printf(Locale.ROOT, "AgentBench: %,d files, %s%n", arguments.files(), syncer.title);
            all.put(
                    syncer,
                    round(
                            syncer,
                            (relay, own) -> ProjectRun.run(syncer, relay, own, arguments.files(), idle, samples)));
        }
        return AgentReport.projects(all) + "\n### Commands that read all of it\n\n" + AgentReport.reads(all);
    }
}
