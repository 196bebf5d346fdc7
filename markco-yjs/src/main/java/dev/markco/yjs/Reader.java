package dev.markco.yjs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reading of a type's live content; what the type is decides the caller. */
final class Reader {
    private Reader() {}

    /** The text units of the sequence. */
    public static String text(SharedType type) {
        StringBuilder out = new StringBuilder(type.length());
        for (Item item = type.sequence().first; item != null; item = item.right) {
            if (!item.isDeleted() && item.content instanceof StringContent string) {
                string.appendTo(out, item.length);
            }
        }
        return out.toString();
    }

    /** The sequence as a delta of insertions; like yjs, every format ends a run, even if the attributes stay. */
    public static List<TextOp.Insert> delta(SharedType type) {
        Delta delta = new Delta(type.replica());
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, @Nullable Object> values = Map.of();
        for (Item item = type.sequence().first; item != null; item = item.right) {
            if (!item.isDeleted()) {
                if (item.content instanceof FormatContent format) {
                    delta.flushText();
                    Attributes.apply(attributes, format);
                    values = Attributes.values(attributes);
                } else if (item.content.countable()) {
                    delta.insert(item, values);
                }
            }
        }
        return delta.finish().stream().map(TextOp.Insert.class::cast).toList();
    }

    /** The values of the sequence. */
    public static List<@Nullable Object> values(SharedType type) {
        List<@Nullable Object> values = new ArrayList<>(type.length());
        for (Item item = type.sequence().first; item != null; item = item.right) {
            if (item.visible() > 0) {
                for (int i = 0; i < item.length; i++) {
                    values.add(Values.of(item, i, type.replica()));
                }
            }
        }
        return values;
    }

    /** The value at a position, which exists. */
    public static @Nullable Object value(SharedType type, int position) {
        Item item = type.sequence().find(position);
        return Values.of(item, position - type.sequence().foundStart(), type.replica());
    }

    /** The values by key. */
    public static Map<String, @Nullable Object> entries(SharedType type) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        type.keys().forEach((key, chain) -> {
            Item value = chain.last;
            if (value != null && !value.isDeleted()) {
                entries.put(key, Values.of(value, value.length - 1, type.replica()));
            }
        });
        return entries;
    }

    /** Whether the key has a value. */
    public static boolean hasKey(SharedType type, String key) {
        KeyChain chain = type.existingChain(key);
        return chain != null && chain.last != null && !chain.last.isDeleted();
    }

    /** The value of a key; null if it has none. */
    public static @Nullable Object entry(SharedType type, String key) {
        KeyChain chain = type.existingChain(key);
        Item value = chain == null ? null : chain.last;
        return value == null || value.isDeleted() ? null : Values.of(value, value.length - 1, type.replica());
    }
}
