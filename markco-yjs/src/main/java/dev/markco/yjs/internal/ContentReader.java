package dev.markco.yjs.internal;

import dev.markco.yjs.DecodeException;
import dev.markco.yjs.lib0.Decoder;
import dev.markco.yjs.lib0.Json;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The reader of an item's content; the grammar stands in {@link UpdateReader}. */
final class ContentReader {
    private ContentReader() {}

    /** Reads content of {@code kind}; {@code start} is where the struct began, for the error. */
    static Item read(Decoder in, Client client, int clock, int kind, int start) {
        switch (kind) {
            case DeletedContent.REF -> {
                int length = in.readVarUint(Integer.MAX_VALUE, "a length");
                return item(client, clock, length, DeletedContent.INSTANCE, start);
            }
            case JsonContent.REF -> {
                @Nullable Object[] texts = readTexts(in);
                return item(client, clock, texts.length, new JsonContent(texts), start);
            }
            case BinaryContent.REF -> {
                return item(client, clock, 1, new BinaryContent(in.readVarBytes()), start);
            }
            case StringContent.REF -> {
                String text = in.readVarString();
                return item(client, clock, text.length(), StringContent.of(text), start);
            }
            case EmbedContent.REF -> {
                return item(client, clock, 1, new EmbedContent(readJson(in)), start);
            }
            case FormatContent.REF -> {
                String key = in.readVarString();
                return item(client, clock, 1, new FormatContent(key, readJson(in)), start);
            }
            case TypeContent.REF -> {
                TypeKind type = TypeKind.of(in.readVarUint(TypeKind.maxNumber(), "a type"));
                return item(client, clock, 1, new TypeContent(type, type.named() ? in.readVarString() : ""), start);
            }
            case AnyContent.REF -> {
                @Nullable Object[] values = readValues(in);
                return item(client, clock, values.length, new AnyContent(values), start);
            }
            case DocContent.REF -> {
                String guid = in.readVarString();
                return item(client, clock, 1, new DocContent(guid, in.readAny()), start);
            }
            default -> throw new DecodeException(start, "a struct of kind 0 to 10", Integer.toString(kind));
        }
    }

    private static Item item(Client client, int clock, int length, Content content, int start) {
        if (length == 0) {
            throw new DecodeException(start, "a struct of at least 1 unit", "an empty one");
        }
        return new Item(client, clock, length, content);
    }

    private static @Nullable Object[] readValues(Decoder in) {
        int count = in.readCount(1, "values");
        @Nullable Object[] values = new @Nullable Object[Math.min(count, 1_000)];
        for (int i = 0; i < count; i++) {
            if (i == values.length) {
                values = Arrays.copyOf(values, Math.min(count, i * 2));
            }
            values[i] = in.readAny();
        }
        return values;
    }

    private static @Nullable Object[] readTexts(Decoder in) {
        int count = in.readCount(1, "JSON texts");
        @Nullable Object[] texts = new @Nullable Object[Math.min(count, 1_000)];
        for (int i = 0; i < count; i++) {
            if (i == texts.length) {
                texts = Arrays.copyOf(texts, Math.min(count, i * 2));
            }
            int start = in.position();
            String text = in.readVarString();
            if (!text.equals("undefined")) {
                requireJson(text, start);
            }
            texts[i] = text;
        }
        return texts;
    }

    private static String readJson(Decoder in) {
        int start = in.position();
        String text = in.readVarString();
        requireJson(text, start);
        return text;
    }

    private static void requireJson(String text, int start) {
        String error = Json.errorOf(text);
        if (error != null) {
            throw new DecodeException(start, "JSON", error);
        }
    }
}
