package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;

/** A byte array as one unit. */
final class BinaryContent extends Content {
    static final int REF = 3;
    private final byte[] bytes;

    BinaryContent(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    long weight(int length) {
        return bytes.length;
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarBytes(bytes);
    }
}
