package dev.markco.bench.jmh;

import dev.markco.bench.trace.Edit;
import dev.markco.bench.trace.Trace;
import dev.markco.bench.trace.TraceFiles;
import dev.markco.bench.work.Content;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
import org.openjdk.jmh.infra.Blackhole;

/** An editing trace: all edits, with an update event each; encoding what they leave; loading that to text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class TraceBenchmark {
    @Param({"automerge-paper", "friendsforever_flat", "sveltecomponent"})
    public String name = "";

    private Trace trace = new Trace(List.of(), "");
    private YDoc typed = new YDoc();
    private byte[] state = {};

    @Setup
    public void type() throws IOException {
        trace = TraceFiles.sequential(name);
        typed = typed(update -> {});
        state = typed.encodeStateAsUpdate();
    }

    @Benchmark
    public YDoc apply(Blackhole updates) {
        return typed(updates::consume);
    }

    @Benchmark
    public byte[] encode() {
        return typed.encodeStateAsUpdate();
    }

    @Benchmark
    public String load() {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return doc.getText(Content.TEXT).toString();
    }

    private YDoc typed(Consumer<byte[]> updates) {
        YDoc doc = new YDoc();
        doc.observeUpdate((update, origin) -> updates.accept(update));
        YText text = doc.getText(Content.TEXT);
        for (Edit edit : trace.edits()) {
            doc.transact(() -> edit.applyTo(text));
        }
        return doc;
    }
}
