package dev.markco.yjs;

import dev.markco.yjs.lib0.Decoder;
import dev.markco.yjs.lib0.Json;

/**
 * A cursor over the bytes of an update (format v1): it stops at each struct and at each deleted range and says what stands
 * there as numbers and byte positions, without making objects of it. Everything it passes is checked.
 *
 * <pre>
 * update    = structs deleteSet
 * structs   = varUint nClients, per client a section
 * section   = varUint nStructs, varUint client, varUint firstClock, struct...
 * struct    = info:byte ...           low 5 bits: kind; 0x80 has origin; 0x40 has right origin; 0x20 has a key
 *   kind 0 GC, kind 10 Skip: varUint length
 *   else an item: [origin:id] [rightOrigin:id]
 *                 with neither: varUint 1, varString root | varUint 0, parent:id; then [varString key]
 *                 content by kind
 * id        = varUint client, varUint clock
 * content   = 1 deleted: varUint length | 2 JSON: varUint n, n varString | 3 binary: varBytes
 *           | 4 string: varString, one unit per UTF-16 unit | 5 embed: varString JSON
 *           | 6 format: varString key, varString JSON | 7 type: varUint kind, [varString name]
 *           | 8 any: varUint n, n any | 9 document: varString guid, any options
 * deleteSet = varUint nClients, per client: varUint client, varUint nRanges, (varUint clock, varUint length)...
 * </pre>
 *
 * Checked beyond the grammar: no empty struct but Skip, no clock beyond 2^31 - 1, no id that refers to its own struct or to
 * later ones of its own client, JSON that is JSON, counts that the rest of the bytes can hold, nothing after the end. Clients may come
 * in any order and more than once. Source: yjs 13.6, {@code utils/encoding.js} and {@code structs/}.
 *
 * <p>To be called in this order: {@link #nextSection} until it is false and, after each, {@link #nextStruct} until it is
 * false; then {@link #nextDeleted} until it is false: only then was all of the update checked.
 */
final class UpdateCursor {
    static final int HAS_ORIGIN = 0x80;
    static final int HAS_RIGHT_ORIGIN = 0x40;
    static final int HAS_KEY = 0x20;
    static final int KIND = 0x1f;
    static final int GC = 0;
    static final int SKIP = 10;

    /** {@link #worth} of what has its content, and of what is deleted but keeps its place. */
    static final int CONTENT = 2;

    static final int DELETED = 1;

    /** Stands for a client where there is no id, and for a position where there is no text. */
    static final int NONE = -1;

    /** The update, which must not change. */
    final byte[] bytes;

    /** Whose section, or whose deleted range, this is. */
    long client;

    /** First clock of the struct, or of the deleted range. */
    int clock;

    /** Units of the struct, at least 1 except for Skip; clocks of the deleted range, perhaps 0. */
    int length;

    /** Position of the struct's first byte. */
    int start;

    /** {@link #GC}, {@link #SKIP}, or the kind of an item's content. */
    int kind;

    /** Whether the item says that it has a key, which may stand in its neighbours only. */
    boolean keyed;

    /** Client of the origin, or {@link #NONE}. */
    long origin;

    int originClock;

    /** Client of the right origin, or {@link #NONE}. */
    long rightOrigin;

    int rightOriginClock;

    /** Client of the item that holds the parent, or {@link #NONE}. */
    long holder;

    int holderClock;

    /** UTF-8 of the root's name, or {@link #NONE}. */
    int rootStart;

    int rootEnd;

    /** UTF-8 of the key, or {@link #NONE}. */
    int keyStart;

    int keyEnd;

    /** Where an item's place ends and its content begins. */
    int headEnd;

    /** Where the units of an item's content begin: after their count, or their length in bytes, if they have one. */
    int contentStart;

    /** Where an item's content, and with it the struct, ends. */
    int contentEnd;

    private final Decoder in;
    private int sectionsLeft;
    private int structsLeft;
    private int deletersLeft = NONE;
    private int rangesLeft;

    UpdateCursor(byte[] update) {
        bytes = update;
        in = new Decoder(update);
        sectionsLeft = in.readCount(3, "clients");
    }

    /** A cursor before the struct of the bookmark, for the rest of its section. */
    UpdateCursor(Bookmark bookmark) {
        bytes = bookmark.update;
        in = new Decoder(bytes);
        in.moveTo(bookmark.position);
        client = bookmark.client;
        clock = bookmark.clock;
        structsLeft = bookmark.structs;
    }

    /** The place of the current struct, to come back to. */
    Bookmark bookmark() {
        return new Bookmark(bytes, start, client, clock, structsLeft + 1);
    }

    /** The clock after the struct, or after the deleted range. */
    int end() {
        return clock + length;
    }

    /** How much the struct, which is no Skip, tells of its units: {@link #CONTENT}, {@link #DELETED}, or 0 for GC. */
    int worth() {
        return kind == GC ? 0 : kind == DeletedContent.REF ? DELETED : CONTENT;
    }

    /** Structs of the section that are still to come. */
    int structsLeft() {
        return structsLeft;
    }

    /** Goes to the next client's section; false: there is none. */
    boolean nextSection() {
        if (sectionsLeft == 0) {
            return false;
        }
        sectionsLeft--;
        structsLeft = in.readCount(2, "structs");
        client = in.readVarUint();
        clock = readClock();
        length = 0;
        return true;
    }

