package dev.markco.yjs;

import dev.markco.yjs.RawUpdate.UnitId;
import dev.markco.yjs.lib0.Encoder;

/**
 * Updates written as lines of text, for tables: what an update has of one client from clock 0 on, in the root text "x", each
 * struct after the one before it. {@code ABC} is text, {@code d3} a deleted item, {@code g3} is collected, {@code -3} a hole;
 * after {@code !} stands what the update deletes, {@code 2+1} being one unit from clock 2 on.
 */
final class Sketch {
    static final long CLIENT = 5;

    private Sketch() {}

    static byte[] update(String sketch) {
        String[] parts = sketch.split("!", -1);
        RawUpdate update = new RawUpdate().client(CLIENT, 0);
        int clock = 0;
        for (String struct : parts[0].trim().split(" ", -1)) {
            clock += struct.isEmpty() ? 0 : addStruct(update, clock, struct);
        }
        if (parts.length > 1) {
            for (String range : parts[1].trim().split(" ", -1)) {
                String[] numbers = range.split("\\+", -1);
                update.deletes(CLIENT, Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
            }
        }
        return update.bytes();
    }

    /** Adds a struct and returns its length. */
    private static int addStruct(RawUpdate update, int clock, String struct) {
        char kind = struct.charAt(0);
        if (kind != '-' && kind != 'g' && kind != 'd') {
            item(update, RawUpdate.STRING, clock).writeVarString(struct);
            return struct.length();
        }
        int length = Integer.parseInt(struct.substring(1));
        if (kind == 'd') {
            item(update, RawUpdate.DELETED, clock).writeVarUint(length);
        } else if (kind == 'g') {
            update.span(RawUpdate.GC, length);
        } else if (clock == 0) {
            update.client(CLIENT, length);
        } else {
            update.span(RawUpdate.SKIP, length);
        }
        return length;
    }

    private static Encoder item(RawUpdate update, int kind, int clock) {
        return clock == 0 ? update.in(kind, "x", null) : update.between(kind, new UnitId(CLIENT, clock - 1), null);
    }
}
