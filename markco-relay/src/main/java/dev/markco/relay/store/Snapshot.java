package dev.markco.relay.store;

import java.util.List;
import java.util.UUID;

/**
 * A snapshot that was taken.
 *
 * <p>Not a record: the arrays are shared, not copied, and never changed.
 */
public final class Snapshot {
    private final UUID document;
    private final long version;
    private final List<byte[]> foreign;

    Snapshot(UUID document, long version, List<byte[]> foreign) {
        this.document = document;
        this.version = version;
        this.foreign = List.copyOf(foreign);
    }

    public UUID document() {
        return document;
    }

    /** Its number; the one before it had one less. */
    public long version() {
        return version;
    }

    /** The updates of other relays that went into it: they are in no log row any more. */
    public List<byte[]> foreign() {
        return foreign;
    }
}
