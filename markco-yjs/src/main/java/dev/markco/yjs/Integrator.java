package dev.markco.yjs;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The algorithm: where an item goes, and what deleting does.
 *
 * <p>YATA. An item was written between its origin (the unit to the left) and its right origin. If nothing stands between
 * the two now, it goes there. Else the items between are scanned from the left: with {@code o} the one at hand,
 * <ul>
 *   <li>{@code o} has the same origin: the lower client id stands left. If {@code o} has the lower id, the item goes right of
 *       it, as far as is known; if not, and the right origins are equal too, the item's place is found;
 *   <li>{@code o}'s origin is among the scanned: {@code o} belongs to a run that began in the conflict, and the item goes right
 *       of it if that run does;
 *   <li>else {@code o} was written outside of the conflict, and the place is found.
 * </ul>
 * Every replica finds the same order whatever order the items come in. Each key of a type is such a list too; its last item
 * is the value and the others are deleted. Sources: Nicolaescu et al. 2016; yjs 13.6, {@code structs/Item.js}.
 */
final class Integrator {
    private final Replica replica;

    Integrator(Replica replica) {
        this.replica = replica;
    }

    /** Adds a struct at its client's next clock, all that it refers to being there. */
    void integrate(Struct struct) {
        Transaction transaction = replica.transaction();
        transaction.touch(struct.client);
        if (struct instanceof Item item && resolve(item)) {
            link(item, transaction);
        } else {
            struct.client.structs.append(
                    struct instanceof Gc ? struct : new Gc(struct.client, struct.clock, struct.length));
        }
    }

    /** Finds neighbours and parent; false if one of them is gone, and the item with it. */
    private boolean resolve(Item item) {
        if (item.origin != null) {
            if (!(endingAt(item.origin, item.originClock) instanceof Item left)) {
                return false;
            }
            item.left = left;
        }
        if (item.rightOrigin != null) {
            if (!(startingAt(item.rightOrigin, item.rightOriginClock) instanceof Item right)) {
                return false;
            }
            item.right = right;
        }
        if (item.parent instanceof ParentRef ref) {
            item.parent = resolveParent(ref);
        } else {
            Item neighbour = item.left != null ? item.left : item.right;
            item.parent = neighbour == null ? null : neighbour.parent;
        }
        return item.parent != null;
    }

    private @Nullable Chain resolveParent(ParentRef ref) {
        if (ref.rootName != null) {
            return replica.root(ref.rootName).chain(ref.key);
        }
        Struct holder = Objects.requireNonNull(ref.client).structs.get(ref.clock);
        return holder instanceof Item item && item.content instanceof TypeContent content
                ? content.type().chain(ref.key)
                : null;
    }

    /** Adds an item whose neighbours and chain are set, to its place between or near the neighbours. */
    void link(Item item, Transaction transaction) {
        Chain chain = item.chain();
        Item left = item.left;
        Item right = item.right;
        boolean conflict = left == null ? right == null || right.left != null : left.right != right;
        if (conflict) {
            left = scan(item, chain);
            item.left = left;
        }
        if (left != null) {
            right = left.right;
            left.right = item;
        } else {
            right = chain.first;
            chain.first = item;
        }
        item.right = right;
        if (right != null) {
            right.left = item;
        } else {
            chain.last = item;
        }
        chain.inserted(item);
        item.client.structs.append(item);
        integrateContent(item, chain, transaction);
        transaction.changed(chain.type);
        if (chain.key() != null) {
            if (right != null) {
                delete(item);
            } else if (left != null) {
                delete(left);
            }
        }
        if (chain.type.isDeleted()) {
            delete(item);
        }
    }

    /** The item after which this one goes. Nothing is kept of the scanned: they are what stands behind {@code start}. */
    private static @Nullable Item scan(Item item, Chain chain) {
        Item start = item.left;
        Item left = start;
        Item passed = null;
        for (Item other = start != null ? start.right : chain.first;
                other != null && other != item.right;
                other = other.right) {
            if (item.sameOrigin(other)) {
                if (other.client.id < item.client.id) {
                    left = other;
                } else if (item.sameRightOrigin(other)) {
                    break;
                }
            } else {
                Item origin = originOf(other);
                if (origin == null || !isBehind(origin, start, passed, chain)) {
                    break;
                }
                if (left != start && !isBehind(origin, left, passed, chain)) {
                    left = other;
                }
            }
            passed = other;
        }
        return left;
    }

