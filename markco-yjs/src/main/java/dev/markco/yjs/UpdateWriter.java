package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The writer of update v1; the grammar stands in {@link UpdateCursor}. Clients go out in descending id order. */
final class UpdateWriter {
    private UpdateWriter() {}

    /** Writes a struct without its first {@code offset} units. */
    static void writeStruct(Encoder out, Struct struct, int offset) {
        if (struct instanceof Item item) {
            writeItem(out, item, offset);
        } else {
            out.writeUint8(UpdateCursor.GC);
            out.writeVarUint(struct.length - offset);
        }
    }

    private static void writeItem(Encoder out, Item item, int offset) {
        Client origin = offset > 0 ? item.client : item.origin;
        int originClock = offset > 0 ? item.clock + offset - 1 : item.originClock;
        Parent parent = item.parent;
        String key = parent instanceof Chain chain ? chain.key() : parent instanceof ParentRef ref ? ref.key : null;
        out.writeUint8(item.content.ref()
                | (origin != null ? UpdateCursor.HAS_ORIGIN : 0)
                | (item.rightOrigin != null ? UpdateCursor.HAS_RIGHT_ORIGIN : 0)
                | (key != null ? UpdateCursor.HAS_KEY : 0));
        if (origin != null) {
            writeId(out, origin, originClock);
        }
        if (item.rightOrigin != null) {
            writeId(out, item.rightOrigin, item.rightOriginClock);
        }
        if (origin == null && item.rightOrigin == null) {
            writeParent(out, parent);
            if (key != null) {
                out.writeVarString(key);
            }
        }
        item.content.write(out, offset, item.length);
    }

    private static void writeId(Encoder out, Client client, int clock) {
        out.writeVarUint(client.id);
        out.writeVarUint(clock);
    }

    private static void writeParent(Encoder out, @Nullable Parent parent) {
        if (parent instanceof Chain chain) {
            Item holder = chain.type.item();
            if (holder == null) {
                out.writeVarUint(1);
                out.writeVarString(chain.type.name());
            } else {
                out.writeVarUint(0);
                writeId(out, holder.client, holder.clock);
            }
        } else if (parent instanceof ParentRef ref && ref.rootName != null) {
            out.writeVarUint(1);
            out.writeVarString(ref.rootName);
        } else if (parent instanceof ParentRef ref && ref.client != null) {
            out.writeVarUint(0);
            writeId(out, ref.client, ref.clock);
        } else {
            throw new IllegalStateException("an item without origins has a parent");
        }
    }

    /** Writes the section of a client from {@code from} on, which lies below its next clock. */
    static void writeFrom(Encoder out, Client client, int from) {
        client.structs.writeFrom(out, client.id, from);
    }

    /** The section of a client from {@code from} on, followed by what waits, holes as Skip. */
    static Section withWaiting(Client client, int from, List<Struct> waiting) {
        Section section = new Section(client.id);
        if (from < client.nextClock()) {
            client.structs.forEach(from, Integer.MAX_VALUE, struct -> section.add(struct, from));
        }
        for (Struct struct : waiting) {
            section.add(struct, from);
        }
        return section;
    }

    /** The structs of one client as they are put together from several sources, in clock order, overlaps cut. */
    static final class Section {
        private final long client;
        private final Encoder body = new Encoder();
        private int count;
        private int first;
        private int next;

        Section(long client) {
            this.client = client;
        }

        /** Adds what of the struct lies at or after {@code from} and was not added yet. */
        void add(Struct struct, int from) {
            int start = Math.max(struct.clock, count == 0 ? from : Math.max(from, next));
            if (struct.end() <= start) {
                return;
            }
            if (count == 0) {
                first = start;
            } else if (start > next) {
                body.writeUint8(UpdateCursor.SKIP);
                body.writeVarUint((long) start - next);
                count++;
            }
            writeStruct(body, struct, start - struct.clock);
            count++;
            next = struct.end();
        }

        boolean isEmpty() {
            return count == 0;
        }

        void writeTo(Encoder out) {
            if (count == 0) {
                return;
            }
            out.writeVarUint(count);
            out.writeVarUint(client);
            out.writeVarUint(first);
            out.writeAll(body);
        }
    }
}
