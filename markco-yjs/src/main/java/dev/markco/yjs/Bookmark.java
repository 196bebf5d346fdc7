package dev.markco.yjs;

/** The place of a struct in the bytes of an update, with what of its section does not stand there. */
final class Bookmark {
    final byte[] update;

    /** Of the struct's first byte. */
    final int position;

    final long client;
    final int clock;

    /** Structs of the section from this one on. */
    final int structs;

    Bookmark(byte[] update, int position, long client, int clock, int structs) {
        this.update = update;
        this.position = position;
        this.client = client;
        this.clock = clock;
        this.structs = structs;
    }
}
