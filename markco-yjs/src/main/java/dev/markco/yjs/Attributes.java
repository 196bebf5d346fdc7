package dev.markco.yjs;

import dev.markco.yjs.lib0.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The text attributes in force at a place, as JSON text by key, while formats are passed from left to right. */
final class Attributes {
    /** Attributes that can be in force at one place; more are kept in the document, but not read. */
    private static final int MAX = 200;

    private Attributes() {}

    static void apply(Map<String, String> attributes, FormatContent format) {
        if (format.json.equals("null")) {
            attributes.remove(format.key);
        } else if (attributes.size() < MAX || attributes.containsKey(format.key)) {
            attributes.put(format.key, format.json);
        }
    }

    static Map<String, @Nullable Object> values(Map<String, String> attributes) {
        if (attributes.isEmpty()) {
            return Map.of();
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        attributes.forEach((key, json) -> values.put(key, Json.parse(json)));
        return Collections.unmodifiableMap(values);
    }
}
