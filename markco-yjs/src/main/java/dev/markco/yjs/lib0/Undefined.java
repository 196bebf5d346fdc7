package dev.markco.yjs.lib0;

/** JavaScript's {@code undefined}, which {@code any} tells apart from {@code null}. */
public enum Undefined {
    /** The only one. */
    INSTANCE;

    @Override
    public String toString() {
        return "undefined";
    }
}
