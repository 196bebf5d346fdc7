package dev.markco.yjs.internal;

import org.jspecify.annotations.Nullable;

/**
 * The ordered items of a type. Short ones are walked; beyond 24 items a {@link SequenceIndex} finds positions in
 * logarithmic time. The last position found is remembered, so that typing on is found at once.
 */
final class Sequence extends Chain {
    /** Longest list that is walked. */
    static final int WALKED = 24;

    private int visible;
    private int count;
    private @Nullable SequenceIndex index;

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
        return near.content.countable() && (next == null || next.visible() > 0) ? near : null;
    }

    /** The index, made when it is first wanted; null while the sequence is short. */
    private @Nullable SequenceIndex index() {
        if (index == null && count > WALKED) {
            index = new SequenceIndex(firstItem());
        }
        return index;
    }

    /** Makes the index if the sequence is long enough for one. */
    void buildIndex() {
        index();
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

    /** Whether {@code a} stands before {@code b}; both are items of this sequence. */
    boolean isBefore(Item a, Item b) {
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

    private void remember(Item item, int start) {
        cursor = item;
        cursorStart = start;
    }

    @Override
    void inserted(Item item) {
        int length = item.visible();
        visible += length;
        countOne();
        if (index != null) {
            index.insert(item, length);
        }
        if (length == 0) {
            return;
        }
        Item left = item.left;
        if (left != null && left == cursor) {
            remember(item, cursorStart + left.visible());
        } else {
            cursor = null;
        }
    }

    @Override
    void split(Item left, Item right) {
        countOne();
        if (index != null) {
            index.insertSplit(left, right);
        }
    }

    /** Counts one more item. An update may bring very many: the index of those is made at the end, in one go. */
    private void countOne() {
        count++;
        if (index == null && count == WALKED + 1) {
            type.replica().transaction().unindexed.add(this);
        }
    }

    /** Notes that {@code item}, whose first unit stands at {@code start}, has become longer by {@code units}. */
    void grown(Item item, int start, int units) {
        visible += units;
        if (index != null) {
            index.changeVisible(item, units);
        }
        remember(item, start);
    }

    @Override
    void merged(Item left, Item right) {
        count--;
        if (index != null) {
            index.merge(left, right);
        }
        if (cursor == right) {
            remember(left, cursorStart - left.visible());
        }
    }

    @Override
    void deleted(Item item) {
        if (!item.content.countable()) {
            return;
        }
        visible -= item.length;
        if (index != null) {
            index.changeVisible(item, -item.length);
        }
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

    /** Throws if links, lengths, index and cursor disagree; for tests. */
    void check() {
        int position = 0;
        int items = 0;
        Item before = null;
        for (Item item = first; item != null; item = item.right) {
            if (item.left != before || item.parent != this) {
                throw new IllegalStateException("links or parent wrong at " + item.clock);
            }
            if (item == cursor && position != cursorStart) {
                throw new IllegalStateException("cursor at " + cursorStart + ", not " + position);
            }
            if (index != null && index.positionOf(item) != position) {
                throw new IllegalStateException("index says " + index.positionOf(item) + ", not " + position);
            }
            position += item.visible();
            items++;
            before = item;
        }
        if (last != before || visible != position || count != items) {
            throw new IllegalStateException(
                    "last, " + visible + "/" + position + " units or " + count + "/" + items + " items");
        }
        if (index != null) {
            index.check(visible, count);
        }
    }
}
