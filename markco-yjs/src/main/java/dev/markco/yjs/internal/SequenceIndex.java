package dev.markco.yjs.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A B+-tree over the items of a sequence in document order. Leaves hold items, every node knows how many visible units lie
 * below it, and an item knows its leaf: position to item, item to position and the order of two items are all
 * O(log n). Sparse neighbours are joined when merging empties them.
 */
final class SequenceIndex {
    private static final int LEAF = 48;
    private static final int BRANCH = 32;

    private abstract static sealed class Node permits Leaf, Branch {
        @Nullable
        Branch parent;

        int visible;
        int size;
    }

    /** Up to 48 consecutive items. */
    static final class Leaf extends Node {
        final @Nullable Item[] items = new @Nullable Item[LEAF];

        Item item(int at) {
            return Objects.requireNonNull(items[at]);
        }

        int indexOf(Item item) {
            for (int i = 0; i < size; i++) {
                if (items[i] == item) {
                    return i;
                }
            }
            throw new IllegalStateException("item " + item.clock + " is not in its leaf");
        }

        void put(int at, Item item) {
            System.arraycopy(items, at, items, at + 1, size - at);
            items[at] = item;
            item.leaf = this;
            size++;
        }
    }

    private static final class Branch extends Node {
        final @Nullable Node[] children = new @Nullable Node[BRANCH];

        Node child(int at) {
            return Objects.requireNonNull(children[at]);
        }

        int indexOf(Node node) {
            for (int i = 0; i < size; i++) {
                if (children[i] == node) {
                    return i;
                }
            }
            throw new IllegalStateException("node is not below its parent");
        }

        void put(int at, Node node) {
            System.arraycopy(children, at, children, at + 1, size - at);
            children[at] = node;
            node.parent = this;
            size++;
        }

        void remove(int at) {
            System.arraycopy(children, at + 1, children, at, size - at - 1);
            children[--size] = null;
        }
    }

    private Node root;
    private int foundStart;

    /** Indexes the linked list that starts with {@code first}. */
    SequenceIndex(Item first) {
        Leaf leaf = new Leaf();
        root = leaf;
        for (Item item = first; item != null; item = item.right) {
            if (leaf.size == LEAF) {
                Leaf next = new Leaf();
                addAfter(leaf, next);
                leaf = next;
            }
            leaf.put(leaf.size, item);
            addVisible(leaf, item.visible());
        }
    }

    private static void addVisible(Node from, int delta) {
        if (delta != 0) {
            for (Node node = from; node != null; node = node.parent) {
                node.visible += delta;
            }
        }
    }

    /** The item with the unit at {@code position}; {@link #foundStart} tells where it begins. */
    Item find(int position) {
        int rest = position;
        Node node = root;
        while (node instanceof Branch branch) {
            int at = 0;
            Node child = branch.child(0);
            while (rest >= child.visible) {
                rest -= child.visible;
                child = branch.child(++at);
            }
            node = child;
        }
        Leaf leaf = (Leaf) node;
        for (int i = 0; i < leaf.size; i++) {
            Item item = leaf.item(i);
            int length = item.visible();
            if (rest < length) {
                foundStart = position - rest;
                return item;
            }
            rest -= length;
        }
        throw new IndexOutOfBoundsException("position " + position + " of " + root.visible);
    }

    int foundStart() {
        return foundStart;
    }

    private static Leaf leafOf(Item item) {
        return Objects.requireNonNull(item.leaf);
    }

    /** Visible units before the item. */
    int positionOf(Item item) {
        Leaf leaf = leafOf(item);
        int position = 0;
        for (int i = 0; leaf.items[i] != item; i++) {
            position += leaf.item(i).visible();
        }
        Node node = leaf;
        for (Branch up = node.parent; up != null; node = up, up = up.parent) {
            for (int i = 0; up.children[i] != node; i++) {
                position += up.child(i).visible;
            }
        }
        return position;
    }

    /** Whether {@code a} stands before {@code b}, two different items. */
    boolean isBefore(Item a, Item b) {
        Leaf leafA = leafOf(a);
        Leaf leafB = leafOf(b);
        if (leafA == leafB) {
            return leafA.indexOf(a) < leafA.indexOf(b);
        }
        Node nodeA = leafA;
        Node nodeB = leafB;
        while (nodeA.parent != nodeB.parent) {
            nodeA = Objects.requireNonNull(nodeA.parent);
            nodeB = Objects.requireNonNull(nodeB.parent);
        }
        Branch common = Objects.requireNonNull(nodeA.parent);
        return common.indexOf(nodeA) < common.indexOf(nodeB);
    }

    /** Adds a linked item with this many visible units. */
    void insert(Item item, int visible) {
        Item left = item.left;
        Leaf leaf;
        int at;
        if (left != null) {
            leaf = leafOf(left);
            at = leaf.indexOf(left) + 1;
        } else {
            Node node = root;
            while (node instanceof Branch branch) {
                node = branch.child(0);
            }
            leaf = (Leaf) node;
            at = 0;
        }
        addVisible(insertAt(leaf, at, item), visible);
    }

