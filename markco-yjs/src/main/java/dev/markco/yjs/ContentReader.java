package dev.markco.yjs;

import dev.markco.yjs.lib0.Decoder;
import org.jspecify.annotations.Nullable;

/** The maker of content objects from the bytes of the item at which a cursor stands, and which it has checked. */
final class ContentReader {
    private final UpdateCursor cursor;
    private final Decoder in;

    ContentReader(UpdateCursor cursor) {
        this.cursor = cursor;
        this.in = new Decoder(cursor.bytes);
    }

    /** The content of the current struct, which is an item. */
    Content read() {
        if (cursor.kind == StringContent.REF) {
            return StringContent.ofUtf8(cursor.bytes, cursor.contentStart, cursor.contentEnd, cursor.length);
        }
        in.moveTo(cursor.contentStart);
        return switch (cursor.kind) {
            case DeletedContent.REF -> DeletedContent.INSTANCE;
            case JsonContent.REF -> new JsonContent(readTexts());
            case BinaryContent.REF -> new BinaryContent(in.readVarBytes());
            case EmbedContent.REF -> new EmbedContent(in.readVarString());
            case FormatContent.REF -> new FormatContent(in.readVarString(), in.readVarString());
            case TypeContent.REF -> readType();
            case AnyContent.REF -> new AnyContent(readValues());
            case DocContent.REF -> new DocContent(in.readVarString(), in.readAny());
            default -> throw new IllegalStateException("the cursor passes no content of kind " + cursor.kind);
        };
    }

    private TypeContent readType() {
        TypeKind type = TypeKind.of((int) in.readVarUint());
        return new TypeContent(type, type.named() ? in.readVarString() : "");
    }

    private @Nullable Object[] readValues() {
        @Nullable Object[] values = new @Nullable Object[cursor.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readAny();
        }
        return values;
    }

    private @Nullable Object[] readTexts() {
        @Nullable Object[] texts = new @Nullable Object[cursor.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = in.readVarString();
        }
        return texts;
    }
}
