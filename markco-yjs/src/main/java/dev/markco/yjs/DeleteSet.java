package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ids that are deleted, as clock ranges by client.
 *
 * <pre>deleteSet = varUint nClients, per client in descending order: varUint client, varUint nRanges, (varUint clock, varUint length)</pre>
 */
final class DeleteSet {
    private final Map<Long, ClockRanges> clients = new HashMap<>();

    /** The ranges last added to, and whose they are: mostly the next addition's too. */
    private @Nullable ClockRanges last;

    private long lastClient;

    /** Visitor of the ranges of a client. */
    @FunctionalInterface
    interface Visitor {
        void ranges(long client, ClockRanges ranges);
    }

    void write(Encoder out) {
        out.writeVarUint(clients.size());
        if (clients.size() == 1) {
            clients.forEach((client, ranges) -> writeRanges(out, client, ranges));
        } else if (!clients.isEmpty()) {
            clients.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(Comparator.reverseOrder()))
                    .forEach(entry -> writeRanges(out, entry.getKey(), entry.getValue()));
        }
    }

    static void writeRanges(Encoder out, long client, ClockRanges ranges) {
        out.writeVarUint(client);
        out.writeVarUint(ranges.size());
        ranges.forEach((from, to) -> {
            out.writeVarUint(from);
            out.writeVarUint((long) to - from);
        });
    }

    void add(long client, int from, int to) {
        if (from < to) {
            of(client).add(from, to);
        }
    }

    private ClockRanges of(long client) {
        ClockRanges ranges = last;
        if (ranges == null || lastClient != client) {
            ranges = clients.computeIfAbsent(client, absent -> new ClockRanges());
            last = ranges;
            lastClient = client;
        }
        return ranges;
    }

    void addAll(DeleteSet other) {
        other.clients.forEach((client, ranges) -> of(client).addAll(ranges));
    }

    boolean covers(long client, int from, int to) {
        ClockRanges ranges = clients.isEmpty() ? null : clients.get(client);
        return ranges != null && ranges.covers(from, to);
    }

    /** Adds the ids that both others have. */
    void addCommon(DeleteSet one, DeleteSet other) {
        one.clients.forEach((client, ranges) -> {
            ClockRanges others = other.clients.get(client);
            if (others != null) {
                ranges.forEachCommon(others, (from, to) -> add(client, from, to));
            }
        });
    }

    int rangeCount() {
        int count = 0;
        for (ClockRanges ranges : clients.values()) {
            count += ranges.size();
        }
        return count;
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    /** Visits the clients in no particular order. */
    void forEach(Visitor visitor) {
        clients.forEach(visitor::ranges);
    }

    /** Takes out and returns this client's ids below {@code clock}; null if there are none. */
    @Nullable
    ClockRanges takeBelow(long client, int clock) {
        ClockRanges ranges = clients.get(client);
        if (ranges == null) {
            return null;
        }
        ClockRanges taken = ranges.takeBelow(clock);
        if (ranges.isEmpty()) {
            clients.remove(client);
            last = null;
        }
        return taken.isEmpty() ? null : taken;
    }
}
