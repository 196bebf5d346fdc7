package dev.markco.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fresh process that measures markco over one trace. Arguments: the trace file, the number of rounds, and the file to
 * write the encoded document to. Prints a {@link Measurement}.
 */
final class TraceWorker {
    private TraceWorker() {}

    public static void main(String[] args) throws IOException {
        Path file = Path.of(args[0]);
        int count = Integer.parseInt(args[1]);
        Trace trace = TraceReader.read(file.getFileName().toString(), Files.readAllBytes(file));
        List<Times> rounds = new ArrayList<>();
        Replay.Result last = Replay.run(trace);
        rounds.add(last.times());
        while (rounds.size() < count) {
            last = Replay.run(trace);
            rounds.add(last.times());
        }
        Files.write(Path.of(args[2]), last.state());
        String runtime = System.getProperty("java.vm.name") + " " + Runtime.version();
        System.out.println(new JsonMapper()
                .writeValueAsString(new Measurement(runtime, last.events(), last.state().length, rounds)));
    }
}
