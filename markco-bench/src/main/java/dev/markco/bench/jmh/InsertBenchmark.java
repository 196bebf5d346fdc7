package dev.markco.bench.jmh;

import dev.markco.bench.RandomTexts;
import dev.markco.bench.work.Content;
import dev.markco.bench.work.Mulberry32;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A character inserted at a random position, with an update event: into a text of so many items that was just loaded. Single
 * shots, as a text that is inserted into for seconds does not keep its size.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 20)
@Measurement(iterations = 20)
public class InsertBenchmark {
    private static final int INSERTS = 1_000;

    @Param({"10000", "100000", "1000000"})
    public int items;

    private final Mulberry32 random = new Mulberry32(1);
    private byte[] state = {};
    private YDoc doc = new YDoc();

    @Setup
    public void scatter() {
        state = RandomTexts.scattered(items);
    }

    @Setup(Level.Invocation)
    public void load(Blackhole updates) {
        doc = new YDoc();
        doc.applyUpdate(state);
        doc.observeUpdate((update, origin) -> updates.consume(update));
    }

    @Benchmark
    @OperationsPerInvocation(INSERTS)
    public int insert() {
        YText text = doc.getText(Content.TEXT);
        for (int i = 0; i < INSERTS; i++) {
            text.insert(random.below(text.length() + 1), "x");
        }
        return text.length();
    }
}
