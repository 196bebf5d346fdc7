package dev.markco.yjs.internal;

/** A hole in a merged update: ids that it does not bring. Never stored in a replica. */
final class Skip extends Struct {
    Skip(Client client, int clock, int length) {
        super(client, clock, length);
    }

    @Override
    boolean isDeleted() {
        return false;
    }

    @Override
    long weight() {
        return 4;
    }

    @Override
    boolean mergeWith(Struct right) {
        return false;
    }

    @Override
    Struct dropFirst(int count) {
        return new Skip(client, clock + count, length - count);
    }
}
