package dev.markco.bench;

import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;

/** One round of markco's engine over a trace, timed and checked. */
final class Replay {
    /** The name of the root text, and the client that writes it: the same in {@code interop/yjs-trace.mjs}. */
    private static final String ROOT = "content";

    private static final long CLIENT = 2_000_000_001L;

    private final Trace trace;
    private int events;

    private Replay(Trace trace) {
        this.trace = trace;
    }

    /** What a round leaves: the document as an update, how many update events there were, and the times. */
    record Result(byte[] state, int events, Times times) {}

    /** @throws IllegalStateException if the text after all edits, or after loading, is not the trace's */
    static Result run(Trace trace) {
        return new Replay(trace).run();
    }

    /** The text of the document that {@code state} encodes. */
    static String load(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return doc.getText(ROOT).toString();
    }

    private Result run() {
        YDoc doc = new YDoc(CLIENT);
        doc.observeUpdate((update, origin) -> events++);
        YText text = doc.getText(ROOT);

        long start = System.nanoTime();
        for (Edit edit : trace.edits()) {
            doc.transact(() -> apply(edit, text));
        }
        long applied = System.nanoTime();
        byte[] state = doc.encodeStateAsUpdate();
        long encoded = System.nanoTime();
        String loadedText = load(state);
        long loaded = System.nanoTime();

        check(text.toString(), "after all edits");
        check(loadedText, "after loading");
        return new Result(
                state, events, new Times(millis(start, applied), millis(applied, encoded), millis(encoded, loaded)));
    }

    private static void apply(Edit edit, YText text) {
        if (edit.deleted() > 0) {
            text.delete(edit.position(), edit.deleted());
        }
        if (!edit.inserted().isEmpty()) {
            text.insert(edit.position(), edit.inserted());
        }
    }

    private void check(String text, String when) {
        if (!text.equals(trace.endContent())) {
            throw new IllegalStateException("markco has another text than the trace " + when);
        }
    }

    private static double millis(long from, long to) {
        return (to - from) / 1e6;
    }
}
