package dev.markco.yjs.internal;

import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A merge of updates into one, without what a replica has that has seen {@code known}.
 *
 * <p>Every update is passed once to check it and to bookmark where the sections begin that bring something. Then each client's
 * sections are merged: of those that have begun, the struct with the lowest clock comes next, the longest of several. So the
 * whole takes time in proportion to the bytes, times the logarithm of the sections that overlap, and memory in proportion
 * to the sections and the result. Where updates contradict each other, whichever comes first wins.
 */
final class UpdateMerge {
    private static final Comparator<Bookmark> IN_ORDER = Comparator.<Bookmark>comparingLong(section -> section.client)
            .reversed()
            .thenComparingInt(section -> section.clock);

    private static final Comparator<UpdateCursor> NEXT_FIRST =
            Comparator.<UpdateCursor>comparingInt(struct -> struct.clock).thenComparingInt(struct -> -struct.length);

    private final StateVector known;
    private final List<Bookmark> sections = new ArrayList<>();
    private final DeleteSet deletes = new DeleteSet();
    private final PriorityQueue<UpdateCursor> begun = new PriorityQueue<>(NEXT_FIRST);
    private final SectionWriter section = new SectionWriter();

    UpdateMerge(StateVector known) {
        this.known = known;
    }

    /** Takes an update in, checked whole. */
    void add(byte[] update) {
        UpdateCursor cursor = new UpdateCursor(update);
        while (cursor.nextSection()) {
            if (nextBeyond(cursor, known.get(cursor.client))) {
                sections.add(cursor.bookmark());
                while (cursor.nextStruct()) {
                    // Passed only to be checked.
                }
            }
        }
        while (cursor.nextDeleted()) {
            deletes.add(cursor.client, cursor.clock, cursor.end());
        }
    }

    /** Goes to the next struct that is no hole and brings something at or after the clock. */
    private static boolean nextBeyond(UpdateCursor cursor, int clock) {
        while (cursor.nextStruct()) {
            if (cursor.end() > clock && cursor.kind != UpdateCursor.SKIP) {
                return true;
            }
        }
        return false;
    }

    /** The one update. */
    byte[] toUpdate() {
        sections.sort(IN_ORDER);
        Encoder written = new Encoder(1_024);
        int count = 0;
        for (int i = 0; i < sections.size(); ) {
            long client = sections.get(i).client;
            section.begin(client, known.get(client));
            i = mergeClient(i, client);
            count += section.writeTo(written) ? 1 : 0;
        }
        Encoder out = new Encoder(written.size() + 64);
        out.writeVarUint(count);
        out.writeAll(written);
        deletes.write(out);
        return out.toByteArray();
    }

    /** Writes a client's structs from its first section on; returns the index of the next client's first section. */
    private int mergeClient(int firstSection, long client) {
        int next = firstSection;
        while (true) {
            UpdateCursor struct = begun.peek();
            if (next < sections.size()
                    && sections.get(next).client == client
                    && (struct == null || sections.get(next).clock <= struct.clock)) {
                goOn(new UpdateCursor(sections.get(next++)));
            } else if (struct == null) {
                return next;
            } else {
                begun.poll();
                section.add(struct);
                goOn(struct);
            }
        }
    }

    private void goOn(UpdateCursor cursor) {
        if (nextBeyond(cursor, section.end())) {
            begun.add(cursor);
        }
    }
}
