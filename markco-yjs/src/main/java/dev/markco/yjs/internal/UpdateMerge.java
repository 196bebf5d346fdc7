package dev.markco.yjs.internal;

import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * A merge of updates into one, id by id, without what a replica has that has seen {@code known}.
 *
 * <p>Every update is passed once to check it and to bookmark where the sections begin that bring something. Then each
 * client's sections are merged: of the structs that have the next clock, the one that tells most is taken
 * ({@link UpdateCursor#worth}), among equals the one from the earliest update. One with content is taken to its end, any
 * other up to where a struct begins or ends, which may uncover one that tells more; if that goes on with it, the writer
 * joins the two again. Where no struct has the next clock, there is a hole. What is content in one update and none in another
 * is deleted in the merge: somebody had collected it already.
 *
 * <p>So the whole takes time in proportion to the bytes, times the logarithm of the sections that overlap, and memory in
 * proportion to the structs and the result.
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

    /** A struct at which the cursor of a section stands, {@code to} exclusive; over when the cursor has moved on. */
    private record Offer(UpdateCursor struct, int number, int worth, int from, int to) {}

    private static final int NEVER = Integer.MAX_VALUE;

    private final StateVector known;
    private final List<Section> sections = new ArrayList<>();
    private final DeleteSet deletes = new DeleteSet();

    /** Units that some update has with content, and those that some update has without. */
    private final DeleteSet live = new DeleteSet();

    private final DeleteSet dead = new DeleteSet();
    private final SectionWriter merged = new SectionWriter();

    /** Offers that have the next clock, best first; those that are over are dropped when they come first. */
    private final PriorityQueue<Offer> due =
            new PriorityQueue<>(Comparator.comparingInt(Offer::worth).reversed().thenComparingInt(Offer::number));

    /** The same, the one that ends first in front; none that is over. */
    private final PriorityQueue<Offer> ending = new PriorityQueue<>(Comparator.comparingInt(Offer::to));

    /** Offers that begin after the next clock. */
    private final PriorityQueue<Offer> ahead = new PriorityQueue<>(Comparator.comparingInt(Offer::from));

    private int updates;

    UpdateMerge(StateVector known) {
        this.known = known;
    }

    /** Takes an update in, checked whole. */
    void add(byte[] update) {
        UpdateCursor cursor = new UpdateCursor(update);
        while (cursor.nextSection()) {
            int seen = known.get(cursor.client);
            boolean isBookmarked = false;
            while (cursor.nextStruct()) {
                if (cursor.kind != UpdateCursor.SKIP) {
                    (cursor.worth() == UpdateCursor.CONTENT ? live : dead)
                            .add(cursor.client, cursor.clock, cursor.end());
                    if (!isBookmarked && cursor.end() > seen) {
                        sections.add(new Section(cursor.bookmark(), updates));
                        isBookmarked = true;
                    }
                }
            }
        }
        while (cursor.nextDeleted()) {
            deletes.add(cursor.client, cursor.clock, cursor.end());
        }
        updates++;
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
            merged.begin(client);
            mergeSections(sections.subList(from, to), known.get(client));
            count += merged.writeTo(written) ? 1 : 0;
            from = to;
        }
        deletes.addCommon(live, dead);
        Encoder out = new Encoder(written.size() + 64);
        out.writeVarUint(count);
        out.writeAll(written);
        deletes.write(out);
        return out.toByteArray();
    }

    /** Merges what a client has at or after the clock, in the order of the first clocks. */
    private void mergeSections(List<Section> ofClient, int first) {
        int clock = first;
        int opened = 0;
        while (true) {
            while (!ahead.isEmpty() && ahead.peek().from <= clock) {
                offer(ahead.poll());
            }
            while (!ending.isEmpty() && ending.peek().to <= clock) {
                Offer over = ending.poll();
                offerNext(over.struct, over.number, clock);
            }
            for (; opened < ofClient.size() && ofClient.get(opened).clock() <= clock; opened++) {
                Section section = ofClient.get(opened);
                offerNext(new UpdateCursor(section.first), section.number, clock);
            }
            while (!due.isEmpty() && due.peek().to <= clock) {
                due.poll();
            }
            int next = Math.min(
                    opened < ofClient.size() ? ofClient.get(opened).clock() : NEVER,
                    ahead.isEmpty() ? NEVER : ahead.peek().from);
            Offer best = due.peek();
            if (best != null) {
                int to = best.worth == UpdateCursor.CONTENT ? best.to : Math.min(ending.element().to, next);
                merged.add(best.struct, clock, to);
                clock = to;
            } else if (next != NEVER) {
                clock = next;
            } else {
                return;
            }
        }
    }

    /** Moves the cursor to its section's next struct that brings something at or after the clock, if there is one. */
    private void offerNext(UpdateCursor cursor, int number, int clock) {
        while (cursor.nextStruct()) {
            if (cursor.end() > clock && cursor.kind != UpdateCursor.SKIP) {
                Offer offer = new Offer(cursor, number, cursor.worth(), cursor.clock, cursor.end());
                if (offer.from <= clock) {
                    offer(offer);
                } else {
                    ahead.add(offer);
                }
                return;
            }
        }
    }

    private void offer(Offer offer) {
        due.add(offer);
        ending.add(offer);
    }
}
