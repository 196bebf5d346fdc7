package dev.markco.yjs;

/** A run of consecutive ids of one client: an {@link Item} or a {@link Gc}. */
abstract class Struct {
    final Client client;
    /** Id of the first unit. */
    int clock;
    /** Units, at least 1. */
    int length;

    Struct(Client client, int clock, int length) {
        this.client = client;
        this.clock = clock;
        this.length = length;
    }

    /** The clock after the last unit. */
    final int end() {
        return clock + length;
    }

    abstract boolean isDeleted();

    /** What the struct takes while it waits, roughly, in bytes on the wire. */
    abstract long weight();

    /** Takes over {@code right}, which follows in the client's clocks, if both say together what they said apart. */
    abstract boolean mergeWith(Struct right);

    /** This struct without its first {@code count} units; may reuse and change this object. */
    abstract Struct dropFirst(int count);
}
