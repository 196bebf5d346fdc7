package dev.markco.yjs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * How much would be pending if an update were applied, found without applying anything: the same waiting and waking as in
 * {@link UpdateApplier}, on clocks alone. Costs O(n log n) in what is pending and what the update brings.
 */
final class PendingForecast {
    /** What one client has waiting and brings, in clock order, and how far it would get. */
    private static final class Line {
        final Client client;
        final List<Struct> structs = new ArrayList<>();
        final PriorityQueue<Wait> waits = new PriorityQueue<>();
        int next;
        int known;

        Line(Client client) {
            this.client = client;
            this.known = client.nextClock();
        }
    }

    private record Wait(int clock, Line waiter) implements Comparable<Wait> {
        @Override
        public int compareTo(Wait other) {
            return Integer.compare(clock, other.clock);
        }
    }

    private final Replica replica;
    private final Map<Long, Line> lines = new HashMap<>();

    private PendingForecast(Replica replica) {
        this.replica = replica;
    }

    /** Bytes that would be pending, as {@link UpdateApplier#pendingBytes} counts them; never less than that says then. */
    static long bytesAfter(DecodedUpdate update, Replica replica, Iterable<Client> waiting, DeleteSet pendingDeletes) {
        PendingForecast forecast = new PendingForecast(replica);
        for (Client client : waiting) {
            if (client.backlog != null) {
                forecast.line(client).structs.addAll(client.backlog.structs());
            }
        }
        for (UpdateReader.Run run : update.runs()) {
            forecast.line(run.client()).structs.addAll(run.structs());
        }
        forecast.run();
        DeleteSet deletes = new DeleteSet();
        deletes.addAll(pendingDeletes);
        deletes.addAll(update.deletes());
        return forecast.structBytes() + forecast.deleteBytes(deletes);
    }

    private Line line(Client client) {
        return lines.computeIfAbsent(client.id, id -> new Line(client));
    }

    private void run() {
        ArrayDeque<Line> work = new ArrayDeque<>();
        for (Line line : lines.values()) {
            line.structs.sort(Comparator.comparingInt(struct -> struct.clock));
            work.add(line);
        }
        for (Line line = work.poll(); line != null; line = work.poll()) {
            while (line.next < line.structs.size() && passes(line.structs.get(line.next), line)) {
                line.known = Math.max(line.known, line.structs.get(line.next++).end());
            }
            while (!line.waits.isEmpty() && line.waits.peek().clock() < line.known) {
                work.add(line.waits.poll().waiter());
            }
        }
    }

    /** Whether the struct would be integrated; if not, its line is registered where what is missing would come. */
    private boolean passes(Struct struct, Line line) {
        if (struct.end() <= line.known) {
            return true;
        }
        if (struct.clock > line.known) {
            return false;
        }
        return !(struct instanceof Item item)
                || (isThere(item.origin, item.originClock, line)
                        && isThere(item.rightOrigin, item.rightOriginClock, line)
                        && !(item.parent instanceof ParentRef ref && !isThere(ref.client, ref.clock, line)));
    }

    private boolean isThere(@Nullable Client client, int clock, Line asking) {
        if (client == null || clock < client.nextClock()) {
            return true;
        }
        Line line = lines.get(client.id);
        if (line == null || clock >= line.known) {
            if (line != null) {
                line.waits.add(new Wait(clock, asking));
            }
            return false;
        }
        return true;
    }

    private long structBytes() {
        long bytes = 0;
        for (Line line : lines.values()) {
            int covered = line.known;
            for (Struct struct : line.structs.subList(line.next, line.structs.size())) {
                if (struct.end() > covered) {
                    bytes += struct.weight();
                    covered = struct.end();
                }
            }
        }
        return bytes;
    }

    private long deleteBytes(DeleteSet deletes) {
        int[] count = {0};
        deletes.forEach((id, ranges) -> {
            Line line = lines.get(id);
            Client client = line == null ? replica.existingClient(id) : line.client;
            int known = line != null ? line.known : client != null ? client.nextClock() : 0;
            ranges.forEach((from, to) -> count[0] += to > known ? 1 : 0);
        });
        return (long) UpdateApplier.RANGE_BYTES * count[0];
    }
}
