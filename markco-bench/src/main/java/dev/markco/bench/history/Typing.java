package dev.markco.bench.history;

import dev.markco.bench.trace.ConcurrentTrace;
import dev.markco.bench.trace.Trace;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.ArrayList;
import java.util.List;

/**
 * A trace as updates, each with the number of who typed it, as a relay gets them one after the other.
 *
 * @param updates what each edit, or each transaction, brought
 * @param state the document in the end, collected
 */
record Typing(List<Update> updates, byte[] state) {
    private static final String TEXT = "content";

    /** One frame. */
    record Update(int author, byte[] bytes) {}

    static Typing of(Trace trace) {
        List<Update> updates = new ArrayList<>();
        YDoc doc = new YDoc(1);
        doc.observeUpdate((update, origin) -> updates.add(new Update(0, update)));
        YText text = doc.getText(TEXT);
        trace.edits().forEach(edit -> doc.transact(() -> edit.applyTo(text)));
        return new Typing(updates, doc.encodeStateAsUpdate());
    }

    static Typing of(ConcurrentTrace trace) {
        List<Update> updates = new ArrayList<>();
        List<YDoc> docs = new ArrayList<>();
        for (int agent = 0; agent < trace.agents(); agent++) {
            int author = agent;
            YDoc doc = new YDoc(agent + 1L);
            doc.observeUpdate((update, origin) -> {
                if (origin == null) {
                    updates.add(new Update(author, update));
                }
            });
            docs.add(doc);
        }
        for (ConcurrentTrace.Step step : trace.steps()) {
            YDoc doc = docs.get(step.agent());
            step.receives().forEach(index -> doc.applyUpdate(updates.get(index).bytes(), "another's"));
            YText text = doc.getText(TEXT);
            doc.transact(() -> step.edits().forEach(edit -> edit.applyTo(text)));
        }
        YDoc all = new YDoc();
        updates.forEach(update -> all.applyUpdate(update.bytes()));
        return new Typing(updates, all.encodeStateAsUpdate());
    }
}
