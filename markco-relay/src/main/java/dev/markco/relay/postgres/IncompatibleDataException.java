package dev.markco.relay.postgres;

import java.nio.file.Path;

/** A data directory written by another major version of PostgreSQL than the one we carry; it is left untouched. */
public final class IncompatibleDataException extends PostgresException {
    private static final long serialVersionUID = 1L;

    IncompatibleDataException(Path data, String found, String ours) {
        super(
                data + " was written by PostgreSQL " + found + ", and this markco carries PostgreSQL " + ours
                        + ", which cannot read it",
                "run the markco version that wrote it and save the documents with `markco project dump`, or serve the"
                        + " directory with a PostgreSQL " + found + " and set DATABASE_URL; nothing was changed");
    }
}
