package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/** The writer of a whole replica as one update, or of what another one lacks. */
final class StateEncoder {
    /** The order in which clients are written. */
    static final Comparator<Client> DESCENDING = (a, b) -> Long.compare(b.id, a.id);

    /** Room in bytes that is made at most before anything is written. */
    private static final int MAX_EXPECTED = 1 << 20;

    private final Map<Long, Client> known;
    private final UpdateApplier applier;
    private Client[] sorted = {};
    private int expectedBytes = 64;

    StateEncoder(Map<Long, Client> known, UpdateApplier applier) {
        this.known = known;
        this.applier = applier;
    }

    /** Everything that {@code remote} lacks, with all deletes and all that is pending. */
    byte[] encode(StateVector remote) {
        Encoder out = new Encoder(expectedBytes);
        Client[] all = clients();
        Map<Client, UpdateWriter.Section> waiting = new HashMap<>();
        int count = 0;
        for (Client client : all) {
            int from = remote.get(client.id);
            if (client.backlog != null) {
                UpdateWriter.Section section = UpdateWriter.withWaiting(client, from, client.backlog.structs());
                waiting.put(client, section);
                count += section.isEmpty() ? 0 : 1;
            } else {
                count += from < client.nextClock() ? 1 : 0;
            }
        }
        out.writeVarUint(count);
        for (Client client : all) {
            int from = remote.get(client.id);
            UpdateWriter.Section section = waiting.get(client);
            if (section != null) {
                section.writeTo(out);
            } else if (from < client.nextClock()) {
                UpdateWriter.writeFrom(out, client, from);
            }
        }
        writeDeletes(out);
        expectedBytes = Math.min(MAX_EXPECTED, Math.max(64, out.size() + out.size() / 8));
        return out.toByteArray();
    }

    /** Writes all that is deleted, and all deletes that are pending. */
    void writeDeletes(Encoder out) {
        Client[] all = clients();
        if (!applier.pendingDeletes().isEmpty()) {
            DeleteSet deletes = new DeleteSet();
            for (Client client : all) {
                client.structs.forEachDeleted((from, to) -> deletes.add(client.id, from, to));
            }
            deletes.addAll(applier.pendingDeletes());
            deletes.write(out);
            return;
        }
        int count = 0;
        for (Client client : all) {
            count += client.structs.hasDeleted() ? 1 : 0;
        }
        out.writeVarUint(count);
        ClockRanges ranges = new ClockRanges();
        for (Client client : all) {
            client.structs.forEachDeleted(ranges::add);
            if (!ranges.isEmpty()) {
                DeleteSet.writeRanges(out, client.id, ranges);
                ranges.clear();
            }
        }
    }

    /** All clients in the order in which they are written, kept until one more is known. */
    Client[] clients() {
        if (sorted.length != known.size()) {
            sorted = known.values().toArray(new Client[0]);
            Arrays.sort(sorted, DESCENDING);
        }
        return sorted;
    }
}
