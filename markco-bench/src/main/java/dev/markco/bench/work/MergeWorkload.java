package dev.markco.bench.work;

import dev.markco.bench.trace.Edit;
import dev.markco.bench.trace.Trace;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.List;

/** The updates of all edits of a trace, merged to one without a document. */
final class MergeWorkload implements Workload {
    private final Replica author = new Replica(0);

    MergeWorkload(Trace trace) {
        YText text = author.doc.getText(Content.TEXT);
        for (Edit edit : trace.edits()) {
            author.doc.transact(() -> edit.applyTo(text));
        }
    }

    @Override
    public Round round() {
        Laps laps = new Laps();
        byte[] merged = Updates.merge(author.updates);
        laps.lap("merge");
        YDoc loaded = new YDoc();
        loaded.applyUpdate(merged);
        return new Round(laps.times(), author.updates.size(), List.of(loaded, author.doc));
    }
}
