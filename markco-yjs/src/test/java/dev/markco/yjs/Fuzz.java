package dev.markco.yjs;

import java.util.ArrayList;
import java.util.List;

/**
 * How much the fuzz tests do, and from what. All of them together, those of messages included, offer as many inputs as the
 * system property {@code markco.fuzz} says (220,000); {@code markco.fuzz.seed} is where they start.
 */
final class Fuzz {
    static final long SEED = Long.getLong("markco.fuzz.seed", 20_260_214L);

    private static final int COUNT = Integer.getInteger("markco.fuzz", 220_000);

    /** Largest state in the corpus, in bytes: documents stay small, so that what they hold costs little. */
    private static final int MAX_STATE = 3_000;

    private Fuzz() {}

    static int share(int percent) {
        return (int) (COUNT * (long) percent / 100);
    }

    /** Well-formed updates of yjs, over all types: live ones and whole states. */
    static List<byte[]> corpus() {
        List<byte[]> corpus = new ArrayList<>();
        List<Vectors.Vector> vectors = Vectors.all();
        for (int i = 0; i < vectors.size(); i += 10) {
            List<byte[]> updates = vectors.get(i).updates();
            corpus.addAll(updates.subList(0, Math.min(12, updates.size())));
            byte[] state = vectors.get(i).bytes("state");
            if (state.length < MAX_STATE) {
                corpus.add(state);
            }
        }
        return corpus;
    }
}
