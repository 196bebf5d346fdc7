package dev.markco.yjs;

import dev.markco.yjs.lib0.Decoder;
import dev.markco.yjs.lib0.Encoder;

/**
 * A writer of one client's section from structs of encoded updates, which come in the order of their clocks: overlaps are
 * cut, holes become Skip, continuations are joined to one struct, content is copied byte by byte. To be reused for one
 * section after the other.
 */
final class SectionWriter {
    /** U+FFFD in UTF-8: what remains of a surrogate pair that is cut. */
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    private final Encoder body = new Encoder();
    private long client;
    private int count;
    private int first;
    private int end;

    /** The last struct: its head is in the body, its content follows when it is known that nothing continues it. */
    private int kind;

    private int units;
    private long rightOrigin;
    private int rightOriginClock;

    /** Content of the last struct, as long as it is one range of an update. */
    private byte[] update = {};

    private int contentStart;
    private int contentEnd;

    /** Content of the last struct once it is more than that. */
    private final Encoder gathered = new Encoder();

    private boolean gathering;

    /** Begins a section. */
    void begin(long client) {
        this.client = client;
        body.clear();
        count = 0;
        end = 0;
    }

    /**
     * Adds the units of the struct, which is not a Skip, from the clock {@code from} on, none of which was added yet; up to
     * {@code to}, which is the struct's end if it has content. What comes later begins there or after it.
     */
    void add(UpdateCursor struct, int from, int to) {
        int start = Math.max(struct.clock, from);
        int dropped = start - struct.clock;
        if (count > 0 && start == end && continues(struct, dropped)) {
            units += to - start;
            takeContent(struct, dropped, true);
        } else {
            finishStruct();
            if (count == 0) {
                first = start;
            } else if (start > end) {
                count++;
                body.writeUint8(UpdateCursor.SKIP);
                body.writeVarUint((long) start - end);
            }
            count++;
            writeHead(struct, dropped);
            units = to - start;
            gathering = false;
            takeContent(struct, dropped, false);
        }
        end = to;
    }

    /** Whether the last struct and this one, from its unit {@code dropped} on, say as one what they say apart. */
    private boolean continues(UpdateCursor struct, int dropped) {
        if (struct.kind != kind) {
            return false;
        }
        return switch (kind) {
            case UpdateCursor.GC -> true;
            case DeletedContent.REF, JsonContent.REF, StringContent.REF, AnyContent.REF ->
                (dropped > 0 || (struct.origin == client && struct.originClock == struct.clock - 1))
                        && struct.rightOrigin == rightOrigin
                        && (rightOrigin == UpdateCursor.NONE || struct.rightOriginClock == rightOriginClock);
            default -> false;
        };
    }

    /** Writes all but the content; what is left of a struct that is cut follows what is left out. */
    private void writeHead(UpdateCursor struct, int dropped) {
        kind = struct.kind;
        if (kind == UpdateCursor.GC) {
            body.writeUint8(UpdateCursor.GC);
            return;
        }
        rightOrigin = struct.rightOrigin;
        rightOriginClock = struct.rightOriginClock;
        if (dropped == 0) {
            body.writeBytes(struct.bytes, struct.start, struct.headEnd - struct.start);
            return;
        }
        body.writeUint8(kind
                | UpdateCursor.HAS_ORIGIN
                | (rightOrigin != UpdateCursor.NONE ? UpdateCursor.HAS_RIGHT_ORIGIN : 0)
                | (struct.keyed ? UpdateCursor.HAS_KEY : 0));
        writeId(client, struct.clock + dropped - 1);
        if (rightOrigin != UpdateCursor.NONE) {
            writeId(rightOrigin, rightOriginClock);
        }
    }

    private void writeId(long idClient, int clock) {
        body.writeVarUint(idClient);
        body.writeVarUint(clock);
    }

    private void takeContent(UpdateCursor struct, int dropped, boolean joined) {
        if (kind == UpdateCursor.GC || kind == DeletedContent.REF) {
            return;
        }
        if (joined) {
            gather();
        }
        int start = struct.contentStart;
        if (dropped > 0) {
            start = kind == StringContent.REF ? cutText(struct, dropped) : afterValues(struct, dropped);
        }
        if (gathering) {
            gathered.writeBytes(struct.bytes, start, struct.contentEnd - start);
        } else {
            update = struct.bytes;
            contentStart = start;
            contentEnd = struct.contentEnd;
        }
    }

    /** Makes the gathered bytes the content of the last struct, so that more can be added. */
    private void gather() {
        if (!gathering) {
            gathering = true;
            gathered.clear();
            gathered.writeBytes(update, contentStart, contentEnd - contentStart);
        }
    }

    /** Where the text goes on after {@code dropped} units; what is left of a cut surrogate pair is gathered first. */
    private int cutText(UpdateCursor struct, int dropped) {
        int at = struct.contentStart;
        int left = dropped;
        while (left > 0) {
            int size = sizeAt(struct, at);
            left -= unitsOf(size);
            at += size;
        }
        if (left < 0) {
            if (!gathering) {
                gathering = true;
                gathered.clear();
            }
            gathered.writeBytes(REPLACEMENT, 0, REPLACEMENT.length);
        }
        return at;
    }

    /** The clock within the struct, or the one before if a cut there would tear a surrogate pair. */
    static int besidePair(UpdateCursor struct, int clock) {
        if (struct.kind != StringContent.REF) {
            return clock;
        }
        int passed = struct.clock;
        for (int at = struct.contentStart; passed < clock; ) {
            int size = sizeAt(struct, at);
            passed += unitsOf(size);
            at += size;
        }
        return passed > clock ? clock - 1 : clock;
    }

    /** Bytes of the character that begins there. */
    private static int sizeAt(UpdateCursor struct, int at) {
        int lead = struct.bytes[at] & 0xff;
        return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    }

    /** Units of a character of so many bytes. */
    private static int unitsOf(int size) {
        return size == 4 ? 2 : 1;
    }

    private static int afterValues(UpdateCursor struct, int dropped) {
        Decoder in = new Decoder(struct.bytes);
        in.moveTo(struct.contentStart);
        for (int i = 0; i < dropped; i++) {
            if (struct.kind == AnyContent.REF) {
                in.skipAny();
            } else {
                in.skipVarString();
            }
        }
        return in.position();
    }

    private void finishStruct() {
        if (count == 0) {
            return;
        }
        int size = gathering ? gathered.size() : contentEnd - contentStart;
        switch (kind) {
            case UpdateCursor.GC, DeletedContent.REF -> {
                body.writeVarUint(units);
                return;
            }
            case StringContent.REF -> body.writeVarUint(size);
            case JsonContent.REF, AnyContent.REF -> body.writeVarUint(units);
            default -> {}
        }
        if (gathering) {
            body.writeAll(gathered);
        } else {
            body.writeBytes(update, contentStart, size);
        }
    }

    /** Ends the section and writes it, if anything was added; returns whether. */
    boolean writeTo(Encoder out) {
        if (count == 0) {
            return false;
        }
        finishStruct();
        out.writeVarUint(count);
        out.writeVarUint(client);
        out.writeVarUint(first);
        out.writeAll(body);
        return true;
    }
}
