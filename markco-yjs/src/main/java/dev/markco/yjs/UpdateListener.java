package dev.markco.yjs;

import org.jspecify.annotations.Nullable;

/** Told of every transaction that added or deleted something. */
@FunctionalInterface
public interface UpdateListener {
    /**
     * Called after a transaction, in its thread, with exactly what it added and deleted. May edit the document: that is a
     * transaction of its own, whose listeners are called after those of this one. What it throws goes to
     * {@link YDoc#onListenerError}.
     */
    void onUpdate(byte[] update, @Nullable Object origin);
}
