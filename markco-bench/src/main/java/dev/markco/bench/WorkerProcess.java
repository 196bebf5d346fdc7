package dev.markco.bench;

import dev.markco.bench.work.EngineWorker;
import dev.markco.bench.work.Json;
import dev.markco.bench.work.Kind;
import dev.markco.bench.work.Measurement;
import dev.markco.bench.work.Turn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/** A side that is a command: a process that measures, prints what it measured, and ends. Its standard error is this one's. */
final class WorkerProcess implements Side {
    private final Function<Kind, List<String>> command;

    private WorkerProcess(Function<Kind, List<String>> command) {
        this.command = command;
    }

    /** markco's engine, in the Java that runs this, with its default options. */
    static Side markco() {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EngineWorker.class.getName());
        return new WorkerProcess(kind -> command);
    }

    /** yjs in Node, from the directory with its worker and packages; collections can be asked for where heap is measured. */
    static Side yjs(Path interop) {
        String worker = interop.resolve("bench/worker.mjs").toString();
        return new WorkerProcess(
                kind -> kind == Kind.HEAP ? List.of("node", "--expose-gc", worker) : List.of("node", worker));
    }

    @Override
    public Measurement take(Turn turn) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(command.apply(turn.kind()));
        line.addAll(turn.arguments());
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            byte[] printed = process.getInputStream().readAllBytes();
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException("exit status " + status + " of: " + String.join(" ", line));
            }
            return Json.read(printed, Measurement.class);
        } catch (JacksonException unreadable) {
            throw new IOException("no measurement was printed by: " + String.join(" ", line), unreadable);
        } finally {
            process.destroy();
        }
    }
}
