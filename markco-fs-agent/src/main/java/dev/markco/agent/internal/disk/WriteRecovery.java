package dev.markco.agent.internal.disk;

import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Finds out, after a crash, whether a planned write happened (the recovery of R7). */
public final class WriteRecovery {
    /** What the files show. */
    public enum Verdict {
        /** The new content never got there. */
        NOT_WRITTEN,
        /** It did; what came out may wait to be looked at. */
        WRITTEN,
        /** A write of the file itself stopped half way and has to be done again. */
        TORN
    }

    /**
     * The finding.
     *
     * @param retired where what came out still is, null when nothing is left of it
     */
    public record Finding(Verdict verdict, @Nullable Path retired) {}

    private WriteRecovery() {}

    /**
     * Looks at the files of a plan. Touches nothing.
     *
     * @param before the content at the time of the plan, null for no file
     */
    public static Finding examine(WritePlan plan, byte @Nullable [] before, byte[] after) throws IOException {
        byte @Nullable [] target = readIfPresent(plan.target());
        return switch (plan.mode()) {
            case CREATE ->
                new Finding(
                        !Files.exists(plan.swap()) && holds(target, after) ? Verdict.WRITTEN : Verdict.NOT_WRITTEN,
                        null);
            case IN_PLACE, EXTEND -> {
                byte[] old = before == null ? new byte[0] : before;
                yield new Finding(
                        target == null ? Verdict.NOT_WRITTEN : written(plan.mode(), old, after, target), null);
            }
            case SWAP -> swapped(plan, target, after);
        };
    }

    /** Removes what a write that did not happen left behind. */
    public static void discardTemps(WritePlan plan) throws IOException {
        Files.deleteIfExists(plan.part());
        Files.deleteIfExists(plan.swap());
        Files.deleteIfExists(plan.out());
    }

    private static Finding swapped(WritePlan plan, byte @Nullable [] target, byte[] after) throws IOException {
        byte @Nullable [] swap = readIfPresent(plan.swap());
        if (swap != null) {
            // The same bytes in both files: someone else wrote exactly our text, and either answer is right.
            return same(swap, after)
                    ? new Finding(Verdict.NOT_WRITTEN, null)
                    : new Finding(Verdict.WRITTEN, plan.swap());
        }
        if (Files.exists(plan.out())) {
            return new Finding(Verdict.WRITTEN, plan.out());
        }
        return new Finding(same(target, after) ? Verdict.WRITTEN : Verdict.NOT_WRITTEN, null);
    }

    /** Whether the file itself was written, to which others may have done something since. */
    private static Verdict written(WritePlan.Mode mode, byte[] before, byte[] after, byte[] seen) {
        Verdict found = mode == WritePlan.Mode.EXTEND ? extended(before, after, seen) : inPlace(before, after, seen);
        return found == Verdict.NOT_WRITTEN && isNearer(after, before, seen) ? Verdict.WRITTEN : found;
    }

    /** Whether less was done to one text than to the other, to make of it what is there. */
    private static boolean isNearer(byte[] one, byte[] other, byte[] seen) {
        String text = FileText.decode(seen);
        String near = FileText.decode(one);
        String far = FileText.decode(other);
        return text != null && near != null && far != null && changed(near, text) < changed(far, text);
    }

    private static long changed(String base, String text) {
        return TextDiff.between(base, text).stream()
                .mapToLong(hunk -> hunk.end() - hunk.start() + hunk.text().length())
                .sum();
    }

    private static Verdict extended(byte[] before, byte[] after, byte[] seen) {
        if (Extension.isWritten(after, seen)) {
            return Verdict.WRITTEN;
        }
        return Extension.isTorn(before, after, seen) ? Verdict.TORN : Verdict.NOT_WRITTEN;
    }

    private static Verdict inPlace(byte[] before, byte[] after, byte[] seen) {
        if (same(seen, before)) {
            return Verdict.NOT_WRITTEN;
        }
        if (same(seen, after)) {
            return Verdict.WRITTEN;
        }
        return InPlaceWrite.isTorn(before, after, seen) ? Verdict.TORN : Verdict.NOT_WRITTEN;
    }

    /**
     * Whether a file that we were about to make is there. Others may have added to it since; when something of ours is
     * missing, it may as well be one that somebody else made, and to take that for an edit of ours would delete our words.
     */
    private static boolean holds(byte @Nullable [] target, byte[] after) {
        if (target == null || same(target, after)) {
            return target != null;
        }
        String seen = FileText.decode(target);
        String made = FileText.decode(after);
        return seen != null
                && made != null
                && TextDiff.between(made, seen).stream().allMatch(Hunk::isInsertion);
    }

    private static byte @Nullable [] readIfPresent(Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    }

    private static boolean same(byte @Nullable [] one, byte @Nullable [] other) {
        return Arrays.equals(one, other);
    }
}
