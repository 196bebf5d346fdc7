package dev.markco.bench;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The trace files that come along, as resources. */
final class TraceFiles {
    /** From the longest history to the shortest. */
    static final List<String> NAMES = List.of("automerge-paper", "friendsforever_flat", "sveltecomponent");

    private TraceFiles() {}

    /** The gzip'd file of one of {@link #NAMES}. */
    static byte[] bytes(String name) throws IOException {
        String resource = "/traces/" + name + ".json.gz";
        try (InputStream in = TraceFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException("no resource " + resource);
            }
            return in.readAllBytes();
        }
    }
}
