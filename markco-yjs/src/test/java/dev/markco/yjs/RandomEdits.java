package dev.markco.yjs;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random edits over all shared types that can be written. */
final class RandomEdits {
    private static final List<String> TEXTS =
            List.of("a", "xyz", " Lorem ipsum ", "😀", "é漢字", "\r\n", "👩‍👩‍👧‍👦 # Title\n", "`", "x".repeat(40));
    private static final List<String> KEYS = List.of("a", "b", "c", "ключ");
    private static final List<@Nullable Object> VALUES = Arrays.asList(
            null,
            true,
            false,
            0,
            -7,
            3.5,
            0.1,
            1L << 31,
            -(1L << 33),
            (1L << 53) - 1,
            1e300,
            "str",
            "ünï",
            "",
            List.of(1, List.of(2, "x")),
            Map.of("k", 1, "n", Map.of("z", List.of())),
            new byte[] {1, 2, -1},
            Map.of());

    private RandomEdits() {}

    /** One to three edits in one transaction. */
    static void edit(YDoc doc, Random random) {
        doc.transact(() -> {
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> editText(doc.getText("content"), random);
                    case 2 -> editRich(doc.getText("rich"), random);
                    case 3 -> editMap(doc.getMap("map"), random);
                    default -> editArray(doc.getArray("list"), random);
                }
            }
        });
    }

    static void editText(YText text, Random random) {
        int at = text.floorBoundary(random.nextInt(text.length() + 1));
        if (random.nextInt(3) > 0) {
            text.insert(at, TEXTS.get(random.nextInt(TEXTS.size())));
        } else {
            int end = text.ceilBoundary(Math.min(text.length(), at + random.nextInt(12)));
            text.delete(at, end - at);
        }
    }

    private static void editRich(YText text, Random random) {
        int at = text.floorBoundary(random.nextInt(text.length() + 1));
        int end = text.ceilBoundary(Math.min(text.length(), at + random.nextInt(12)));
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        switch (random.nextInt(4)) {
            case 0 -> attributes.put("bold", random.nextBoolean() ? true : null);
            case 1 -> attributes.put("italic", random.nextBoolean() ? "yes" : null);
            case 2 -> attributes.put("link", Map.of("href", "u"));
            default -> {}
        }
        switch (random.nextInt(6)) {
            case 0 -> text.insert(at, TEXTS.get(random.nextInt(TEXTS.size())), attributes);
            case 1, 2 -> text.format(at, end - at, attributes);
            case 3 -> text.insertEmbed(at, Map.of("image", "i" + random.nextInt(9)), attributes);
            default -> editText(text, random);
        }
    }

    private static void editMap(YMap map, Random random) {
        String key = KEYS.get(random.nextInt(KEYS.size()));
        Object old = map.get(key);
        int kind = random.nextInt(8);
        if (old instanceof YType nested && random.nextBoolean()) {
            editNested(nested, random);
        } else if (kind < 2) {
            map.remove(key);
        } else if (kind == 2) {
            editNested(map.putMap(key), random);
        } else if (kind == 3) {
            editNested(map.putArray(key), random);
        } else if (kind == 4) {
            map.putText(key).insert(0, "nested");
        } else {
            map.put(key, VALUES.get(random.nextInt(VALUES.size())));
        }
    }

    private static void editArray(YArray array, Random random) {
        int at = random.nextInt(array.length() + 1);
        int kind = random.nextInt(9);
        if (kind < 3 && at < array.length()) {
            array.delete(at, 1 + random.nextInt(Math.min(3, array.length() - at)));
        } else if (kind == 3) {
            editNested(array.insertMap(at), random);
        } else if (kind == 4) {
            array.insertText(at).insert(0, "nested");
        } else if (kind == 5) {
            array.insertArray(at);
        } else {
            array.insert(at, VALUES.get(random.nextInt(VALUES.size())));
        }
    }

    private static void editNested(YType type, Random random) {
        if (type instanceof YMap map) {
            editMap(map, random);
        } else if (type instanceof YArray array) {
            editArray(array, random);
        } else if (type instanceof YText text) {
            editText(text, random);
        }
    }
}
