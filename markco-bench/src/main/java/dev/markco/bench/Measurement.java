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
    /** However long a round takes, so many are made. */
    static final int MIN_ROUNDS = 6;

    Measurement {
        rounds = List.copyOf(rounds);
        if (rounds.size() < MIN_ROUNDS) {
            throw new IllegalArgumentException("at least " + MIN_ROUNDS + " rounds are needed: " + rounds);
        }
    }

    Times cold() {
        return rounds.get(0);
    }

    /** The second half of the rounds, when most of what runs often has been compiled. */
    List<Times> warm() {
        return rounds.subList((rounds.size() + 1) / 2, rounds.size());
    }
}
