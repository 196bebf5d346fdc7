package dev.markco.yjs;

import org.jspecify.annotations.Nullable;

/** The ordered items of a type. The last position found is remembered, so that typing on is found at once. */
final class Sequence extends Chain {
    private int visible;

    /** An item whose first unit stands at {@link #cursorStart}; null if nothing is known. */
    private @Nullable Item cursor;

    private int cursorStart;

    /** The result of {@link #find}: index of the found item's first unit. */
    private int foundStart;

    Sequence(SharedType type) {
        super(type);
    }

    @Override
    @Nullable
    String key() {
        return null;
    }

    /** Units that indexes count. */
    int visible() {
        return visible;
    }

    /** The item that holds the unit at {@code position}, which must exist; {@link #foundStart} tells where it begins. */
    Item find(int position) {
        Item near = cursor;
        if (near != null && position >= cursorStart) {
            int offset = position - cursorStart;
            int length = near.visible();
            if (offset < length) {
                foundStart = cursorStart;
                return near;
            }
            Item next = near.right;
            if (next != null && offset - length < next.visible()) {
                foundStart = cursorStart + length;
                remember(next, foundStart);
                return next;
            }
        }
        SequenceIndex tree = index();
        Item item;
        if (tree != null) {
            item = tree.find(position);
            foundStart = tree.foundStart();
        } else {
            item = walkTo(position);
        }
        remember(item, foundStart);
        return item;
    }

    private Item walkTo(int position) {
        int start = 0;
        Item item = firstItem();
        for (int length = item.visible(); position - start >= length; length = item.visible()) {
            start += length;
            Item next = item.right;
            if (next == null) {
                throw new IndexOutOfBoundsException("position " + position + " of " + visible);
            }
            item = next;
        }
        foundStart = start;
        return item;
    }

    /**
     * The visible item that ends before {@code position} if it is the one last found or written, and no item without visible
     * units follows it: where somebody types on. Null in all other cases.
     */
    @Nullable
    Item typedUpTo(int position) {
        Item near = cursor;
        if (near == null || near.isDeleted() || cursorStart + near.length != position) {
            return null;
        }
        Item next = near.right;
        return near.isCountable() && (next == null || next.visible() > 0) ? near : null;
    }

    private Item firstItem() {
        Item item = first;
        if (item == null) {
            throw new IndexOutOfBoundsException("an empty sequence");
        }
        return item;
    }

    int foundStart() {
        return foundStart;
    }

    /** Units before the item. */
    int positionOf(Item item) {
        if (item == cursor) {
            return cursorStart;
        }
        SequenceIndex tree = index();
        if (tree != null) {
            return tree.positionOf(item);
        }
        int position = 0;
        for (Item before = item.left; before != null; before = before.left) {
            position += before.visible();
        }
        return position;
    }

    private void remember(Item item, int start) {
        cursor = item;
        cursorStart = start;
    }

    @Override
    void inserted(Item item) {
        super.inserted(item);
        registerIfLong();
        int length = item.visible();
        if (length == 0) {
            return;
        }
        visible += length;
        Item left = item.left;
        if (left != null && left == cursor) {
            remember(item, cursorStart + left.visible());
        } else {
            cursor = null;
        }
    }

    @Override
    void split(Item left, Item right) {
        super.split(left, right);
        registerIfLong();
    }

    /** An update may bring very many items: their index is made when all are there, in one go. */
    private void registerIfLong() {
        if (count() == WALKED + 1 && existingIndex() == null) {
            type.replica().transaction().unindexed.add(this);
        }
    }

    /** Notes that {@code item}, whose first unit stands at {@code start}, has become longer by {@code units}. */
    void grown(Item item, int start, int units) {
        visible += units;
        SequenceIndex tree = existingIndex();
        if (tree != null) {
            tree.changeVisible(item, units);
        }
        remember(item, start);
    }

    @Override
    void merged(Item left, Item right) {
        super.merged(left, right);
        if (cursor == right) {
            remember(left, cursorStart - left.visible());
        }
    }

    @Override
    void deleted(Item item) {
        super.deleted(item);
        if (!item.isCountable()) {
            return;
        }
        visible -= item.length;
        Item near = cursor;
        if (near == null || near == item || near.right == item) {
            return;
        }
        if (item.right == near) {
            cursorStart -= item.length;
        } else {
            cursor = null;
        }
    }

    @Override
    void check() {
        super.check();
        int position = 0;
        for (Item item = first; item != null; item = item.right) {
            if (item == cursor && position != cursorStart) {
                throw new IllegalStateException("cursor at " + cursorStart + ", not " + position);
            }
            position += item.visible();
        }
        if (visible != position) {
            throw new IllegalStateException(visible + " units, not " + position);
        }
    }
}
