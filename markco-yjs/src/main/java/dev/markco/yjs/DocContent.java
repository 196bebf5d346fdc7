package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import org.jspecify.annotations.Nullable;

/** A reference to another document, with the options its author gave. */
final class DocContent extends Content {
    static final int REF = 9;
    final String guid;
    private final @Nullable Object options;

    DocContent(String guid, @Nullable Object options) {
        this.guid = guid;
        this.options = options;
    }

    @Nullable
    Object options() {
        return options;
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    long weight(int length) {
        return guid.length() + Values.weight(options);
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarString(guid);
        out.writeAny(options);
    }
}
