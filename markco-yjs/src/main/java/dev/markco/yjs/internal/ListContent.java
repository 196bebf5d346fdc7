package dev.markco.yjs.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values of one unit each, in an array with room to grow. */
abstract sealed class ListContent extends Content permits AnyContent, JsonContent {
    private @Nullable Object[] values;

    ListContent(@Nullable Object[] values) {
        this.values = values;
    }

    final @Nullable Object get(int index) {
        return values[index];
    }

    @Override
    final long weight(int length) {
        long weight = 0;
        for (int i = 0; i < length; i++) {
            weight += Values.weight(values[i]);
        }
        return weight;
    }

    abstract Content with(@Nullable Object[] values);

    @Override
    final Content splitOff(int at, int length) {
        Content right = with(Arrays.copyOfRange(values, at, length));
        values = Arrays.copyOf(values, at);
        return right;
    }

    @Override
    final boolean append(Content right, int length, int rightLength) {
        int wanted = length + rightLength;
        if (wanted > values.length) {
            values = Arrays.copyOf(values, Math.max(wanted, length + (length >> 1)));
        }
        System.arraycopy(((ListContent) right).values, 0, values, length, rightLength);
        return true;
    }
}
