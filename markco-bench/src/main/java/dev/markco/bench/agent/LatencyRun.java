package dev.markco.bench.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small project with a remote client on each document: how long single edits take, both ways. */
final class LatencyRun {
    private static final int FILES = 20;
    private static final Duration START = Duration.ofMinutes(2);

    private LatencyRun() {}

    /** Microseconds of so many edits in each direction, after some that do not count. */
    static Map<Direction, List<Integer>> run(
            Syncer syncer, RelayProcess relay, Path directory, int warmUp, int samples, long seed) throws IOException {
        BenchProject project = BenchProject.make(directory.resolve("project"), FILES);
        try (RunningSyncer running = RunningSyncer.start(syncer, project.root(), relay, directory)) {
            running.awaitInSync(FILES, START);
            Map<String, RemoteClient> clients = new HashMap<>();
            try {
                for (String doc : project.docs()) {
                    clients.put(doc, RemoteClient.open(relay.socket(doc)));
                }
                return measure(new Roundtrips(project, seed), clients, warmUp, samples);
            } finally {
                clients.values().forEach(RemoteClient::close);
            }
        }
    }

    private static Map<Direction, List<Integer>> measure(
            Roundtrips roundtrips, Map<String, RemoteClient> clients, int warmUp, int samples) throws IOException {
        Map<Direction, List<Integer>> micros = new LinkedHashMap<>();
        for (Direction direction : Direction.all()) {
            List<Integer> taken = new ArrayList<>();
            for (int i = -warmUp; i < samples; i++) {
                String doc = roundtrips.doc();
                RemoteClient client = clients.get(doc);
                if (client == null) {
                    throw new IllegalStateException("no client of " + doc);
                }
                int one = direction.once(roundtrips, doc, client);
                if (i >= 0) {
                    taken.add(one);
                }
            }
            micros.put(direction, taken);
        }
        return micros;
    }
}
