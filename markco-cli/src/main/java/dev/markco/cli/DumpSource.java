package dev.markco.cli;

import java.io.IOException;

/** A dump to read, as often as wanted. */
interface DumpSource {
    /** How people are told of it. */
    String name();

    /**
     * Hands on the dump's files, one at a time.
     *
     * @throws DamagedDumpException when it has what a dump may not have
     */
    void read(Reader reader) throws IOException;

    /** Takes files. */
    interface Reader {
        void file(String name, byte[] content);
    }
}
