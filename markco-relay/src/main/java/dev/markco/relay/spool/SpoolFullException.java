package dev.markco.relay.spool;

import java.io.IOException;

/** Entries that the spool does not take because they would make it larger than it may be; none of them was written. */
public final class SpoolFullException extends IOException {
    private static final long serialVersionUID = 1L;

    SpoolFullException(long bytes, long limit) {
        super("it would have " + bytes + " bytes, and may have " + limit + " (--spool-limit)");
    }
}
