package dev.markco.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fresh process that measures markco over one trace. Arguments: the trace file, how many seconds to measure, and the
 * file to write the encoded document to. Prints a {@link Measurement}.
 */
final class TraceWorker {
    private TraceWorker() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        Trace trace = TraceReader.read(file.getFileName().toString(), Files.readAllBytes(file));
        List<Times> rounds = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.parseLong(args[1]));
        Replay.Result last;
        do {
            last = Replay.run(trace);
            rounds.add(last.times());
        } while (rounds.size() < Measurement.MIN_ROUNDS || System.nanoTime() < end);
        Files.write(Path.of(args[2]), last.state());
        String runtime = System.getProperty("java.vm.name") + " " + Runtime.version();
        System.out.println(new JsonMapper()
                .writeValueAsString(new Measurement(runtime, last.events(), last.state().length, rounds)));
    }
}
