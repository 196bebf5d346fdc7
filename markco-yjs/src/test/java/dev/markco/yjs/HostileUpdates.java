package dev.markco.yjs;

import dev.markco.yjs.RawUpdate.UnitId;
import dev.markco.yjs.lib0.Encoder;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Updates of the right grammar that no honest replica would write: ids at the ends of their ranges, references to anything
 * (itself, later structs, other types, a key's chain, GC), parents that are no types, holes, huge lengths, overlaps.
 */
final class HostileUpdates {
    private static final long[] CLIENTS = {0, 1, 2, 3, 4, (1L << 31) - 1, 1L << 31, (1L << 32) - 1, (1L << 53) - 1};
    private static final long[] CLOCKS = {0, 0, 0, 1, 2, 3, 4, 5, 8, 1 << 30, Integer.MAX_VALUE - 1, Integer.MAX_VALUE};
    private static final long[] LENGTHS = {1, 1, 1, 2, 2, 3, 5, 40, 1 << 30, Integer.MAX_VALUE - 8, Integer.MAX_VALUE};
    private static final List<String> ROOTS = List.of("content", "rich", "map", "list", "xml", "", "new");
    private static final List<String> KEYS = List.of("a", "b", "");
    private static final List<String> TEXTS = List.of("a", "xy", "😀", "é漢", "Lorem ipsum", "\uFFFD", "0123456789");
    private static final List<String> JSON_TEXTS =
            List.of("null", "true", "1", "\"x\"", "{\"a\":[]}", "undefined", "[");

    private final Random random;
    private final List<Long> known;

    /** Updates for a document that knows these clients. */
    HostileUpdates(Random random, List<Long> known) {
        this.random = random;
        this.known = known;
    }

    private static long pick(Random random, long[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private long client() {
        return !known.isEmpty() && random.nextInt(3) == 0 ? pick(known) : pick(random, CLIENTS);
    }

    private UnitId id() {
        return new UnitId(client(), random.nextInt(3) == 0 ? random.nextInt(40) : pick(random, CLOCKS));
    }

    byte[] next() {
        RawUpdate update = new RawUpdate();
        for (int sections = random.nextInt(4); sections > 0; sections--) {
            update.client(client(), random.nextInt(4) > 0 ? random.nextInt(12) : pick(random, CLOCKS));
            for (int structs = 1 + random.nextInt(6); structs > 0; structs--) {
                struct(update);
            }
        }
        for (int ranges = random.nextInt(4); ranges > 0; ranges--) {
            update.deletes(client(), pick(random, CLOCKS), pick(random, LENGTHS));
        }
        return update.bytes();
    }

    private void struct(RawUpdate update) {
        int kind = random.nextInt(60);
        if (kind < 4) {
            update.span(kind < 2 ? RawUpdate.GC : RawUpdate.SKIP, pick(random, LENGTHS));
        } else if (kind == 4) {
            update.span(random.nextInt(32), pick(random, LENGTHS));
        } else {
            int content = 1 + kind % 9;
            Encoder out = switch (random.nextInt(8)) {
                case 0, 1, 2 -> update.in(content, pick(ROOTS), key());
                case 3, 4 -> update.in(content, id(), key());
                case 5 -> update.between(content, id(), id());
                case 6 -> update.between(content, id(), null);
                default -> update.between(content, null, id());
            };
            content(content, out);
        }
    }

    private @Nullable String key() {
        return random.nextInt(3) == 0 ? pick(KEYS) : null;
    }

    private void content(int kind, Encoder out) {
        switch (kind) {
            case RawUpdate.DELETED -> out.writeVarUint(pick(random, LENGTHS));
            case RawUpdate.JSON -> {
                int count = random.nextInt(4);
                out.writeVarUint(count);
                for (int i = 0; i < count; i++) {
                    out.writeVarString(pick(JSON_TEXTS));
                }
            }
            case RawUpdate.BINARY -> out.writeVarBytes(new byte[random.nextInt(5)]);
            case RawUpdate.STRING -> out.writeVarString(pick(TEXTS));
            case RawUpdate.EMBED -> out.writeVarString(pick(JSON_TEXTS));
            case RawUpdate.FORMAT -> {
                out.writeVarString(pick(KEYS));
                out.writeVarString(pick(JSON_TEXTS));
            }
            case RawUpdate.TYPE -> {
                int type = random.nextInt(8);
                out.writeVarUint(type);
                if (type == 3 || type == 5) {
                    out.writeVarString(pick(KEYS));
                }
            }
            case RawUpdate.ANY -> {
                int count = random.nextInt(4);
                out.writeVarUint(count);
                for (int i = 0; i < count; i++) {
                    out.writeAny(random.nextBoolean() ? (Object) pick(TEXTS) : List.of(1L, List.of(true)));
                }
            }
            default -> {
                out.writeVarString(pick(KEYS));
                out.writeAny(null);
            }
        }
    }
}
