package dev.markco.yjs;

import java.util.Arrays;

/**
 * A set of clocks as disjoint ranges that do not touch, in order. Ranges that come in order are joined at once; others are
 * sorted in when the set is next asked, so that adding is amortised O(1) and a question after n additions O(n log n) at
 * most.
 */
final class ClockRanges {
    /** The empty set; never added to. */
    static final ClockRanges NONE = new ClockRanges();

    /** Ranges that {@link #clear} keeps room for. */
    private static final int ROOM = 16;

    /** Start in the upper, end in the lower half: the natural order is that of the starts. */
    private long[] ranges = {};

    /** Those before have been taken. */
    private int head;

    private int tail;
    private boolean sorted = true;

    /** Visitor of ranges, ends exclusive. */
    @FunctionalInterface
    interface Visitor {
        void range(int from, int to);
    }

    private static int from(long range) {
        return (int) (range >>> 32);
    }

    private static int to(long range) {
        return (int) range;
    }

    private static long range(int from, int to) {
        return ((long) from << 32) | to;
    }

    void add(int from, int to) {
        if (from >= to) {
            return;
        }
        if (tail > head && sorted) {
            long last = ranges[tail - 1];
            if (from >= from(last) && from <= to(last)) {
                ranges[tail - 1] = range(from(last), Math.max(to, to(last)));
                return;
            }
            sorted = from > to(last);
        }
        if (tail == ranges.length) {
            makeRoom();
        }
        ranges[tail++] = range(from, to);
    }

    private void makeRoom() {
        int size = tail - head;
        if (head > 0 && head >= size) {
            System.arraycopy(ranges, head, ranges, 0, size);
        } else {
            ranges = Arrays.copyOfRange(ranges, head, head + Math.max(2, size * 2));
        }
        head = 0;
        tail = size;
    }

    private void sort() {
        if (sorted) {
            return;
        }
        Arrays.sort(ranges, head, tail);
        int write = head;
        for (int i = head + 1; i < tail; i++) {
            long last = ranges[write];
            long next = ranges[i];
            if (from(next) <= to(last)) {
                ranges[write] = range(from(last), Math.max(to(last), to(next)));
            } else {
                ranges[++write] = next;
            }
        }
        tail = write + 1;
        sorted = true;
    }

    void addAll(ClockRanges other) {
        other.sort();
        for (int i = other.head; i < other.tail; i++) {
            add(from(other.ranges[i]), to(other.ranges[i]));
        }
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Forgets all, and much room with it. */
    void clear() {
        if (ranges.length > ROOM) {
            ranges = new long[ROOM];
        }
        head = 0;
        tail = 0;
        sorted = true;
    }

    /** Number of ranges. */
    int size() {
        sort();
        return tail - head;
    }

    boolean contains(int clock) {
        return covers(clock, clock + 1);
    }

    /** Whether all of a range that is not empty is there. */
    boolean covers(int from, int to) {
        sort();
        int index = Arrays.binarySearch(ranges, head, tail, range(from, Integer.MAX_VALUE));
        int before = index >= 0 ? index : -index - 2;
        return before >= head && to <= to(ranges[before]);
    }

    void forEach(Visitor visitor) {
        sort();
        for (int i = head; i < tail; i++) {
            visitor.range(from(ranges[i]), to(ranges[i]));
        }
    }

    /** Visits the ranges that both sets have; neither may change meanwhile. */
    void forEachCommon(ClockRanges other, Visitor visitor) {
        sort();
        other.sort();
        for (int i = head, j = other.head; i < tail && j < other.tail; ) {
            long one = ranges[i];
            long two = other.ranges[j];
            int from = Math.max(from(one), from(two));
            int to = Math.min(to(one), to(two));
            if (from < to) {
                visitor.range(from, to);
            }
            if (to(one) == to) {
                i++;
            } else {
                j++;
            }
        }
    }

    /** Takes out and returns what lies below {@code clock}. */
    ClockRanges takeBelow(int clock) {
        sort();
        ClockRanges taken = new ClockRanges();
        while (head < tail && from(ranges[head]) < clock) {
            long range = ranges[head];
            taken.add(from(range), Math.min(to(range), clock));
            if (to(range) > clock) {
                ranges[head] = range(clock, to(range));
                break;
            }
            head++;
        }
        return taken;
    }
}
