package dev.markco.bench.work;

import dev.markco.bench.trace.Edit;
import dev.markco.bench.trace.Trace;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.List;

/**
 * A large update, which is a whole trace: its state vector, and what of it somebody lacks who has seen the first half of the
 * edits; without a document.
 */
final class DiffWorkload implements Workload {
    private final Trace trace;
    private final Replica author = new Replica(0);
    private final byte[] half;
    private final StateVector halfVector;
    private final byte[] whole;

    DiffWorkload(Trace trace) {
        this.trace = trace;
        int middle = trace.edits().size() / 2;
        type(0, middle);
        half = author.doc.encodeStateAsUpdate();
        halfVector = author.doc.stateVector();
        type(middle, trace.edits().size());
        whole = author.doc.encodeStateAsUpdate();
    }

    private void type(int from, int to) {
        YText text = author.doc.getText(Content.TEXT);
        for (Edit edit : trace.edits().subList(from, to)) {
            author.doc.transact(() -> edit.applyTo(text));
        }
    }

    @Override
    public Round round() {
        Laps laps = new Laps();
        StateVector vector = Updates.stateVector(whole);
        laps.lap("stateVector");
        byte[] missing = Updates.diff(whole, halfVector);
        laps.lap("diff");
        if (!vector.equals(author.doc.stateVector())) {
            throw new IllegalStateException("the update's state vector is not its document's: " + vector);
        }
        YDoc reader = new YDoc();
        reader.applyUpdate(half);
        reader.applyUpdate(missing);
        return new Round(laps.times(), author.updates.size(), List.of(reader, author.doc));
    }
}
