package dev.markco.yjs.lib0;

/** The first byte of an encoded {@code any}: see {@link Decoder#readAny()} for the grammar. */
final class AnyType {
    static final int UNDEFINED = 127;
    static final int NULL = 126;
    static final int INTEGER = 125;
    static final int FLOAT32 = 124;
    static final int FLOAT64 = 123;
    static final int BIGINT = 122;
    static final int FALSE = 121;
    static final int TRUE = 120;
    static final int STRING = 119;
    static final int OBJECT = 118;
    static final int ARRAY = 117;
    static final int BINARY = 116;

    /** Nesting of arrays and objects that is read or written; deeper values are refused. */
    static final int MAX_DEPTH = 500;

    private AnyType() {}
}
