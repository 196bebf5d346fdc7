package dev.markco.bench.agent;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where an edit comes from, and so where it goes. */
record Direction(@Nullable Saving saving) {
    /** Files saved in each way, and the other direction. */
    static List<Direction> all() {
        return Stream.concat(Arrays.stream(Saving.values()).map(Direction::new), Stream.of(new Direction(null)))
                .toList();
    }

    String title() {
        return saving == null ? "a remote edit → the file" : saving.title + " → a remote client";
    }

    /** Does one edit; returns the microseconds that it took to the other side. */
    int once(Roundtrips roundtrips, String doc, RemoteClient client) throws IOException {
        return saving == null ? roundtrips.type(doc, client) : roundtrips.save(saving, doc, client);
    }
}
