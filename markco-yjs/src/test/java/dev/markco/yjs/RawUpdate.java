package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * An update v1 written struct by struct, as no engine would write it, for tests of odd and hostile input. Nothing is
 * checked, and counts are those of what was written. First all {@link #client} sections, then all {@link #deletes}.
 */
final class RawUpdate {
    static final int GC = 0;
    static final int DELETED = 1;
    static final int JSON = 2;
    static final int BINARY = 3;
    static final int STRING = 4;
    static final int EMBED = 5;
    static final int FORMAT = 6;
    static final int TYPE = 7;
    static final int ANY = 8;
    static final int DOC = 9;
    static final int SKIP = 10;

    static final int TYPE_ARRAY = 0;
    static final int TYPE_MAP = 1;
    static final int TYPE_TEXT = 2;
    static final int TYPE_XML_ELEMENT = 3;
    static final int TYPE_XML_TEXT = 6;

    private static final int HAS_ORIGIN = 0x80;
    private static final int HAS_RIGHT_ORIGIN = 0x40;
    private static final int HAS_KEY = 0x20;

    /** The id of a unit. */
    record UnitId(long client, long clock) {}

    private final Encoder structs = new Encoder();
    private final Encoder section = new Encoder();
    private final Encoder deletes = new Encoder();
    private final Encoder ranges = new Encoder();
    private int sections;
    private int inSection;
    private long sectionClient;
    private long sectionClock;
    private int deletedClients;
    private int inRanges;
    private long rangesClient;

    /** Begins the structs of a client at a clock. */
    RawUpdate client(long client, long clock) {
        endSection();
        sectionClient = client;
        sectionClock = clock;
        return this;
    }

    private void endSection() {
        if (inSection > 0) {
            structs.writeVarUint(inSection);
            structs.writeVarUint(sectionClient);
            structs.writeVarUint(sectionClock);
            structs.writeAll(section);
            section.clear();
            sections++;
            inSection = 0;
        }
    }

    /** A struct of {@link #GC}, {@link #SKIP} or any other kind that has only a length. */
    RawUpdate span(int kind, long length) {
        section.writeUint8(kind);
        section.writeVarUint(length);
        inSection++;
        return this;
    }

    /** An item between two others, of which one may be null; its content is to be written to what is returned. */
    Encoder between(int kind, @Nullable UnitId origin, @Nullable UnitId rightOrigin) {
        section.writeUint8(kind | (origin != null ? HAS_ORIGIN : 0) | (rightOrigin != null ? HAS_RIGHT_ORIGIN : 0));
        inSection++;
        if (origin != null) {
            writeId(origin);
        }
        if (rightOrigin != null) {
            writeId(rightOrigin);
        }
        return section;
    }

    /** An item without neighbours in a root type, under a key or, with null, in the sequence. */
    Encoder in(int kind, String root, @Nullable String key) {
        section.writeUint8(kind | (key != null ? HAS_KEY : 0));
        inSection++;
        section.writeVarUint(1);
        section.writeVarString(root);
        if (key != null) {
            section.writeVarString(key);
        }
        return section;
    }

    /** An item without neighbours in the type that another item holds. */
    Encoder in(int kind, UnitId parent, @Nullable String key) {
        section.writeUint8(kind | (key != null ? HAS_KEY : 0));
        inSection++;
        section.writeVarUint(0);
        writeId(parent);
        if (key != null) {
            section.writeVarString(key);
        }
        return section;
    }

    private void writeId(UnitId id) {
        section.writeVarUint(id.client());
        section.writeVarUint(id.clock());
    }

    /** Deletes units. */
    RawUpdate deletes(long client, long clock, long length) {
        if (inRanges > 0 && client != rangesClient) {
            endRanges();
        }
        rangesClient = client;
        ranges.writeVarUint(clock);
        ranges.writeVarUint(length);
        inRanges++;
        return this;
    }

    private void endRanges() {
        if (inRanges > 0) {
            deletes.writeVarUint(rangesClient);
            deletes.writeVarUint(inRanges);
            deletes.writeAll(ranges);
            ranges.clear();
            deletedClients++;
            inRanges = 0;
        }
    }

    byte[] bytes() {
        endSection();
        endRanges();
        Encoder update = new Encoder();
        update.writeVarUint(sections);
        update.writeAll(structs);
        update.writeVarUint(deletedClients);
        update.writeAll(deletes);
        return update.toByteArray();
    }
}