    /** Adds the right half of an item that was split; {@code left} already has its shorter length. */
    void insertSplit(Item left, Item right) {
        int visible = right.visible();
        addVisible(leafOf(left), -visible);
        insert(right, visible);
    }

    /** Removes {@code right}, whose units become units of {@code left}; both still have their lengths. */
    void merge(Item left, Item right) {
        Leaf from = leafOf(right);
        Leaf to = leafOf(left);
        if (from != to) {
            int visible = right.visible();
            addVisible(from, -visible);
            addVisible(to, visible);
        }
        int at = from.indexOf(right);
        System.arraycopy(from.items, at + 1, from.items, at, from.size - at - 1);
        from.items[--from.size] = null;
        right.leaf = null;
        shrink(from);
    }

    /** Changes what the item counts for. */
    void changeVisible(Item item, int delta) {
        addVisible(leafOf(item), delta);
    }

    /** Puts the item there, splitting a full leaf, without counting its units; returns the leaf it went to. */
    private Leaf insertAt(Leaf leaf, int at, Item item) {
        if (leaf.size < LEAF) {
            leaf.put(at, item);
            return leaf;
        }
        Leaf next = new Leaf();
        int keep = at == LEAF ? LEAF : LEAF / 2;
        int moved = 0;
        for (int i = keep; i < LEAF; i++) {
            Item mover = leaf.item(i);
            next.put(next.size, mover);
            moved += mover.visible();
            leaf.items[i] = null;
        }
        leaf.size = keep;
        addAfter(leaf, next);
        addVisible(leaf, -moved);
        addVisible(next, moved);
        if (at > keep || keep == LEAF) {
            next.put(at - keep, item);
            return next;
        }
        leaf.put(at, item);
        return leaf;
    }

    /** Makes the empty {@code next} the sibling after {@code node}, splitting full parents. */
    private void addAfter(Node node, Node next) {
        Branch parent = node.parent;
        if (parent == null) {
            parent = new Branch();
            parent.visible = node.visible;
            parent.put(0, node);
            root = parent;
        }
        int at = parent.indexOf(node) + 1;
        if (parent.size < BRANCH) {
            parent.put(at, next);
            return;
        }
        Branch upper = new Branch();
        int keep = at == BRANCH ? BRANCH : BRANCH / 2;
        int moved = 0;
        for (int i = keep; i < BRANCH; i++) {
            Node mover = parent.child(i);
            upper.put(upper.size, mover);
            moved += mover.visible;
            parent.children[i] = null;
        }
        parent.size = keep;
        addAfter(parent, upper);
        addVisible(parent, -moved);
        addVisible(upper, moved);
        if (at > keep || keep == BRANCH) {
            upper.put(at - keep, next);
        } else {
            parent.put(at, next);
        }
    }

    /** Unlinks an empty node, or joins a sparse one with its right sibling. */
    private void shrink(Node node) {
        Branch parent = node.parent;
        if (parent == null) {
            if (node instanceof Branch branch && branch.size == 1) {
                root = branch.child(0);
                root.parent = null;
            }
            return;
        }
        int at = parent.indexOf(node);
        if (node.size == 0) {
            parent.remove(at);
            shrink(parent);
        } else if (node.size < LEAF / 4 && at + 1 < parent.size) {
            Node right = parent.child(at + 1);
            int capacity = node instanceof Leaf ? LEAF : BRANCH;
            if (node.size + right.size <= capacity * 3 / 4) {
                join(node, right);
                node.visible += right.visible;
                parent.remove(at + 1);
                shrink(parent);
            }
        }
    }

    private static void join(Node node, Node right) {
        if (node instanceof Leaf leaf) {
            Leaf other = (Leaf) right;
            for (int i = 0; i < other.size; i++) {
                leaf.put(leaf.size, other.item(i));
            }
        } else {
            Branch branch = (Branch) node;
            Branch other = (Branch) right;
            for (int i = 0; i < other.size; i++) {
                branch.put(branch.size, other.child(i));
            }
        }
    }

    /** Throws if sums, sizes or back pointers are wrong; for tests. */
    void check(int visible, int count) {
        if (root.parent != null || root.visible != visible || check(root) != count) {
            throw new IllegalStateException("index of " + root.visible + " units, not " + visible);
        }
    }

    private static int check(Node node) {
        int visible = 0;
        int count = 0;
        for (int i = 0; i < node.size; i++) {
            if (node instanceof Branch branch) {
                Node child = branch.child(i);
                if (child.parent != branch || child.size == 0) {
                    throw new IllegalStateException("child " + i + " is empty or has another parent");
                }
                count += check(child);
                visible += child.visible;
            } else {
                Item item = ((Leaf) node).item(i);
                if (item.leaf != node) {
                    throw new IllegalStateException("item " + item.clock + " has another leaf");
                }
                visible += item.visible();
                count++;
            }
        }
        if (visible != node.visible) {
            throw new IllegalStateException("node says " + node.visible + " units, holds " + visible);
        }
        return count;
    }
}
