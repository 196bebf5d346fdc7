package dev.markco.yjs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A B+-tree over the items of a sequence in document order. A node keeps the visible lengths of what lies below it in one
 * array, so that a search reads a few cache lines a level and no item but the one it finds; an item knows its leaf, a node
 * its place in its parent. Position to item, item to position and the order of two items are all O(log n). Sparse
 * neighbours are joined when merging empties them.
 */
final class SequenceIndex {
    private static final int LEAF = 48;
    private static final int BRANCH = 32;

    private abstract static sealed class Node permits Leaf, Branch {
        @Nullable
        Branch parent;

        /** Where the parent has this node. */
        int slot;

        int size;

        /** Visible units of each item or child. */
        final int[] lengths;

        Node(int capacity) {
            lengths = new int[capacity];
        }

        int visible(int from, int to) {
            int sum = 0;
            for (int i = from; i < to; i++) {
                sum += lengths[i];
            }
            return sum;
        }
    }

    /** Up to 48 consecutive items. */
    static final class Leaf extends Node {
        final @Nullable Item[] items = new @Nullable Item[LEAF];

        Leaf() {
            super(LEAF);
        }

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

        void put(int at, Item item, int visible) {
            if (at < size) {
                System.arraycopy(items, at, items, at + 1, size - at);
                System.arraycopy(lengths, at, lengths, at + 1, size - at);
            }
            items[at] = item;
            lengths[at] = visible;
            item.leaf = this;
            size++;
        }

        void remove(int at) {
            System.arraycopy(items, at + 1, items, at, size - at - 1);
            System.arraycopy(lengths, at + 1, lengths, at, size - at - 1);
            items[--size] = null;
        }

        /** Appends the items of {@code from} that stand at {@code [start, from.size)}. */
        void take(Leaf from, int start) {
            int count = from.size - start;
            System.arraycopy(from.items, start, items, size, count);
            System.arraycopy(from.lengths, start, lengths, size, count);
            for (int i = start; i < from.size; i++) {
                from.item(i).leaf = this;
                from.items[i] = null;
            }
            from.size = start;
            size += count;
        }
    }

    private static final class Branch extends Node {
        final @Nullable Node[] children = new @Nullable Node[BRANCH];

        Branch() {
            super(BRANCH);
        }

        Node child(int at) {
            return Objects.requireNonNull(children[at]);
        }

        void put(int at, Node node, int visible) {
            System.arraycopy(children, at, children, at + 1, size - at);
            System.arraycopy(lengths, at, lengths, at + 1, size - at);
            children[at] = node;
            lengths[at] = visible;
            node.parent = this;
            size++;
            number(at);
        }

        void remove(int at) {
            System.arraycopy(children, at + 1, children, at, size - at - 1);
            System.arraycopy(lengths, at + 1, lengths, at, size - at - 1);
            children[--size] = null;
            number(at);
        }

        void take(Branch from, int start) {
            int first = size;
            int count = from.size - start;
            System.arraycopy(from.children, start, children, size, count);
            System.arraycopy(from.lengths, start, lengths, size, count);
            for (int i = start; i < from.size; i++) {
                from.child(i).parent = this;
                from.children[i] = null;
            }
            from.size = start;
            size += count;
            number(first);
        }

        private void number(int from) {
            for (int i = from; i < size; i++) {
                child(i).slot = i;
            }
        }
    }

    private Node root;
    private int foundStart;

    /** Indexes the linked list that starts with {@code first}: all at once, with room in every node for what comes. */
    SequenceIndex(Item first) {
        List<Node> level = leaves(first);
        while (level.size() > 1) {
            level = parents(level);
        }
        root = level.get(0);
    }

    private static List<Node> leaves(Item first) {
        List<Node> leaves = new ArrayList<>();
        Leaf leaf = new Leaf();
        leaves.add(leaf);
        for (Item item = first; item != null; item = item.right) {
            if (leaf.size == LEAF - LEAF / 8) {
                leaf = new Leaf();
                leaves.add(leaf);
            }
            leaf.put(leaf.size, item, item.visible());
        }
        return leaves;
    }

    private static List<Node> parents(List<Node> children) {
        List<Node> parents = new ArrayList<>();
        Branch branch = new Branch();
        parents.add(branch);
        for (Node child : children) {
            if (branch.size == BRANCH - BRANCH / 8) {
                branch = new Branch();
                parents.add(branch);
            }
            branch.put(branch.size, child, child.visible(0, child.size));
        }
        return parents;
    }

    /** Adds to what all nodes above say of this one. */
    private static void addAbove(Node from, int delta) {
        Node node = from;
        for (Branch up = node.parent; up != null; up = node.parent) {
            up.lengths[node.slot] += delta;
            node = up;
        }
    }

