package dev.markco.yjs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A tree of shared types as plain Java: lists, maps and texts whose values know when they were written, so that what was
 * written after a moment can be taken out again. Every edit is made here and in the document alike.
 */
final class TreeModel {
    private static final List<String> KEYS = List.of("a", "b", "c", "d", "ключ");
    private static final int LARGEST_INSERT = 5;

    /** A value and when it was written; the value of a nested type is a node. */
    private record Value(@Nullable Object content, int written) {
        static Object shown(@Nullable Value value) {
            Object content = value == null ? null : value.content();
            Object shown = content instanceof Node node ? node.shown() : Shown.java(content);
            return shown == null ? "null" : shown;
        }
    }

    /** A shared type of the model. */
    private sealed interface Node {
        Object shown();

        /** Takes out what was written at or after the moment. */
        void forget(int moment);
    }

    private static void forgetAll(Iterable<Value> values, int moment) {
        values.forEach(value -> {
            if (value.content() instanceof Node node) {
                node.forget(moment);
            }
        });
    }

    private static final class ListNode implements Node {
        final List<Value> values = new ArrayList<>();

        @Override
        public Object shown() {
            return values.stream().map(Value::shown).toList();
        }

        @Override
        public void forget(int moment) {
            values.removeIf(value -> value.written() >= moment);
            forgetAll(values, moment);
        }
    }

    private static final class MapNode implements Node {
        final Map<String, Value> values = new LinkedHashMap<>();

        @Override
        public Object shown() {
            Map<String, Object> shown = new LinkedHashMap<>();
            values.forEach((key, value) -> shown.put(key, Value.shown(value)));
            return shown;
        }

        @Override
        public void forget(int moment) {
            values.values().removeIf(value -> value.written() >= moment);
            forgetAll(values.values(), moment);
        }
    }

    private static final class TextNode implements Node {
        final List<Value> units = new ArrayList<>();

        @Override
        public Object shown() {
            StringBuilder text = new StringBuilder();
            units.forEach(unit -> text.append(unit.content()));
            return text.toString();
        }

        @Override
        public void forget(int moment) {
            units.removeIf(unit -> unit.written() >= moment);
        }
    }

    private final Random random;
    private final ListNode list = new ListNode();
    private final MapNode map = new MapNode();
    private final TextNode text = new TextNode();
    private int now;

    TreeModel(Random random) {
        this.random = random;
    }

    /** The moment from now on. */
    int moment() {
        return ++now;
    }

    void forget(int moment) {
        list.forget(moment);
        map.forget(moment);
        text.forget(moment);
    }

    Map<String, Object> shown() {
        return Map.of("list", list.shown(), "map", map.shown(), "text", text.shown());
    }

    /** What a document shows, in the form of {@link #shown()}. */
    static Map<String, Object> shown(YDoc doc) {
        return Map.of(
                "list",
                shown(doc.getArray("list")),
                "map",
                shown(doc.getMap("map")),
                "text",
                shown(doc.getText("text")));
    }

    private static Object shown(@Nullable Object value) {
        if (value instanceof YArray array) {
            return array.values().stream().map(TreeModel::shown).toList();
        }
        if (value instanceof YMap map) {
            Map<String, Object> shown = new LinkedHashMap<>();
            map.keys().forEach(key -> shown.put(key, shown(map.get(key))));
            return shown;
        }
        Object shown = Shown.java(value);
        return shown == null ? "null" : shown;
    }

    /** A random edit of the list, the map or the text, or of something within. */
    void edit(YDoc doc) {
        switch (random.nextInt(3)) {
            case 0 -> edit(doc.getArray("list"), list);
            case 1 -> edit(doc.getMap("map"), map);
            default -> edit(doc.getText("text"), text);
        }
    }

    private void editNested(@Nullable Object type, @Nullable Value value) {
        Object node = value == null ? null : value.content();
        if (type instanceof YArray array && node instanceof ListNode nested) {
            edit(array, nested);
        } else if (type instanceof YMap inner && node instanceof MapNode nested) {
            edit(inner, nested);
        } else if (type instanceof YText inner && node instanceof TextNode nested) {
            edit(inner, nested);
        } else {
            throw new AssertionError(type + " where the model has " + value);
        }
    }

    private @Nullable Object plain() {
        return switch (random.nextInt(6)) {
            case 0 -> null;
            case 1 -> true;
            case 2 -> "text " + random.nextInt(9);
            case 3 -> new byte[] {1, (byte) random.nextInt()};
            case 4 -> List.of(1L, Map.of("k", "v"));
            default -> (long) random.nextInt();
        };
    }

    private void edit(YArray array, ListNode node) {
        int at = random.nextInt(node.values.size() + 1);
        Value there = at < node.values.size() ? node.values.get(at) : null;
        int kind = random.nextInt(12);
        if (there != null && there.content() instanceof Node && kind < 8) {
            editNested(array.get(at), there);
        } else if (kind < 3) {
            int count = random.nextInt(Math.min(node.values.size() - at, 2 * LARGEST_INSERT) + 1);
            array.delete(at, count);
            node.values.subList(at, at + count).clear();
        } else if (kind == 3) {
            array.insertMap(at);
            node.values.add(at, new Value(new MapNode(), now));
        } else if (kind == 4) {
            array.insertArray(at);
            node.values.add(at, new Value(new ListNode(), now));
        } else if (kind == 5) {
            array.insertText(at);
            node.values.add(at, new Value(new TextNode(), now));
        } else {
            for (int i = random.nextInt(LARGEST_INSERT); i >= 0; i--) {
                Object value = plain();
                array.insert(at, value);
                node.values.add(at, new Value(value, now));
            }
        }
    }

    private void edit(YMap type, MapNode node) {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        Value there = node.values.get(key);
        int kind = random.nextInt(9);
        if (there != null && there.content() instanceof Node && kind < 6) {
            editNested(type.get(key), there);
        } else if (kind < 2) {
            if (type.remove(key) != (node.values.remove(key) != null)) {
                throw new AssertionError("removed or not: " + key);
            }
        } else if (kind == 2) {
            type.putMap(key);
            node.values.put(key, new Value(new MapNode(), now));
        } else if (kind == 3) {
            type.putArray(key);
            node.values.put(key, new Value(new ListNode(), now));
        } else if (kind == 4) {
            type.putText(key);
            node.values.put(key, new Value(new TextNode(), now));
        } else {
            Object value = plain();
            type.put(key, value);
            node.values.put(key, new Value(value, now));
        }
    }

    private void edit(YText type, TextNode node) {
        int at = random.nextInt(node.units.size() + 1);
        if (random.nextInt(3) == 0) {
            int count = random.nextInt(Math.min(node.units.size() - at, 2 * LARGEST_INSERT) + 1);
            type.delete(at, count);
            node.units.subList(at, at + count).clear();
        } else {
            int count = 1 + random.nextInt(LARGEST_INSERT);
            StringBuilder inserted = new StringBuilder();
            for (int i = 0; i < count; i++) {
                char unit = (char) ('a' + random.nextInt(26));
                inserted.append(unit);
                node.units.add(at + i, new Value(unit, now));
            }
            type.insert(at, inserted.toString());
        }
    }
}
