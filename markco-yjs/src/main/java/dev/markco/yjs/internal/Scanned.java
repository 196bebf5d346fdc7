package dev.markco.yjs.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items that a conflict scan has passed, and which of them since the mark. A few are searched one by one; beyond 16 they
 * are numbered in a map, so that a long scan stays linear.
 */
final class Scanned {
    private static final int SEARCHED = 16;
    private final List<Item> items = new ArrayList<>();
    private @Nullable Map<Item, Integer> numbers;
    private int mark;

    void clear() {
        items.clear();
        numbers = null;
        mark = 0;
    }

    void add(Item item) {
        if (numbers != null) {
            numbers.put(item, items.size());
        }
        items.add(item);
        if (numbers == null && items.size() > SEARCHED) {
            Map<Item, Integer> map = new HashMap<>();
            for (int i = 0; i < items.size(); i++) {
                map.put(items.get(i), i);
            }
            numbers = map;
        }
    }

    void mark() {
        mark = items.size();
    }

    private int numberOf(Item item) {
        if (numbers != null) {
            return numbers.getOrDefault(item, -1);
        }
        for (int i = items.size() - 1; i >= 0; i--) {
            if (items.get(i) == item) {
                return i;
            }
        }
        return -1;
    }

    boolean contains(Item item) {
        return numberOf(item) >= 0;
    }

    boolean containsSinceMark(Item item) {
        return numberOf(item) >= mark;
    }
}
