package dev.markco.yjs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A reader of update v1 into structs for a replica: everything is decoded and checked before the replica sees any of it.
 * {@link UpdateCursor} has the grammar and the checks.
 */
final class UpdateReader {
    /** The structs that an update brings of one client, in clock order, holes left out. */
    record Run(Client client, List<Struct> structs) {}

    /** Slots for recently used clients, by the low bits of their ids; a power of two. */
    private static final int SLOTS = 8;

    private final UpdateCursor cursor;
    private final ContentReader contents;
    private final LongFunction<Client> clients;
    private final @Nullable Client[] recent = new @Nullable Client[SLOTS];

    private UpdateReader(byte[] update, LongFunction<Client> clients) {
        this.cursor = new UpdateCursor(update);
        this.contents = new ContentReader(cursor);
        this.clients = clients;
    }

    /** Decodes all of {@code update}; {@code clients} gives the one object for an id. */
    static DecodedUpdate read(byte[] update, LongFunction<Client> clients) {
        UpdateReader reader = new UpdateReader(update, clients);
        List<Run> runs = reader.readRuns();
        return new DecodedUpdate(runs, reader.readDeletes());
    }

    private List<Run> readRuns() {
        List<Run> runs = new ArrayList<>();
        while (cursor.nextSection()) {
            Client client = client(cursor.client);
            // A struct has at least two bytes, which are there: the list takes no more than their double.
            List<Struct> structs = new ArrayList<>(cursor.structsLeft());
            while (cursor.nextStruct()) {
                if (cursor.kind == UpdateCursor.GC) {
                    structs.add(new Gc(client, cursor.clock, cursor.length));
                } else if (cursor.kind != UpdateCursor.SKIP) {
                    structs.add(readItem(client));
                }
            }
            runs.add(new Run(client, structs));
        }
        return runs;
    }

    private DeleteSet readDeletes() {
        DeleteSet deletes = new DeleteSet();
        while (cursor.nextDeleted()) {
            deletes.add(cursor.client, cursor.clock, cursor.end());
        }
        return deletes;
    }

    private Item readItem(Client client) {
        Item item = new Item(client, cursor.clock, cursor.length, contents.read());
        if (cursor.origin != UpdateCursor.NONE) {
            item.setOrigin(client(cursor.origin), cursor.originClock);
        }
        if (cursor.rightOrigin != UpdateCursor.NONE) {
            item.setRightOrigin(client(cursor.rightOrigin), cursor.rightOriginClock);
        }
        if (cursor.rootStart != UpdateCursor.NONE) {
            item.parent = new ParentRef(text(cursor.rootStart, cursor.rootEnd), key());
        } else if (cursor.holder != UpdateCursor.NONE) {
            item.parent = new ParentRef(client(cursor.holder), cursor.holderClock, key());
        }
        return item;
    }

    private @Nullable String key() {
        return cursor.keyStart == UpdateCursor.NONE ? null : text(cursor.keyStart, cursor.keyEnd);
    }

    private String text(int from, int to) {
        return new String(cursor.bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private Client client(long id) {
        int slot = (int) id & SLOTS - 1;
        Client client = recent[slot];
        if (client == null || client.id != id) {
            client = clients.apply(id);
            recent[slot] = client;
        }
        return client;
    }
}
