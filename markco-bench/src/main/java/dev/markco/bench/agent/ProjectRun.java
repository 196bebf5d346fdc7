package dev.markco.bench.agent;

import dev.markco.bench.load.Latencies;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A large project: its first start with an empty relay, its second with nothing changed, its rest, single edits, and commands
 * that read all of it.
 */
final class ProjectRun {
    private static final Duration START = Duration.ofMinutes(15);
    private static final long REST_MILLIS = 10_000;

    /**
     * What a syncer needs for it.
     *
     * @param idlePercent the processor time while nothing happens, in percent of one processor
     * @param alone what commands that read it do in a second without a syncer
     * @param beside what they do beside it, and what it does
     */
    record Cost(
            Duration first,
            Duration second,
            RunningSyncer.Memory memory,
            double idlePercent,
            Latencies save,
            Latencies type,
            Map<ReadLoop, ReadLoop.Cost> alone,
            Map<ReadLoop, ReadLoop.Cost> beside) {}

    private ProjectRun() {}

    static Cost run(Syncer syncer, RelayProcess relay, Path directory, int files, int idleSeconds, int samples)
            throws IOException, InterruptedException {
        BenchProject project = BenchProject.make(directory.resolve("project"), files);
        Duration first;
        try (RunningSyncer running = RunningSyncer.start(syncer, project.root(), relay, directory)) {
            first = running.awaitInSync(files, START);
            Thread.sleep(REST_MILLIS);
        }
        try (RunningSyncer running = RunningSyncer.start(syncer, project.root(), relay, directory)) {
            Duration second = running.awaitInSync(files, START);
            Thread.sleep(REST_MILLIS);
            double idle = idlePercent(running, idleSeconds);
            RunningSyncer.Memory memory = running.memory();
            Roundtrips roundtrips = new Roundtrips(project, files);
            Latencies save = latencies(new Direction(Saving.IN_PLACE), roundtrips, relay, samples);
            Latencies type = latencies(new Direction(null), roundtrips, relay, samples);
            ReadLoop.makeRepository(project.root());
            Thread.sleep(REST_MILLIS);
            Map<ReadLoop, ReadLoop.Cost> beside = reads(project, running, idleSeconds);
            running.close();
            return new Cost(first, second, memory, idle, save, type, reads(project, null, idleSeconds), beside);
        }
    }

    private static Map<ReadLoop, ReadLoop.Cost> reads(BenchProject project, @Nullable RunningSyncer beside, int seconds)
            throws IOException, InterruptedException {
        Map<ReadLoop, ReadLoop.Cost> costs = new EnumMap<>(ReadLoop.class);
        for (ReadLoop loop : ReadLoop.values()) {
            costs.put(loop, loop.run(project.root(), beside, Duration.ofSeconds(seconds)));
        }
        return costs;
    }

    private static double idlePercent(RunningSyncer running, int seconds) throws IOException, InterruptedException {
        long from = System.nanoTime();
        Duration cpu = running.cpu();
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        return running.percentSince(cpu, from);
    }

    /** Of edits in documents that nobody had open a moment before. */
    private static Latencies latencies(Direction direction, Roundtrips roundtrips, RelayProcess relay, int samples)
            throws IOException {
        int[] micros = new int[samples];
        for (int i = 0; i < micros.length; i++) {
            String doc = roundtrips.doc();
            try (RemoteClient client = RemoteClient.open(relay.socket(doc))) {
                micros[i] = direction.once(roundtrips, doc, client);
            }
        }
        return Latencies.of(micros);
    }
}
