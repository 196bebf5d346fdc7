package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plain values as JSON texts, which early yjs wrote; the text {@code undefined} stands for undefined. */
final class JsonContent extends ListContent {
    static final int REF = 2;

    JsonContent(@Nullable Object[] texts) {
        super(texts);
    }

    String text(int index) {
        return (String) Objects.requireNonNull(get(index));
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    ListContent with(@Nullable Object[] values) {
        return new JsonContent(values);
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarUint(length - from);
        for (int i = from; i < length; i++) {
            out.writeVarString(text(i));
        }
    }
}
