package dev.markco.cli;

import java.io.IOException;
import java.time.Instant;

/** Where the files of a dump go. */
interface DumpWriter {
    /** Adds a file; its name is relative, with {@code /} between directories. */
    void add(String name, byte[] content, Instant time) throws IOException;
}
