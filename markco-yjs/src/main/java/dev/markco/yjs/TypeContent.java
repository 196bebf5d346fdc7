package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A nested shared type as one unit. */
final class TypeContent extends Content {
    static final int REF = 7;
    private final TypeKind kind;
    private final String name;
    private @Nullable SharedType type;

    /** The name of an element or hook, else empty. */
    TypeContent(TypeKind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** The type, which exists once the item is integrated. */
    SharedType type() {
        return Objects.requireNonNull(type);
    }

    void integrated(Replica replica, Item item) {
        type = new SharedType(replica, kind, name, item);
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    long weight(int length) {
        return 2L + name.length();
    }

    @Override
    void write(Encoder out, int from, int length) {
        out.writeVarUint(kind.number());
        if (kind.named()) {
            out.writeVarString(name);
        }
    }
}
