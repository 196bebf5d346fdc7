package dev.markco.yjs;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of content at one place. What never changes, and is sent: id, origin (the unit left of it when it was written),
 * right origin, parent, content. What is this replica's own: the links, the deleted flag, the index leaf.
 */
final class Item extends Struct {
    /** Client of the origin; null: written at the very start. */
    @Nullable
    Client origin;

    int originClock;

    /** Client of the right origin; null: written at the very end. */
    @Nullable
    Client rightOrigin;

    int rightOriginClock;

    @Nullable
    Item left;

    @Nullable
    Item right;

    /** Null as long as it must be taken from the neighbours. */
    @Nullable
    Parent parent;

    Content content;

    /** Leaf of the sequence's index that holds the item; null where there is none. */
    SequenceIndex.@Nullable Leaf leaf;

    private boolean deleted;

    /** What the content says, kept here so that counting needs no look at it. */
    private final boolean countable;

    Item(Client client, int clock, int length, Content content) {
        super(client, clock, length);
        this.content = content;
        this.countable = content.countable();
    }

    @Override
    boolean isDeleted() {
        return deleted;
    }

    void markDeleted() {
        deleted = true;
    }

    /** The chain of an integrated item. */
    Chain chain() {
        return (Chain) Objects.requireNonNull(parent);
    }

    boolean isCountable() {
        return countable;
    }

    /** Units that indexes count. */
    int visible() {
        return deleted || !countable ? 0 : length;
    }

    void setOrigin(@Nullable Client client, int clock) {
        this.origin = client;
        this.originClock = clock;
    }

    void setRightOrigin(@Nullable Client client, int clock) {
        this.rightOrigin = client;
        this.rightOriginClock = clock;
    }

    boolean sameOrigin(Item other) {
        return origin == other.origin && (origin == null || originClock == other.originClock);
    }

    boolean sameRightOrigin(Item other) {
        return rightOrigin == other.rightOrigin && (rightOrigin == null || rightOriginClock == other.rightOriginClock);
    }

    /** Whether {@code right}, null for the end, is what stood right of this item when it was written. */
    boolean hasRightOrigin(@Nullable Item right) {
        return right == null ? rightOrigin == null : rightOrigin == right.client && rightOriginClock == right.clock;
    }

    /**
     * Whether {@code right} was written as the continuation of this item: then both can be sent as one, because splitting
     * the one gives back the two exactly.
     */
    boolean isContinuedBy(Item right) {
        return right.origin == client
                && right.originClock == end() - 1
                && right.clock == end()
                && sameRightOrigin(right)
                && content.ref() == right.content.ref();
    }

    @Override
    long weight() {
        return 16 + content.weight(length);
    }

    @Override
    boolean mergeWith(Struct next) {
        if (!(next instanceof Item item)
                || right != item
                || deleted != item.deleted
                || !isContinuedBy(item)
                || !content.append(item.content, length, item.length)) {
            return false;
        }
        Chain chain = chain();
        chain.merged(this, item);
        right = item.right;
        if (right != null) {
            right.left = this;
        }
        if (chain.last == item) {
            chain.last = this;
        }
        length += item.length;
        return true;
    }

    /** Splits this item after {@code at} units, without linking the new right half anywhere. */
    Item splitOff(int at) {
        Item tail = new Item(client, clock + at, length - at, content.splitOff(at, length));
        content = content.afterSplit(at, length);
        tail.setOrigin(client, clock + at - 1);
        tail.setRightOrigin(rightOrigin, rightOriginClock);
        tail.parent = parent;
        tail.deleted = deleted;
        length = at;
        return tail;
    }

    @Override
    Struct dropFirst(int count) {
        Item tail = splitOff(count);
        // It follows its own head, wherever that stands: an update must not put the two under different parents.
        tail.parent = null;
        return tail;
    }
}
