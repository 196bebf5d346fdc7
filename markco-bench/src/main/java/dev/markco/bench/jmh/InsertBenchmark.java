package dev.markco.bench.jmh;

import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

@State(Scope.Thread)
public class InsertBenchmark {
    @Param({"10000", "100000"})
    public int items;

    private YText text = new YDoc().getText("x");

    @Setup
    public void load() {
        text = new YDoc().getText("y");
    }

    @Benchmark
    public int insert() {
        text.insert(new Random().nextInt(text.length() + 1), "x");
        return text.length();
    }
}
