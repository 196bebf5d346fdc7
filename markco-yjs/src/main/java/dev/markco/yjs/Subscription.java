package dev.markco.yjs;

/** A listener's registration; closing it ends the calls, closing it again does nothing. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    @Override
    void close();
}
