package dev.markco.yjs;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Values of one unit each, in an array with room to grow. Halves of a long list share its array, so that splitting is cheap
 * wherever it is; what shares copies before it appends.
 */
abstract sealed class ListContent extends Content permits AnyContent, JsonContent {
    /** Values that are copied rather than shared. */
    private static final int COPIED = 256;

    private @Nullable Object[] values;
    private int offset;
    private boolean shared;

    ListContent(@Nullable Object[] values) {
        this.values = values;
    }

    final @Nullable Object get(int index) {
        return values[offset + index];
    }

    @Override
    final long weight(int length) {
        long weight = 0;
        for (int i = 0; i < length; i++) {
            weight += Values.weight(get(i));
        }
        return weight;
    }

    abstract ListContent with(@Nullable Object[] values);

    private boolean isWorthSharing(int length) {
        return length > COPIED && length >= values.length / 8;
    }

    private ListContent part(int from, int to) {
        if (!isWorthSharing(to - from)) {
            return with(Arrays.copyOfRange(values, offset + from, offset + to));
        }
        ListContent part = with(values);
        part.offset = offset + from;
        part.shared = true;
        return part;
    }

    @Override
    final Content splitOff(int at, int length) {
        return part(at, length);
    }

    @Override
    final Content afterSplit(int at, int length) {
        return part(0, at);
    }

    @Override
    final boolean append(Content next, int length, int rightLength) {
        ListContent right = (ListContent) next;
        if (shared && right.values == values && right.offset == offset + length) {
            return true;
        }
        int wanted = length + rightLength;
        if (shared || wanted > values.length) {
            @Nullable Object[] own = new @Nullable Object[Math.max(wanted, length + (length >> 1))];
            System.arraycopy(values, offset, own, 0, length);
            values = own;
            offset = 0;
            shared = false;
        }
        System.arraycopy(right.values, right.offset, values, length, rightLength);
        return true;
    }
}