    /** Goes to the next struct of the section, a Skip too; false: there is none. */
    boolean nextStruct() {
        if (structsLeft == 0) {
            return false;
        }
        structsLeft--;
        clock += length;
        start = in.position();
        readStruct();
        if (length > Integer.MAX_VALUE - clock) {
            throw new DecodeException(start, "clocks up to 2^31 - 1", clock + " + " + length);
        }
        return true;
    }

    /** Goes to the next range of the delete set; false: there is none, and the update ends here. */
    boolean nextDeleted() {
        while (rangesLeft == 0) {
            if (deletersLeft == NONE) {
                deletersLeft = in.readCount(2, "clients");
            }
            if (deletersLeft == 0) {
                in.requireEnd("the update");
                return false;
            }
            deletersLeft--;
            client = in.readVarUint();
            rangesLeft = in.readCount(2, "delete ranges");
        }
        rangesLeft--;
        clock = readClock();
        length = in.readVarUint(Integer.MAX_VALUE - clock, "a length");
        return true;
    }

    private void readStruct() {
        int info = in.readUint8();
        kind = info & KIND;
        if (kind == SKIP) {
            length = readLength();
            return;
        }
        if (kind == GC) {
            int at = in.position();
            length = readLength();
            if (length == 0) {
                throw new DecodeException(at, "a length of at least 1", "0");
            }
            return;
        }
        readPlace(info);
        headEnd = in.position();
        length = readContent();
        contentEnd = in.position();
        if (length == 0) {
            throw new DecodeException(start, "a struct of at least 1 unit", "an empty one");
        }
    }

    private void readPlace(int info) {
        origin = NONE;
        if ((info & HAS_ORIGIN) != 0) {
            origin = in.readVarUint();
            originClock = readEarlierClock(origin);
        }
        rightOrigin = NONE;
        if ((info & HAS_RIGHT_ORIGIN) != 0) {
            rightOrigin = in.readVarUint();
            rightOriginClock = readEarlierClock(rightOrigin);
        }
        keyed = (info & HAS_KEY) != 0;
        holder = NONE;
        rootStart = NONE;
        keyStart = NONE;
        if (origin == NONE && rightOrigin == NONE) {
            readParent();
        }
    }

    private void readParent() {
        if (in.readVarUint() == 1) {
            rootStart = passText();
            rootEnd = in.position();
        } else {
            holder = in.readVarUint();
            holderClock = readEarlierClock(holder);
        }
        if (keyed) {
            keyStart = passText();
            keyEnd = in.position();
        }
    }

    /** Passes over {@code varString} and returns where its UTF-8 begins. */
    private int passText() {
        int size = in.readCount(1, "bytes");
        int from = in.position();
        in.skipUtf8(size);
        return from;
    }

    /** Passes over the content and returns its units. */
    private int readContent() {
        int units = 1;
        switch (kind) {
            case DeletedContent.REF -> units = readLength();
            case JsonContent.REF -> units = in.readCount(1, "JSON texts");
            case StringContent.REF -> units = in.readCount(1, "bytes");
            case AnyContent.REF -> units = in.readCount(1, "values");
            default -> {}
        }
        contentStart = in.position();
        switch (kind) {
            case DeletedContent.REF -> {}
            case JsonContent.REF -> passJsonTexts(units);
            case BinaryContent.REF -> in.skipVarBytes();
            case StringContent.REF -> units = in.skipUtf8(units);
            case EmbedContent.REF -> passJson();
            case FormatContent.REF -> {
                in.skipVarString();
                passJson();
            }
            case TypeContent.REF -> passType();
            case AnyContent.REF -> passValues(units);
            case DocContent.REF -> {
                in.skipVarString();
                in.skipAny();
            }
            default -> throw new DecodeException(start, "a struct of kind 0 to 10", Integer.toString(kind));
        }
        return units;
    }

    private void passValues(int count) {
        for (int i = 0; i < count; i++) {
            in.skipAny();
        }
    }

    private void passJsonTexts(int count) {
        for (int i = 0; i < count; i++) {
            int at = in.position();
            String text = in.readVarString();
            if (!text.equals("undefined")) {
                requireJson(text, at);
            }
        }
    }

    private void passJson() {
        int at = in.position();
        requireJson(in.readVarString(), at);
    }

    private static void requireJson(String text, int at) {
        String error = Json.errorOf(text);
        if (error != null) {
            throw new DecodeException(at, "JSON", error);
        }
    }

    private void passType() {
        if (TypeKind.of(in.readVarUint(TypeKind.maxNumber(), "a type")).named()) {
            in.skipVarString();
        }
    }

    private int readLength() {
        return in.readVarUint(Integer.MAX_VALUE, "a length");
    }

    private int readClock() {
        return in.readVarUint(Integer.MAX_VALUE, "a clock");
    }

    /** The clock of an id that the struct refers to: not itself, nor what its client wrote later. */
    private int readEarlierClock(long referred) {
        int at = in.position();
        int value = readClock();
        if (referred == client && value >= clock) {
            throw new DecodeException(at, "an id before clock " + clock, Integer.toString(value));
        }
        return value;
    }
}
