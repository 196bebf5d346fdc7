package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The fresh process that measures markco over one workload. Takes the arguments of a {@link Turn}, prints a {@link Measurement}. */
public final class EngineWorker {
    private EngineWorker() {}

    public static void main(String[] args) throws IOException {
        System.out.println(new String(Json.bytes(measure(Turn.of(args))), StandardCharsets.UTF_8));
    }

    /**
     * Does the rounds and checks what they leave.
     *
     * @throws IllegalStateException if the replicas, or one of them loaded again, do not hold the same
     */
    public static Measurement measure(Turn turn) throws IOException {
        Workload workload = turn.kind().open(Files.readAllBytes(turn.input()));
        List<Map<String, Double>> rounds = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(turn.seconds());
        Round last;
        do {
            last = workload.round();
            rounds.add(last.values());
        } while (rounds.size() < turn.minRounds() || System.nanoTime() < end);

        byte[] state = last.replicas().get(0).encodeStateAsUpdate();
        String content = Content.fingerprint(state);
        for (YDoc replica : last.replicas()) {
            if (!Content.fingerprint(replica).equals(content)) {
                throw new IllegalStateException("markco's replicas do not hold the same");
            }
        }
        Files.write(turn.state(), state);
        String runtime = System.getProperty("java.vm.name") + " " + Runtime.version();
        return new Measurement(runtime, last.updates(), state.length, content, null, rounds);
    }
}
