package dev.markco.yjs;

/** Ids whose content and place are gone: what stood below a deleted type. */
final class Gc extends Struct {
    Gc(Client client, int clock, int length) {
        super(client, clock, length);
    }

    @Override
    boolean isDeleted() {
        return true;
    }

    @Override
    long weight() {
        return 4;
    }

    @Override
    boolean mergeWith(Struct right) {
        if (!(right instanceof Gc)) {
            return false;
        }
        length += right.length;
        return true;
    }

    @Override
    Struct dropFirst(int count) {
        return new Gc(client, clock + count, length - count);
    }
}
