package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * What of an update a replica lacks, found without a change to the replica.
 *
 * <p>The update is passed once to check it and to look up in the replica what it has; only if it has some and lacks some is
 * the update passed again, to write what it lacks. Looked up are the structs that stand where the update's do, not more of
 * them than the update has bytes and the replica structs, a few times over: an update that has the same ids over and over
 * makes no more work, what it says further on counts as lacking.
 */
final class LackingPart {
    /** Structs that are looked at for each byte of the update; and for each struct of the replica if that is too few. */
    private static final int LOOKS_PER_BYTE = 4;

    private static final int LOOKS_PER_STRUCT = 3;

    private final byte[] update;
    private final Replica replica;
    private final DeleteSet pendingDeletes;
    private long looks;
    private boolean hasAllLooks;

    private LackingPart(byte[] update, Replica replica, DeleteSet pendingDeletes) {
        this.update = update;
        this.replica = replica;
        this.pendingDeletes = pendingDeletes;
    }

    /** The update itself if all of it is lacking, {@link Updates#empty} if nothing is. */
    static byte[] of(byte[] update, Replica replica, DeleteSet pendingDeletes) {
        LackingPart part = new LackingPart(update, replica, pendingDeletes);
        part.beginLooking();
        UpdateCursor cursor = new UpdateCursor(update);
        boolean lacks = false;
        boolean knows = false;
        while (cursor.nextSection()) {
            Client client = replica.existingClient(cursor.client);
            while (cursor.nextStruct()) {
                if (cursor.kind != UpdateCursor.SKIP && !(lacks && knows)) {
                    int from = part.lackingFrom(cursor, client);
                    lacks |= from < cursor.end();
                    knows |= from > cursor.clock;
                }
            }
        }
        while (cursor.nextDeleted()) {
            if (!(lacks && knows)) {
                int count = part.lackingDeletes(cursor, null);
                lacks |= count > 0;
                knows |= count < cursor.length;
            }
        }
        return !lacks ? Updates.empty() : knows ? part.written() : update;
    }

    private void beginLooking() {
        looks = 16 + (long) LOOKS_PER_BYTE * update.length;
        hasAllLooks = false;
    }

    private boolean mayLook() {
        if (looks == 0 && !hasAllLooks) {
            hasAllLooks = true;
            looks = (long) LOOKS_PER_STRUCT * replica.structCount();
        }
        return looks > 0 && looks-- > 0;
    }

    /** The first clock of the struct at which it tells more than the replica knows; its end if there is none. */
    private int lackingFrom(UpdateCursor struct, @Nullable Client client) {
        int clock = struct.clock;
        int known = client == null ? 0 : Math.min(struct.end(), client.nextClock());
        if (client == null || clock >= known) {
            return clock;
        }
        int worth = struct.worth();
        if (worth == 0) {
            return known;
        }
        while (clock < known && mayLook()) {
            Struct there = client.structs.get(clock);
            if (worth(there) < worth) {
                return clock;
            }
            clock = Math.min(known, there.end());
        }
        return clock;
    }

    /** As {@link UpdateCursor#worth}. */
    private static int worth(Struct struct) {
        return struct instanceof Gc ? 0 : struct.isDeleted() ? UpdateCursor.DELETED : UpdateCursor.CONTENT;
    }

    /** How many ids of the deleted range the replica has not deleted, nor is about to; they are added to {@code found}. */
    private int lackingDeletes(UpdateCursor range, @Nullable DeleteSet found) {
        Client client = replica.existingClient(range.client);
        int clock = range.clock;
        int known = client == null ? 0 : Math.min(range.end(), client.nextClock());
        int count = 0;
        while (client != null && clock < known && mayLook()) {
            Struct there = client.structs.get(clock);
            int to = Math.min(known, there.end());
            if (!there.isDeleted()) {
                count += to - clock;
                add(found, range.client, clock, to);
            }
            clock = to;
        }
        if (clock < range.end() && (clock < known || !pendingDeletes.covers(range.client, clock, range.end()))) {
            count += range.end() - clock;
            add(found, range.client, clock, range.end());
        }
        return count;
    }

    private static void add(@Nullable DeleteSet found, long client, int from, int to) {
        if (found != null) {
            found.add(client, from, to);
        }
    }

    private byte[] written() {
        beginLooking();
        UpdateCursor cursor = new UpdateCursor(update);
        SectionWriter section = new SectionWriter();
        Encoder sections = new Encoder(update.length);
        int count = 0;
        while (cursor.nextSection()) {
            Client client = replica.existingClient(cursor.client);
            section.begin(cursor.client);
            while (cursor.nextStruct()) {
                int from = cursor.kind == UpdateCursor.SKIP ? cursor.end() : lackingFrom(cursor, client);
                if (from < cursor.end()) {
                    section.add(cursor, SectionWriter.besidePair(cursor, from), cursor.end());
                }
            }
            count += section.writeTo(sections) ? 1 : 0;
        }
        DeleteSet deletes = new DeleteSet();
        while (cursor.nextDeleted()) {
            lackingDeletes(cursor, deletes);
        }
        Encoder out = new Encoder(sections.size() + 64);
        out.writeVarUint(count);
        out.writeAll(sections);
        deletes.write(out);
        return out.toByteArray();
    }
}
