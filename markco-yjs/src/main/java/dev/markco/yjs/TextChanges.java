package dev.markco.yjs;

import dev.markco.yjs.lib0.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a transaction did to a text, worked out at its end while deleted content is still there. In plain text only the
 * changed items are looked at and their places come from the index; rich text is walked, because attributes depend on
 * all formats before.
 */
final class TextChanges {
    private TextChanges() {}

    static List<TextOp> of(SharedType type, Transaction transaction) {
        return type.isFormatted() ? rich(type, transaction) : plain(type, transaction);
    }

    private static List<TextOp> plain(SharedType type, Transaction transaction) {
        Sequence sequence = type.sequence();
        Delta delta = new Delta(type.replica());
        int done = 0;
        for (Item item : changedItems(sequence, transaction)) {
            int position = sequence.positionOf(item);
            if (item.isDeleted()) {
                delta.retain(position - done, Map.of());
                delta.delete(item.length);
                done = position;
            } else {
                delta.retain(position - done, Map.of());
                delta.insert(item, Map.of());
                done = position + item.length;
            }
        }
        return delta.finish();
    }

    /** The countable items that are new and live, or old and now deleted, in document order. */
    private static List<Item> changedItems(Sequence sequence, Transaction transaction) {
        Set<Item> changed = new LinkedHashSet<>();
        for (Client client : transaction.touched) {
            client.structs.forEach(client.clockBefore(transaction), Integer.MAX_VALUE, struct -> {
                if (struct instanceof Item item && item.parent == sequence && item.visible() > 0) {
                    changed.add(item);
                }
            });
        }
        for (Client client : transaction.deletedFrom) {
            client.deletes.forEach((from, to) -> client.structs.forEach(from, to, struct -> {
                if (struct instanceof Item item
                        && item.parent == sequence
                        && item.content.countable()
                        && !transaction.adds(item)) {
                    changed.add(item);
                }
            }));
        }
        List<Item> sorted = new ArrayList<>(changed);
        sorted.sort((a, b) -> a == b ? 0 : sequence.isBefore(a, b) ? -1 : 1);
        return sorted;
    }

    private static List<TextOp> rich(SharedType type, Transaction transaction) {
        Delta delta = new Delta(type.replica());
        Map<String, String> before = new LinkedHashMap<>();
        Map<String, String> after = new LinkedHashMap<>();
        for (Item item = type.sequence().first; item != null; item = item.right) {
            boolean wasThere = !transaction.adds(item) && (!item.isDeleted() || transaction.deletes(item));
            boolean isThere = !item.isDeleted();
            if (item.content instanceof FormatContent format) {
                if (wasThere) {
                    Attributes.apply(before, format);
                }
                if (isThere) {
                    Attributes.apply(after, format);
                }
            } else if (item.content.countable()) {
                if (wasThere && isThere) {
                    delta.retain(item.length, difference(before, after));
                } else if (isThere) {
                    delta.insert(item, Attributes.values(after));
                } else if (wasThere) {
                    delta.delete(item.length);
                }
            }
        }
        return delta.finish();
    }

    private static Map<String, @Nullable Object> difference(Map<String, String> before, Map<String, String> after) {
        if (before.equals(after)) {
            return Map.of();
        }
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        for (String key : before.keySet()) {
            if (!after.containsKey(key)) {
                changes.put(key, null);
            }
        }
        after.forEach((key, json) -> {
            if (!Objects.equals(before.get(key), json)) {
                changes.put(key, Json.parse(json));
            }
        });
        return changes;
    }
}
