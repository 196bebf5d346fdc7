package dev.markco.bench.trace;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The trace files that come along, as resources. */
public final class TraceFiles {
    /** Histories in one order, from the longest to the shortest. */
    public static final List<String> SEQUENTIAL = List.of("automerge-paper", "friendsforever_flat", "sveltecomponent");

    /** The history of which {@code friendsforever_flat} is one order. */
    public static final String CONCURRENT = "friendsforever.concurrent";

    private TraceFiles() {}

    /** One of {@link #SEQUENTIAL}. */
    public static Trace sequential(String name) throws IOException {
        return TraceReader.read(name, bytes(name));
    }

    public static ConcurrentTrace concurrent() throws IOException {
        return ConcurrentTraceReader.read(CONCURRENT, bytes(CONCURRENT));
    }

    private static byte[] bytes(String name) throws IOException {
        String resource = "/traces/" + name + ".json.gz";
        try (InputStream in = TraceFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + resource);
            }
            return in.readAllBytes();
        }
    }
}
