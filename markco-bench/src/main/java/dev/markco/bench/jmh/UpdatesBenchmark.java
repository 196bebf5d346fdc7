package dev.markco.bench.jmh;

import dev.markco.bench.trace.Edit;
import dev.markco.bench.trace.TraceFiles;
import dev.markco.bench.work.Content;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Updates without a document: so many of single edits merged; the state vector and a half of one with all these edits. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class UpdatesBenchmark {
    @Param({"1000", "10000", "100000"})
    public int edits;

    private final List<byte[]> updates = new ArrayList<>();
    private StateVector half = StateVector.EMPTY;
    private byte[] whole = {};

    @Setup
    public void type() throws IOException {
        YDoc doc = new YDoc();
        doc.observeUpdate((update, origin) -> updates.add(update));
        YText text = doc.getText(Content.TEXT);
        for (Edit edit : TraceFiles.sequential("automerge-paper").first(edits).edits()) {
            doc.transact(() -> edit.applyTo(text));
            if (updates.size() == edits / 2) {
                half = doc.stateVector();
            }
        }
        whole = doc.encodeStateAsUpdate();
    }

    @Benchmark
    public byte[] merge() {
        return Updates.merge(updates);
    }

    @Benchmark
    public byte[] diff() {
        return Updates.diff(whole, half);
    }

    @Benchmark
    public StateVector stateVector() {
        return Updates.stateVector(whole);
    }
}
