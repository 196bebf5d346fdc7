package dev.markco.yjs.internal;

import dev.markco.yjs.lib0.Decoder;
import dev.markco.yjs.lib0.Encoder;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Ids that are deleted, as clock ranges by client.
 *
 * <pre>deleteSet = varUint nClients, per client in descending order: varUint client, varUint nRanges, (varUint clock, varUint length)</pre>
 */
final class DeleteSet {
    private final TreeMap<Long, ClockRanges> clients = new TreeMap<>(Comparator.reverseOrder());

    static DeleteSet read(Decoder in) {
        DeleteSet set = new DeleteSet();
        int count = in.readCount(2, "clients");
        for (int i = 0; i < count; i++) {
            long client = in.readVarUint();
            int ranges = in.readCount(2, "delete ranges");
            for (int j = 0; j < ranges; j++) {
                int clock = in.readVarUint(Integer.MAX_VALUE, "a clock");
                int length = in.readVarUint(Integer.MAX_VALUE - clock, "a length");
                set.add(client, clock, clock + length);
            }
        }
        return set;
    }

    void write(Encoder out) {
        out.writeVarUint(clients.size());
        clients.forEach((client, ranges) -> {
            out.writeVarUint(client);
            out.writeVarUint(ranges.size());
            ranges.forEach((from, to) -> {
                out.writeVarUint(from);
                out.writeVarUint((long) to - from);
            });
        });
    }

    void add(long client, int from, int to) {
        if (from < to) {
            clients.computeIfAbsent(client, absent -> new ClockRanges()).add(from, to);
        }
    }

    void addAll(DeleteSet other) {
        other.clients.forEach((client, ranges) ->
                clients.computeIfAbsent(client, absent -> new ClockRanges()).addAll(ranges));
    }

    boolean isEmpty() {
        return clients.isEmpty();
    }

    boolean contains(long client, int clock) {
        ClockRanges ranges = clients.get(client);
        return ranges != null && ranges.contains(clock);
    }

    void forEach(BiConsumer<Long, ClockRanges> visitor) {
        clients.forEach(visitor);
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
        }
        return taken.isEmpty() ? null : taken;
    }
}
