package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;

/** What remains of deleted content: nothing but the length. */
final class DeletedContent extends Content {
    static final int REF = 1;
    static final DeletedContent INSTANCE = new DeletedContent();

    private DeletedContent() {}

    @Override
    int ref() {
        return REF;
    }

    @Override
    boolean countable() {
        return false;
    }

    @Override
    Content splitOff(int at, int length) {
        return this;
    }

    @Override
    boolean append(Content right, int length, int rightLength) {
        return true;
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarUint(length - from);
    }
}
