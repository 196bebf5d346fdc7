package dev.markco.yjs;

import dev.markco.yjs.lib0.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Edits of rich text. An attribute is in force from a format item that switches it on to one that changes it, so
 * formatting a range means: a format before it, none within it, and one after it that restores what was in force there.
 * Walks the text from its start, because attributes depend on all formats before. Source: yjs 13.6,
 * {@code types/YText.js}.
 */
final class RichEditor {
    private static final String NULL = "null";

    private final SharedType type;

    /** The place at hand, between these two. */
    private @Nullable Item left;

    private @Nullable Item right;

    /** Attributes in force here, as JSON. */
    private final Map<String, String> current = new LinkedHashMap<>();

    private RichEditor(SharedType type, int position) {
        this.type = type;
        Item end = ListEditor.leftOf(type, position);
        right = type.sequence().first;
        if (end != null) {
            while (left != end) {
                forward();
            }
        }
    }

    /** Inserts text with exactly these attributes; null values are none. */
    public static void insert(SharedType type, int position, String text, Map<String, ?> attributes) {
        type.replica()
                .transact(
                        null,
                        () -> new RichEditor(type, position)
                                .insert(StringContent.of(text), text.length(), encode(attributes)));
    }

    /** Inserts an object with exactly these attributes. */
    public static void insertEmbed(SharedType type, int position, @Nullable Object embed, Map<String, ?> attributes) {
        EmbedContent content = new EmbedContent(Json.write(embed));
        type.replica().transact(null, () -> new RichEditor(type, position).insert(content, 1, encode(attributes)));
    }

    /** Sets attributes of a range; null values end them. */
    public static void format(SharedType type, int position, int length, Map<String, ?> attributes) {
        type.replica().transact(null, () -> new RichEditor(type, position).format(length, encode(attributes)));
    }

    private static Map<String, String> encode(Map<String, ?> attributes) {
        Map<String, String> encoded = new LinkedHashMap<>();
        attributes.forEach((key, value) -> encoded.put(key, Json.write(value)));
        return encoded;
    }

    private void forward() {
        Item item = Objects.requireNonNull(right);
        if (!item.isDeleted() && item.content instanceof FormatContent format) {
            Attributes.apply(current, format);
        }
        left = item;
        right = item.right;
    }

    private void insertHere(Content content, int length) {
        right = ListEditor.append(type.sequence(), left, right, content, length);
        forward();
    }

    private void insert(Content content, int length, Map<String, String> attributes) {
        current.keySet().forEach(key -> attributes.putIfAbsent(key, NULL));
        passMatching(attributes);
        Map<String, String> restore = switchOn(attributes);
        insertHere(content, length);
        restore(restore);
    }

    /** Passes deleted items and formats that say what is wanted anyway. */
    private void passMatching(Map<String, String> wanted) {
        for (Item item = right; item != null; item = right) {
            boolean matches = item.isDeleted()
                    || (item.content instanceof FormatContent format
                            && same(wanted.getOrDefault(format.key, NULL), format.json));
            if (!matches) {
                return;
            }
            forward();
        }
    }

    /** Puts formats for what differs from what is in force; returns what to restore afterwards. */
    private Map<String, String> switchOn(Map<String, String> attributes) {
        Map<String, String> restore = new LinkedHashMap<>();
        attributes.forEach((key, json) -> {
            String before = current.getOrDefault(key, NULL);
            if (!same(before, json)) {
                restore.put(key, before);
                insertHere(new FormatContent(key, json), 1);
            }
        });
        return restore;
    }

    private void restore(Map<String, String> attributes) {
        for (Item item = right; item != null; item = right) {
            if (!item.isDeleted()) {
                if (!(item.content instanceof FormatContent format) || !same(attributes.get(format.key), format.json)) {
                    break;
                }
                attributes.remove(format.key);
            }
            forward();
        }
        attributes.forEach((key, json) -> insertHere(new FormatContent(key, json), 1));
    }

    private void format(int length, Map<String, String> attributes) {
        passMatching(attributes);
        Map<String, String> restore = switchOn(attributes);
        int rest = length;
        for (Item item = right; item != null; item = right) {
            boolean format = item.content instanceof FormatContent;
            if (rest == 0 && (restore.isEmpty() || !(item.isDeleted() || format))) {
                break;
            }
            if (!item.isDeleted()) {
                if (item.content instanceof FormatContent content) {
                    if (!overwrite(item, content, attributes, restore, rest)) {
                        break;
                    }
                } else {
                    if (item.length > rest) {
                        type.replica().integrator().split(item, rest);
                    }
                    rest -= item.length;
                }
            }
            forward();
        }
        restore(restore);
    }

    /** Takes a format inside the range out of force; false if it stands behind the range and must stay. */
    private boolean overwrite(
            Item item, FormatContent content, Map<String, String> attributes, Map<String, String> restore, int rest) {
        String wanted = attributes.get(content.key);
        if (wanted == null) {
            return true;
        }
        if (same(wanted, content.json)) {
            restore.remove(content.key);
        } else {
            if (rest == 0) {
                return false;
            }
            restore.put(content.key, content.json);
        }
        type.replica().integrator().delete(item);
        return true;
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
        return Objects.equals(a, b) || (a != null && b != null && Objects.equals(Json.parse(a), Json.parse(b)));
    }
}
