package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

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

    /** A section that is being merged, at the struct that is to be taken from it next or was taken already. */
    private record Source(UpdateCursor struct, int number) {
        int clock() {
            return struct.clock;
        }
    }

    /** A struct without content at which a source stands until the merge has passed its end. */
    private record Dead(Source source, int worth, int end) {
        int number() {
            return source.number;
        }
    }

    private static final int NEVER = Integer.MAX_VALUE;

    private final StateVector known;
    private final List<Section> sections = new ArrayList<>();
    private final DeleteSet deletes = new DeleteSet();

    /** Units that some update has with content, and those that some update has without. */
    private final DeleteSet live = new DeleteSet();

    private final DeleteSet dead = new DeleteSet();
    private final SectionWriter merged = new SectionWriter();

    /** Sources that stand at content, or may go on, at or before the next clock. */
    private final PriorityQueue<Source> due = new PriorityQueue<>(Comparator.comparingInt(Source::number));

    /** Sources that begin after the next clock. */
    private final PriorityQueue<Source> ahead = new PriorityQueue<>(Comparator.comparingInt(Source::clock));

    /** Sources that stand at a struct without content that has the next clock: the one that ends first in front. */
    private final PriorityQueue<Dead> ending = new PriorityQueue<>(Comparator.comparingInt(Dead::end));

    /** The same, the one that tells most in front, and those that have ended and were not in front since. */
    private final PriorityQueue<Dead> best =
            new PriorityQueue<>(Comparator.comparingInt(Dead::worth).reversed().thenComparingInt(Dead::number));

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
            for (; opened < ofClient.size() && ofClient.get(opened).clock() <= clock; opened++) {
                Section section = ofClient.get(opened);
                due.add(new Source(new UpdateCursor(section.first), section.number));
            }
            while (!ahead.isEmpty() && ahead.peek().clock() <= clock) {
                due.add(ahead.poll());
            }
            while (!ending.isEmpty() && ending.peek().end <= clock) {
                due.add(ending.poll().source);
            }
            Source source = nextContent(clock);
            if (source != null) {
                merged.add(source.struct, clock, source.struct.end());
                clock = source.struct.end();
                due.add(source);
                continue;
            }
            int next = Math.min(
                    opened < ofClient.size() ? ofClient.get(opened).clock() : NEVER,
                    ahead.isEmpty() ? NEVER : ahead.peek().clock());
            if (!ending.isEmpty()) {
                int to = Math.min(ending.peek().end, next);
                merged.add(nextDead(clock), clock, to);
                clock = to;
            } else if (next != NEVER) {
                clock = next;
            } else {
                best.clear();
                return;
            }
        }
    }

    /** The source of the earliest update that has the clock with content; null, with no source due any more, if none has. */
    private @Nullable Source nextContent(int clock) {
        for (Source source = due.poll(); source != null; source = due.poll()) {
            UpdateCursor struct = source.struct;
            if (!goBeyond(struct, clock)) {
                continue;
            }
            if (struct.clock > clock) {
                ahead.add(source);
            } else if (struct.worth() == UpdateCursor.CONTENT) {
                return source;
            } else {
                Dead offered = new Dead(source, struct.worth(), struct.end());
                ending.add(offered);
                best.add(offered);
            }
        }
        return null;
    }

    /** Goes on, if need be, to a struct that is no hole and brings something at or after the clock; false: none does. */
    private static boolean goBeyond(UpdateCursor cursor, int clock) {
        while (cursor.end() <= clock || cursor.kind == UpdateCursor.SKIP) {
            if (!cursor.nextStruct()) {
                return false;
            }
        }
        return true;
    }

    /** The struct that tells most of the clock, when one has it but none with content. */
    private UpdateCursor nextDead(int clock) {
        while (best.element().end <= clock) {
            best.remove();
        }
        return best.element().source.struct;
    }
}
