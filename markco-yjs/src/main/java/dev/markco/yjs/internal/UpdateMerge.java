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
 * <p>Every update is passed once to check it and to bookmark where the sections begin that bring something. Then each
 * client's sections are merged: of the structs that bring the next clock, the one from the earliest update is taken, as a
 * document would to which the updates are applied one after the other; if there is none, the one that leaves the smallest
 * hole. So the whole takes time in proportion to the bytes, times the logarithm of the sections that overlap, and memory in
 * proportion to the sections and the result.
 */
final class UpdateMerge {
    /** What an update, counted from the first, has of a client. */
    private record Section(Bookmark first, int number) {
        long client() {
            return first.client;
        }

        int clock() {
            return first.clock;
        }
    }

    /** A section that is being merged, at the struct that is to be taken from it next. */
    private record Source(UpdateCursor struct, int number) {
        int clock() {
            return struct.clock;
        }
    }

    private final StateVector known;
    private final List<Section> sections = new ArrayList<>();
    private final DeleteSet deletes = new DeleteSet();
    private final SectionWriter merged = new SectionWriter();

    /** Sources that bring the next clock, or what was taken already. */
    private final PriorityQueue<Source> due = new PriorityQueue<>(Comparator.comparingInt(Source::number));

    /** Sources that begin after the next clock. */
    private final PriorityQueue<Source> ahead =
            new PriorityQueue<>(Comparator.comparingInt(Source::clock).thenComparingInt(Source::number));

    private int updates;

    UpdateMerge(StateVector known) {
        this.known = known;
    }

    /** Takes an update in, checked whole. */
    void add(byte[] update) {
        UpdateCursor cursor = new UpdateCursor(update);
        while (cursor.nextSection()) {
            if (nextBeyond(cursor, known.get(cursor.client))) {
                sections.add(new Section(cursor.bookmark(), updates));
                while (cursor.nextStruct()) {
                    // Passed only to be checked.
                }
            }
        }
        while (cursor.nextDeleted()) {
            deletes.add(cursor.client, cursor.clock, cursor.end());
        }
        updates++;
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

    /** The one update; to be asked for once. */
    byte[] toUpdate() {
        sections.sort(Comparator.comparingLong(Section::client).reversed().thenComparingInt(Section::clock));
        Encoder written = new Encoder(1_024);
        int count = 0;
        for (int from = 0; from < sections.size(); ) {
            long client = sections.get(from).client();
            int to = from + 1;
            while (to < sections.size() && sections.get(to).client() == client) {
                to++;
            }
            merged.begin(client, known.get(client));
            mergeSections(sections.subList(from, to));
            count += merged.writeTo(written) ? 1 : 0;
            from = to;
        }
        Encoder out = new Encoder(written.size() + 64);
        out.writeVarUint(count);
        out.writeAll(written);
        deletes.write(out);
        return out.toByteArray();
    }

    /** Merges what a client has, in the order of the first clocks. */
    private void mergeSections(List<Section> ofClient) {
        int opened = 0;
        while (true) {
            while (opened < ofClient.size() && isWanted(ofClient.get(opened).clock())) {
                Section section = ofClient.get(opened++);
                goOn(new Source(new UpdateCursor(section.first), section.number));
            }
            while (!ahead.isEmpty() && ahead.peek().clock() <= merged.end()) {
                due.add(ahead.poll());
            }
            Source source = due.isEmpty() ? ahead.poll() : due.poll();
            if (source == null) {
                return;
            }
            merged.add(source.struct);
            goOn(source);
        }
    }

    /** Whether a section that begins at the clock may have the struct to be taken next. */
    private boolean isWanted(int clock) {
        return clock <= merged.end()
                || (due.isEmpty() && (ahead.isEmpty() || clock <= ahead.peek().clock()));
    }

    private void goOn(Source source) {
        if (nextBeyond(source.struct, merged.end())) {
            (source.clock() <= merged.end() ? due : ahead).add(source);
        }
    }
}
