package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import org.jspecify.annotations.Nullable;

/** Plain values, as {@code any}. */
final class AnyContent extends ListContent {
    static final int REF = 8;

    AnyContent(@Nullable Object[] values) {
        super(values);
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    ListContent with(@Nullable Object[] values) {
        return new AnyContent(values);
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarUint(length - from);
        for (int i = from; i < length; i++) {
            out.writeAny(get(i));
        }
    }
}
