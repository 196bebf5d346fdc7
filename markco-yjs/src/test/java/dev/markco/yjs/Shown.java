package dev.markco.yjs;

import dev.markco.yjs.lib0.Undefined;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Values in the form in which the vectors and the yjs peer show them, so that the two can be compared with equals. */
final class Shown {
    private Shown() {}

    static @Nullable Object java(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return Map.of("$binary", Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof SubDocument) {
            // JSON.stringify asks the sub-document itself, which is empty in that process.
            return Map.of();
        }
        if (value instanceof YType nested) {
            return java(nested.toJson());
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> shown = new ArrayList<>();
            list.forEach(element -> shown.add(java(element)));
            return shown;
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            map.forEach((key, element) -> {
                if (!(element instanceof Undefined)) {
                    shown.put(String.valueOf(key), java(element));
                }
            });
            return shown;
        }
        if (value instanceof BigInteger big) {
            return Map.of("$bigint", big.toString());
        }
        if (value instanceof Number number) {
            return number.doubleValue() + 0.0;
        }
        return value instanceof Undefined ? null : value;
    }

    static @Nullable Object json(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            node.properties().forEach(entry -> shown.put(entry.getKey(), json(entry.getValue())));
            return shown;
        }
        if (node.isArray()) {
            List<@Nullable Object> shown = new ArrayList<>();
            node.forEach(element -> shown.add(json(element)));
            return shown;
        }
        if (node.isNumber()) {
            return node.asDouble() + 0.0;
        }
        return node.isNull() ? null : node.isBoolean() ? (Object) node.asBoolean() : node.asString();
    }

    static List<Map<String, @Nullable Object>> delta(YText text) {
        List<Map<String, @Nullable Object>> delta = new ArrayList<>();
        for (TextOp.Insert insert : text.toDelta()) {
            Map<String, @Nullable Object> shown = new LinkedHashMap<>();
            shown.put("insert", java(insert.content()));
            if (!insert.attributes().isEmpty()) {
                shown.put("attributes", java(insert.attributes()));
            }
            delta.add(shown);
        }
        return delta;
    }
}
