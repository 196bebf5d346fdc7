package dev.markco.yjs.internal;

import org.jspecify.annotations.Nullable;

/** A doubly linked list of items of one type: its sequence, or the values that one of its keys has had. */
abstract sealed class Chain extends Parent permits Sequence, KeyChain {
    final SharedType type;

    @Nullable
    Item first;

    @Nullable
    Item last;

    Chain(SharedType type) {
        this.type = type;
    }

    /** The key whose values these are; null for the type's sequence. */
    abstract @Nullable String key();

    /** Notes a newly linked item. */
    void inserted(Item item) {}

    /** Notes that {@code right} was split off {@code left} and linked after it. */
    void split(Item left, Item right) {}

    /** Notes that {@code right} is about to be merged into {@code left}; both still have their lengths. */
    void merged(Item left, Item right) {}

    /** Notes that the item was just deleted. */
    void deleted(Item item) {}
}
