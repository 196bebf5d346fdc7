package dev.markco.bench;

import dev.markco.bench.work.Content;
import dev.markco.bench.work.Mulberry32;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;

/** Encoded documents with random texts. */
public final class RandomTexts {
    private static final long CLIENT = 1_000_000_001L;
    private static final int RUNS = 40;
    private static final int RUN = 54;
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
     * A text of 2,048 characters: 40 times somebody went to a random position and typed 54 characters, one by one; every fifth
     * time 14 characters were deleted somewhere afterwards.
     */
    static byte[] typed(int seed) {
        Mulberry32 random = new Mulberry32(seed);
        YDoc doc = new YDoc(CLIENT + seed);
        YText text = doc.getText(Content.TEXT);
        for (int run = 1; run <= RUNS; run++) {
            int at = random.between(0, text.length());
            for (int i = 0; i < RUN; i++) {
                text.insert(at + i, random.letters(1));
            }
            if (run % 5 == 0) {
                text.delete(random.between(0, text.length() - DELETED), DELETED);
            }
        }
        return doc.encodeStateAsUpdate();
    }
}
