package dev.markco.yjs;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Edits of a type's sequence by position; positions and lengths are checked by the caller. */
final class ListEditor {
    /** Deleted items that an insertion in rich text passes, so that typing after a deletion still joins runs. */
    private static final int PASSED = 32;

    private ListEditor() {}

    /** Inserts text of at least one unit. */
    public static void insertText(SharedType type, int position, String text) {
        type.replica().transact(null, () -> {
            Item left = type.isFormatted() ? formattedLeft(type, position) : plainLeft(type, position);
            StringContent content = StringContent.of(text);
            if (left == null || !typeOn(type, left, position, content, text.length())) {
                insertAfter(type, left, content, text.length());
            }
        });
    }

    /**
     * Makes the item longer, if what is typed would be merged with it at the end of the transaction anyway; returns whether
     * it was. Observers need to see new items apart from old ones, so not if there are any.
     */
    private static boolean typeOn(SharedType type, Item left, int position, StringContent content, int length) {
        Replica replica = type.replica();
        Client own = replica.ownClient();
        if (left.client != own
                || left.end() != own.nextClock()
                || left.isDeleted()
                || !(left.content instanceof StringContent typed)
                || type.isObserved()
                || length > Integer.MAX_VALUE - own.nextClock()
                || !left.hasRightOrigin(left.right)) {
            return false;
        }
        replica.transaction().touch(own);
        int start = position - left.length;
        typed.append(content, left.length, length);
        left.length += length;
        own.structs.grow(length);
        type.sequence().grown(left, start, length);
        return true;
    }

    /** The item before the next visible unit: past all deleted ones, so that typing after a deletion joins its run. */
    private static @Nullable Item plainLeft(SharedType type, int position) {
        Sequence sequence = type.sequence();
        if (position == sequence.visible()) {
            return sequence.last;
        }
        Item typed = sequence.typedUpTo(position);
        if (typed != null) {
            return typed;
        }
        Item next = sequence.find(position);
        int offset = position - sequence.foundStart();
        if (offset > 0) {
            type.replica().integrator().split(next, offset);
            return next;
        }
        return next.left;
    }

    /** As {@link #plainLeft}, but never past a format: the text gets the attributes of the unit before it. */
    private static @Nullable Item formattedLeft(SharedType type, int position) {
        Item left = leftOf(type, position);
        for (int passed = 0; passed < PASSED; passed++) {
            Item next = left == null ? type.sequence().first : left.right;
            if (next == null || !next.isDeleted()) {
                return left;
            }
            left = next;
        }
        return left;
    }

    /** The item that ends with the unit before the position, split if need be; null at the start. */
    static @Nullable Item leftOf(SharedType type, int position) {
        if (position == 0) {
            return null;
        }
        Sequence sequence = type.sequence();
        Item item = sequence.find(position - 1);
        int offset = position - sequence.foundStart();
        if (offset < item.length) {
            type.replica().integrator().split(item, offset);
        }
        return item;
    }

    /** Inserts values before the unit at the position: neighbours that are no byte arrays as one item. */
    public static void insertValues(SharedType type, int position, List<@Nullable Object> values) {
        type.replica().transact(null, () -> {
            Item left = leftOf(type, position);
            int from = 0;
            for (int i = 0; i < values.size(); i++) {
                if (values.get(i) instanceof byte[] bytes) {
                    left = insertRun(type, left, values.subList(from, i));
                    left = insertAfter(type, left, new BinaryContent(bytes.clone()), 1);
                    from = i + 1;
                }
            }
            insertRun(type, left, values.subList(from, values.size()));
        });
    }

    private static @Nullable Item insertRun(SharedType type, @Nullable Item left, List<@Nullable Object> values) {
        return values.isEmpty() ? left : insertAfter(type, left, new AnyContent(values.toArray()), values.size());
    }

    /** Inserts an empty nested type and returns it. */
    public static SharedType insertType(SharedType type, int position, TypeKind kind, String name) {
        TypeContent content = new TypeContent(kind, name);
        type.replica().transact(null, () -> insertAfter(type, leftOf(type, position), content, 1));
        return content.type();
    }

    static Item insertAfter(SharedType type, @Nullable Item left, Content content, int length) {
        return append(type.sequence(), left, left == null ? type.sequence().first : left.right, content, length);
    }

    /** Writes a new item of this replica's own between two neighbours. */
    static Item append(Chain chain, @Nullable Item left, @Nullable Item right, Content content, int length) {
        Replica replica = chain.type.replica();
        Client own = replica.ownClient();
        if (length > Integer.MAX_VALUE - own.nextClock()) {
            throw new IllegalStateException("client " + own.id + " has used up its clock");
        }
        Transaction transaction = replica.transaction();
        transaction.touch(own);
        Item item = new Item(own, own.nextClock(), length, content);
        item.parent = chain;
        item.left = left;
        item.right = right;
        if (left != null) {
            item.setOrigin(left.client, left.end() - 1);
        }
        if (right != null) {
            item.setRightOrigin(right.client, right.clock);
        }
        replica.integrator().link(item, transaction);
        return item;
    }

    /** Deletes visible units. */
    public static void delete(SharedType type, int position, int length) {
        type.replica().transact(null, () -> {
            Sequence sequence = type.sequence();
            Integrator integrator = type.replica().integrator();
            int rest = length;
            while (rest > 0) {
                Item item = sequence.find(position);
                int offset = position - sequence.foundStart();
                if (offset > 0) {
                    item = integrator.split(item, offset);
                }
                if (item.length > rest) {
                    integrator.split(item, rest);
                }
                rest -= item.length;
                integrator.delete(item);
            }
        });
    }

    /** Whether the position lies inside a surrogate pair. */
    public static boolean cutsPair(SharedType type, int position) {
        Sequence sequence = type.sequence();
        if (position <= 0 || position >= sequence.visible() || sequence.typedUpTo(position) != null) {
            return false;
        }
        Item item = sequence.find(position);
        int offset = position - sequence.foundStart();
        return offset > 0
                && item.content instanceof StringContent text
                && Character.isLowSurrogate(text.charAt(offset))
                && Character.isHighSurrogate(text.charAt(offset - 1));
    }

    /** Sets the value of a key. */
    public static void put(SharedType type, String key, @Nullable Object value) {
        type.replica()
                .transact(
                        null,
                        () -> putContent(
                                type,
                                key,
                                value instanceof byte[] bytes
                                        ? new BinaryContent(bytes.clone())
                                        : new AnyContent(new @Nullable Object[] {value})));
    }

    /** Sets an empty nested type as the value of a key and returns it. */
    public static SharedType putType(SharedType type, String key, TypeKind kind, String name) {
        TypeContent content = new TypeContent(kind, name);
        type.replica().transact(null, () -> putContent(type, key, content));
        return content.type();
    }

    private static void putContent(SharedType type, String key, Content content) {
        Chain chain = type.chain(key);
        append(chain, chain.last, null, content, 1);
    }

    /** Removes the value of a key; returns whether there was one. */
    public static boolean remove(SharedType type, String key) {
        KeyChain chain = type.existingChain(key);
        if (chain == null || chain.last == null || chain.last.isDeleted()) {
            return false;
        }
        Item value = Objects.requireNonNull(chain.last);
        type.replica().transact(null, () -> type.replica().integrator().delete(value));
        return true;
    }
}
