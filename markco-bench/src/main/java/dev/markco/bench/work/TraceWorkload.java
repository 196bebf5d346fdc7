package dev.markco.bench.work;

import dev.markco.bench.trace.Edit;
import dev.markco.bench.trace.Trace;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A trace typed into a document, every edit a transaction with an update event; then encoded; then loaded and read. */
final class TraceWorkload implements Workload {
    private final Trace trace;

    TraceWorkload(Trace trace) {
        this.trace = trace;
    }

    @Override
    public Round round() {
        YDoc doc = new YDoc(Replica.FIRST_CLIENT);
        AtomicInteger updates = new AtomicInteger();
        doc.observeUpdate((update, origin) -> updates.getAndIncrement());
        YText text = doc.getText(Content.TEXT);
        Laps laps = new Laps();
        for (Edit edit : trace.edits()) {
            doc.transact(() -> edit.applyTo(text));
        }
        laps.lap("apply");
        byte[] state = doc.encodeStateAsUpdate();
        laps.lap("encode");
        YDoc loaded = new YDoc();
        loaded.applyUpdate(state);
        Content.read(loaded);
        laps.lap("load");
        return new Round(laps.times(), updates.get(), List.of(doc));
    }
}
