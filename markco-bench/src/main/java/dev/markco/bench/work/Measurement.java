package dev.markco.bench.work;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one process measured: the JSON line that {@link EngineWorker} and {@code interop/bench/worker.mjs} print.
 *
 * @param runtime what ran it, with versions
 * @param updates the update events of a round
 * @param stateBytes the size of the encoded document
 * @param content the fingerprint of what the document holds, live and loaded again
 * @param otherContent the fingerprint of what yjs reads from the state that markco encoded
 * @param rounds the values of each part, in order; before the first round nothing was compiled or cached
 */
public record Measurement(
        String runtime,
        int updates,
        int stateBytes,
        String content,
        @Nullable String otherContent,
        List<Map<String, Double>> rounds) {
    public Measurement {
        rounds = List.copyOf(rounds);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("no rounds");
        }
    }

    public Map<String, Double> cold() {
        return rounds.get(0);
    }

    /** The second half of the rounds, when most of what runs often has been compiled. */
    public List<Map<String, Double>> warm() {
        return rounds.subList(rounds.size() / 2, rounds.size());
    }
}
