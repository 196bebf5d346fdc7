package dev.markco.agent.internal.decision;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Updates in the order in which they came, immutable: one more costs the same however many there are.
 *
 * @param below all but the last, null when there are none at all
 * @param bytes the length of all together
 */
@SuppressWarnings(
        "ArrayRecordComponent") // Updates are values; they are never changed, and are the same only if they are one.
public record UpdatePile(@Nullable UpdatePile below, byte[] last, int count, long bytes) {
    public static final UpdatePile EMPTY = new UpdatePile(null, new byte[0], 0, 0);

    public static UpdatePile of(byte[] update) {
        return EMPTY.plus(update);
    }

    public UpdatePile plus(byte[] update) {
        return new UpdatePile(this, update, count + 1, bytes + update.length);
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** The first one first. */
    public List<byte[]> inOrder() {
        byte[][] all = new byte[count][];
        UpdatePile pile = this;
        for (int i = count - 1; i >= 0 && pile != null; i--) {
            all[i] = pile.last;
            pile = pile.below;
        }
        return Arrays.asList(all);
    }

    /** Without what it holds: a pile may be long, and is described in few words. */
    @Override
    public String toString() {
        return count + " updates of " + bytes + " bytes";
    }
}
