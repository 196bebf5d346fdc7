package dev.markco.yjs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The structs of one client that wait, in clock order. It starts as the rest of the run that an update brought; only when a
 * second run comes before the first is used up is a sorted map made of both, where what is covered by another struct is
 * dropped.
 */
final class Backlog {
    /** A client whose backlog needs {@code clock} of another client first. */
    record Wait(int clock, Client waiter) implements Comparable<Wait> {
        @Override
        public int compareTo(Wait other) {
            return Integer.compare(clock, other.clock);
        }
    }

    private List<Struct> run;

    /** Those before in the run are done. */
    private int next;

    private @Nullable NavigableMap<Integer, Struct> sorted;
    private long bytes;

    /** What the first struct waits for; null if for nothing, or for earlier structs of its own client. */
    @Nullable
    Client waitsFor;

    int waitsForClock;

    Backlog(List<Struct> structs) {
        run = structs;
        for (Struct struct : structs) {
            bytes += struct.weight();
        }
    }

    void add(List<Struct> structs) {
        NavigableMap<Integer, Struct> map = sorted;
        if (map == null) {
            map = new TreeMap<>();
            bytes = 0;
            for (Struct struct : run.subList(next, run.size())) {
                put(map, struct);
            }
            run = List.of();
            next = 0;
            sorted = map;
        }
        for (Struct struct : structs) {
            put(map, struct);
        }
    }

    private void put(NavigableMap<Integer, Struct> map, Struct struct) {
        Map.Entry<Integer, Struct> before = map.floorEntry(struct.clock);
        if (before == null || before.getValue().end() < struct.end()) {
            Struct replaced = map.put(struct.clock, struct);
            bytes += struct.weight() - (replaced == null ? 0 : replaced.weight());
        }
    }

    @Nullable
    Struct peek() {
        if (sorted == null) {
            return next < run.size() ? run.get(next) : null;
        }
        Map.Entry<Integer, Struct> first = sorted.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** Takes out the first struct, before anything happens to it. */
    void poll() {
        Struct first =
                sorted == null ? run.get(next++) : sorted.pollFirstEntry().getValue();
        bytes -= first.weight();
    }

    int count() {
        return sorted == null ? run.size() - next : sorted.size();
    }

    /** What the waiting structs take, roughly as on the wire. */
    long bytes() {
        return bytes;
    }

    /** The waiting structs in clock order; they may overlap. */
    List<Struct> structs() {
        return new ArrayList<>(sorted == null ? run.subList(next, run.size()) : sorted.values());
    }
}
