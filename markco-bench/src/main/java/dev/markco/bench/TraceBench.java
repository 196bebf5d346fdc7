package dev.markco.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The benchmark of the engine: editing traces replayed through markco and through the real yjs, in turns, each time in a
 * fresh process. Prints a {@link Report}. Run from the root of a checkout; {@code docs/benchmarks.md} says how.
 *
 * <p>Whatever is measured is right: all texts are compared with the trace's, and each side loads what the other encoded.
 */
final class TraceBench {
    private static final int PROCESSES = 3;
    private static final int SECONDS = 6;
    private static final Path INTEROP = Path.of("interop");

    private final Path directory;

    private TraceBench(Path directory) {
        this.directory = directory;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (!Files.isDirectory(INTEROP.resolve("node_modules/yjs"))) {
            System.err.println("yjs is not installed in " + INTEROP.toAbsolutePath());
            System.err.println("Run this from the root of the checkout, after: npm ci --prefix interop");
            System.exit(1);
        }
        Path directory = Files.createTempDirectory("markco-bench");
        try {
            TraceBench bench = new TraceBench(directory);
            List<Comparison> comparisons = new ArrayList<>();
            for (String name : TraceFiles.NAMES) {
                System.err.println("measuring " + name);
                comparisons.add(bench.compare(name));
            }
            System.out.print(Report.of(comparisons));
        } finally {
            delete(directory);
        }
    }

    private Comparison compare(String name) throws IOException, InterruptedException {
        byte[] gzipped = TraceFiles.bytes(name);
        Path file = Files.write(directory.resolve(name + ".json.gz"), gzipped);
        Trace trace = TraceReader.read(name, gzipped);
        List<Measurement> markco = new ArrayList<>();
        List<Measurement> yjs = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            Path ours = directory.resolve("markco.state");
            Path theirs = directory.resolve("yjs.state");
            markco.add(Worker.run(javaCommand(file, ours)));
            yjs.add(Worker.run(nodeCommand(file, theirs, ours)));
            if (!Replay.load(Files.readAllBytes(theirs)).equals(trace.endContent())) {
                throw new IllegalStateException("markco reads another text than " + name + " from what yjs encoded");
            }
        }
        Comparison comparison = new Comparison(name, new Samples(markco), new Samples(yjs));
        if (comparison.markco().events() != comparison.yjs().events()) {
            throw new IllegalStateException("the sides did not emit the same number of updates: " + comparison);
        }
        return comparison;
    }

    private static List<String> javaCommand(Path trace, Path state) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                TraceWorker.class.getName(),
                trace.toString(),
                Integer.toString(SECONDS),
                state.toString());
    }

    /** Node checks what markco encoded: {@code otherState}. */
    private static List<String> nodeCommand(Path trace, Path state, Path otherState) {
        return List.of(
                "node",
                INTEROP.resolve("yjs-trace.mjs").toString(),
                trace.toString(),
                Integer.toString(SECONDS),
                state.toString(),
                otherState.toString());
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
