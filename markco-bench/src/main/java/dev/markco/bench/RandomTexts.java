package dev.markco.bench;

import dev.markco.bench.work.Content;
import dev.markco.bench.work.Mulberry32;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;

/** Encoded documents with random texts. */
public final class RandomTexts {
    private static final long CLIENT = 1_000_000_001L;
    private static final int LENGTH = 2_048;
    private static final int DELETED = 14;

    private RandomTexts() {}

    /** A text of so many characters, each inserted at a random position: hardly any two of them share an item. */
    public static byte[] scattered(int items) {
        Mulberry32 random = new Mulberry32(items);
        YDoc doc = new YDoc(CLIENT);
        YText text = doc.getText(Content.TEXT);
        doc.transact(() -> {
            for (int i = 0; i < items; i++) {
                text.insert(random.between(0, i), random.letters(1));
            }
        });
        return doc.encodeStateAsUpdate();
    }

    /**
     * A text of 2,048 characters: somebody went to a random position {@code runs} times and typed, each time as much, one
     * character after the other; every fifth time 14 characters were deleted somewhere afterwards.
     */
    static byte[] typed(int seed, int runs) {
        Mulberry32 random = new Mulberry32(seed);
        YDoc doc = new YDoc(CLIENT + seed);
        YText text = doc.getText(Content.TEXT);
        int rest = LENGTH + runs / 5 * DELETED;
        for (int run = 1; run <= runs; run++) {
            int at = random.between(0, text.length());
            int length = rest / (runs - run + 1);
            for (int i = 0; i < length; i++) {
                text.insert(at + i, random.letters(1));
            }
            rest -= length;
            if (run % 5 == 0) {
                text.delete(random.between(0, text.length() - DELETED), DELETED);
            }
        }
        return doc.encodeStateAsUpdate();
    }
}
