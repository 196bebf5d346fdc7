package dev.markco.bench;

import java.util.List;

/**
 * What one process measured over one trace: the JSON line that {@link TraceWorker} and {@code interop/yjs-trace.mjs} print.
 *
 * @param runtime what ran it, with versions
 * @param events the update events of a round
 * @param stateBytes the size of the encoded document
 * @param rounds in order; before the first nothing was compiled or cached
 */
record Measurement(String runtime, int events, int stateBytes, List<Times> rounds) {
    Measurement {
        rounds = List.copyOf(rounds);
        if (rounds.size() < 2) {
            throw new IllegalArgumentException("a cold and a warm round are needed: " + rounds);
        }
    }
}