    /** The item with the unit at {@code position}, which exists; {@link #foundStart} tells where it begins. */
    Item find(int position) {
        int rest = position;
        Node node = root;
        while (node instanceof Branch branch) {
            int[] lengths = branch.lengths;
            int at = 0;
            for (int length = lengths[0]; rest >= length; length = lengths[at]) {
                rest -= length;
                at++;
            }
            node = branch.child(at);
        }
        Leaf leaf = (Leaf) node;
        int[] lengths = leaf.lengths;
        int at = 0;
        for (int length = lengths[0]; rest >= length; length = lengths[at]) {
            rest -= length;
            at++;
        }
        foundStart = position - rest;
        return leaf.item(at);
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
        int position = leaf.visible(0, leaf.indexOf(item));
        Node node = leaf;
        for (Branch up = node.parent; up != null; up = node.parent) {
            position += up.visible(0, node.slot);
            node = up;
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
        return nodeA.slot < nodeB.slot;
    }

    /** Adds a linked item with this many visible units. */
    void insert(Item item, int visible) {
        Item left = item.left;
        if (left != null) {
            Leaf leaf = leafOf(left);
            insertAt(leaf, leaf.indexOf(left) + 1, item, visible);
        } else {
            Node node = root;
            while (node instanceof Branch branch) {
                node = branch.child(0);
            }
            insertAt((Leaf) node, 0, item, visible);
        }
    }

    /** Adds the right half of an item that was split; {@code left} already has its shorter length. */
    void insertSplit(Item left, Item right) {
        int visible = right.visible();
        Leaf leaf = leafOf(left);
        int at = leaf.indexOf(left);
        leaf.lengths[at] -= visible;
        if (leaf.size < LEAF) {
            // All stays in this leaf: its sum does not change, nor does anything above.
            leaf.put(at + 1, right, visible);
        } else {
            addAbove(leaf, -visible);
            insertAt(leaf, at + 1, right, visible);
        }
    }

    /** Removes {@code right}, whose units become units of {@code left}; both still have their lengths. */
    void merge(Item left, Item right) {
        int visible = right.visible();
        Leaf from = leafOf(right);
        Leaf to = leafOf(left);
        to.lengths[to.indexOf(left)] += visible;
        if (from != to && visible != 0) {
            addAbove(from, -visible);
            addAbove(to, visible);
        }
        from.remove(from.indexOf(right));
        right.leaf = null;
        shrink(from);
    }

    /** Changes what the item counts for. */
    void changeVisible(Item item, int delta) {
        Leaf leaf = leafOf(item);
        leaf.lengths[leaf.indexOf(item)] += delta;
        addAbove(leaf, delta);
    }

    /** Puts the item there, splitting a full leaf. */
    private void insertAt(Leaf leaf, int at, Item item, int visible) {
        Leaf target = leaf;
        int index = at;
        if (leaf.size == LEAF) {
            Leaf next = new Leaf();
            int keep = at == LEAF ? LEAF : LEAF / 2;
            int moved = leaf.visible(keep, LEAF);
            next.take(leaf, keep);
            addAbove(leaf, -moved);
            addAfter(leaf, next, moved);
            if (at > keep || keep == LEAF) {
                target = next;
                index = at - keep;
            }
        }
        target.put(index, item, visible);
        if (visible != 0) {
            addAbove(target, visible);
        }
    }

    /** Makes {@code next}, with this many visible units, the sibling after {@code node}, splitting full parents. */
    private void addAfter(Node node, Node next, int visible) {
        Branch parent = node.parent;
        if (parent == null) {
            parent = new Branch();
            parent.put(0, node, node.visible(0, node.size));
            root = parent;
        }
        int at = node.slot + 1;
        Branch target = parent;
        if (parent.size == BRANCH) {
            Branch upper = new Branch();
            int keep = at == BRANCH ? BRANCH : BRANCH / 2;
            int moved = parent.visible(keep, BRANCH);
            upper.take(parent, keep);
            addAbove(parent, -moved);
            addAfter(parent, upper, moved);
            if (at > keep || keep == BRANCH) {
                target = upper;
                at -= keep;
            }
        }
        target.put(at, next, visible);
        addAbove(target, visible);
    }

    /** Unlinks a node that is empty, or joins it with its right sibling if it is sparse. */
    private void shrink(Node node) {
        int capacity = node.lengths.length;
        if (node.size >= capacity / 4) {
            return;
        }
        Branch parent = node.parent;
        if (parent == null) {
            if (node instanceof Branch branch && branch.size == 1) {
                root = branch.child(0);
                root.parent = null;
                root.slot = 0;
            }
            return;
        }
        int at = node.slot;
        if (node.size == 0) {
            parent.remove(at);
            shrink(parent);
        } else if (at + 1 < parent.size) {
            Node right = parent.child(at + 1);
            if (node.size + right.size <= capacity * 3 / 4) {
                if (node instanceof Leaf leaf) {
                    leaf.take((Leaf) right, 0);
                } else {
                    ((Branch) node).take((Branch) right, 0);
                }
                parent.lengths[at] += parent.lengths[at + 1];
                parent.remove(at + 1);
                shrink(parent);
            }
        }
    }

    /** Throws if sums, sizes or back pointers are wrong; for tests. */
    void check(int visible, int count) {
        if (root.parent != null || root.visible(0, root.size) != visible || check(root) != count) {
            throw new IllegalStateException("index of " + root.visible(0, root.size) + " units, not " + visible);
        }
    }

    private static int check(Node node) {
        int count = 0;
        for (int i = 0; i < node.size; i++) {
            int visible;
            if (node instanceof Branch branch) {
                Node child = branch.child(i);
                if (child.parent != branch || child.slot != i || child.size == 0) {
                    throw new IllegalStateException("child " + i + " is empty or has another place");
                }
                count += check(child);
                visible = child.visible(0, child.size);
            } else {
                Item item = ((Leaf) node).item(i);
                if (item.leaf != node) {
                    throw new IllegalStateException("item " + item.clock + " has another leaf");
                }
                visible = item.visible();
                count++;
            }
            if (visible != node.lengths[i]) {
                throw new IllegalStateException("node says " + node.lengths[i] + " units, holds " + visible);
            }
        }
        return count;
    }
}