    private static @Nullable Item originOf(Item item) {
        return item.origin != null && item.origin.structs.get(item.originClock) instanceof Item origin ? origin : null;
    }

    /** Whether {@code origin} stands behind {@code mark}, null for the start; {@code passed} is the last one that does. */
    private static boolean isBehind(Item origin, @Nullable Item mark, @Nullable Item passed, Chain chain) {
        if (mark == null) {
            return true;
        }
        return origin != mark && (origin == passed || chain.isBefore(mark, origin));
    }

    private void integrateContent(Item item, Chain chain, Transaction transaction) {
        Content content = item.content;
        if (content instanceof DeletedContent) {
            item.markDeleted();
            transaction.delete(item);
        } else if (content instanceof TypeContent type) {
            type.integrated(replica, item);
        } else if (content instanceof FormatContent) {
            chain.type.markFormatted();
        }
    }

    /** The struct that ends with this unit, split if need be. */
    Struct endingAt(Client client, int clock) {
        Struct struct = client.structs.get(clock);
        if (struct instanceof Item item && clock + 1 < item.end()) {
            split(item, clock + 1 - item.clock);
        }
        return struct;
    }

    /** The struct that starts with this unit, split if need be; a {@link Gc} is never split. */
    Struct startingAt(Client client, int clock) {
        Struct struct = client.structs.get(clock);
        return struct instanceof Item item && item.clock < clock ? split(item, clock - item.clock) : struct;
    }

    /** Splits an item after {@code at} units and returns the right half. */
    Item split(Item item, int at) {
        Item right = item.splitOff(at);
        Chain chain = item.chain();
        right.left = item;
        right.right = item.right;
        if (right.right != null) {
            right.right.left = right;
        } else {
            chain.last = right;
        }
        item.right = right;
        chain.split(item, right);
        item.client.structs.insertSplit(right);
        replica.transaction().mergeCandidates.add(right);
        return right;
    }

    /** Deletes an item and all that stands below it. */
    void delete(Item item) {
        if (item.isDeleted()) {
            return;
        }
        Transaction transaction = replica.transaction();
        deleteOne(item, transaction);
        if (item.content instanceof TypeContent) {
            ArrayDeque<Item> types = new ArrayDeque<>();
            for (Item holder = item; holder != null; holder = types.pollFirst()) {
                deleteBelow(holder, types, transaction);
            }
        }
    }

    private static void deleteOne(Item item, Transaction transaction) {
        Chain chain = item.chain();
        item.markDeleted();
        chain.deleted(item);
        transaction.delete(item);
        transaction.changed(chain.type);
    }

    private static void deleteBelow(Item holder, ArrayDeque<Item> types, Transaction transaction) {
        SharedType type = ((TypeContent) holder.content).type();
        type.forEachChain(chain -> {
            for (Item child = chain.first; child != null; child = child.right) {
                if (!child.isDeleted()) {
                    deleteOne(child, transaction);
                    if (child.content instanceof TypeContent) {
                        types.add(child);
                    }
                } else if (child.clock < child.client.clockBefore(transaction)) {
                    // It becomes a GC struct though it was not deleted now, and may merge then.
                    transaction.mergeCandidates.add(child);
                }
            }
        });
    }

    /** Deletes the live units of this client in {@code [from, to)}, which are there. */
    void deleteRange(Client client, int from, int to) {
        int clock = from;
        while (clock < to) {
            Struct struct = client.structs.get(clock);
            if (struct instanceof Item found && !found.isDeleted()) {
                Item item = found.clock < clock ? split(found, clock - found.clock) : found;
                if (item.end() > to) {
                    split(item, to - item.clock);
                }
                delete(item);
                struct = item;
            }
            clock = struct.end();
        }
    }
}
