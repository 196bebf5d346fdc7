package dev.markco.yjs;

import dev.markco.yjs.lib0.Json;
import dev.markco.yjs.lib0.Undefined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Units of content as Java values. */
final class Values {
    private Values() {}

    /** The unit at {@code offset} of a live item: a value of any, a {@link SubDocument}, or the view of a nested type. */
    static @Nullable Object of(Item item, int offset, Replica replica) {
        Content content = item.content;
        if (content instanceof AnyContent any) {
            Object value = any.get(offset);
            return value instanceof byte[] bytes ? bytes.clone() : value;
        } else if (content instanceof TypeContent type) {
            return replica.view(type.type());
        } else if (content instanceof StringContent string) {
            return String.valueOf(string.charAt(offset));
        } else if (content instanceof EmbedContent embed) {
            return Json.parse(embed.json);
        } else if (content instanceof BinaryContent binary) {
            return binary.bytes();
        } else if (content instanceof DocContent doc) {
            return new SubDocument(doc.guid, doc.options());
        } else if (content instanceof JsonContent json) {
            String text = json.text(offset);
            return text.equals("undefined") ? Undefined.INSTANCE : Json.parse(text);
        }
        // A format as the value of a key: nobody writes that, and yjs reads undefined.
        return Undefined.INSTANCE;
    }

    /** What a value of any takes, roughly, in bytes on the wire; values are nested 500 deep at most. */
    static long weight(@Nullable Object value) {
        if (value instanceof String text) {
            return 2L + text.length();
        }
        if (value instanceof byte[] bytes) {
            return 2L + bytes.length;
        }
        long weight = 2;
        if (value instanceof List<?> list) {
            for (Object element : list) {
                weight += weight(element);
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                weight += weight(entry.getKey()) + weight(entry.getValue());
            }
        } else if (value instanceof Number) {
            weight = 5;
        }
        return weight;
    }
}
