package dev.markco.yjs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A doubly linked list of items of one type: its sequence, or the values that one of its keys has had. Short ones are
 * walked; a chain of more than 24 items gets a {@link SequenceIndex} when it is first asked for positions or order.
 */
abstract sealed class Chain extends Parent permits Sequence, KeyChain {
    /** Longest list that is walked. */
    static final int WALKED = 24;

    final SharedType type;

    @Nullable
    Item first;

    @Nullable
    Item last;

    private int count;
    private @Nullable SequenceIndex index;

    Chain(SharedType type) {
        this.type = type;
    }

    /** The key whose values these are; null for the type's sequence. */
    abstract @Nullable String key();

    /** Number of items. */
    final int count() {
        return count;
    }

    /** The index, made if the chain is long enough for one; null while it is short. */
    final @Nullable SequenceIndex index() {
        if (index == null && count > WALKED) {
            index = new SequenceIndex(Objects.requireNonNull(first));
        }
        return index;
    }

    /** The index if there is one already. */
    final @Nullable SequenceIndex existingIndex() {
        return index;
    }

    /** Whether {@code a} stands before {@code b}; both are items of this chain. */
    final boolean isBefore(Item a, Item b) {
        if (a == b) {
            return false;
        }
        SequenceIndex tree = index();
        if (tree != null) {
            return tree.isBefore(a, b);
        }
        for (Item item = a.right; item != null; item = item.right) {
            if (item == b) {
                return true;
            }
        }
        return false;
    }

    /** Notes a newly linked item. */
    void inserted(Item item) {
        count++;
        if (index != null) {
            index.insert(item, item.visible());
        }
    }

    /** Notes that {@code right} was split off {@code left} and linked after it. */
    void split(Item left, Item right) {
        count++;
        if (index != null) {
            index.insertSplit(left, right);
        }
    }

    /** Notes that {@code right} is about to be merged into {@code left}; both still have their lengths. */
    void merged(Item left, Item right) {
        count--;
        if (index != null) {
            index.merge(left, right);
        }
    }

    /** Notes that the item was just deleted. */
    void deleted(Item item) {
        if (index != null && item.isCountable()) {
            index.changeVisible(item, -item.length);
        }
    }

    /** Throws if links, count or index disagree; for tests. */
    void check() {
        int visible = 0;
        int items = 0;
        Item before = null;
        for (Item item = first; item != null; item = item.right) {
            if (item.left != before || item.parent != this) {
                throw new IllegalStateException("links or parent wrong at " + item.clock);
            }
            if (index != null && index.positionOf(item) != visible) {
                throw new IllegalStateException("index says " + index.positionOf(item) + ", not " + visible);
            }
            visible += item.visible();
            items++;
            before = item;
        }
        if (last != before || count != items) {
            throw new IllegalStateException("another last, or " + count + "/" + items + " items");
        }
        if (index != null) {
            index.check(visible, count);
        }
    }
}
