package dev.markco.yjs.internal;

import dev.markco.yjs.DecodeException;
import dev.markco.yjs.lib0.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A reader of update v1: everything is decoded and checked before a replica sees any of it.
 *
 * <pre>
 * update    = structs deleteSet
 * structs   = varUint nClients, per client: varUint nStructs, varUint client, varUint firstClock, struct...
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
 * </pre>
 *
 * Checked beyond the grammar: no empty struct, no clock beyond 2^31 - 1, no id that refers to itself or later ids of its own
 * client, JSON that is JSON, nothing after the end. Source: yjs 13.6, {@code utils/encoding.js} and {@code structs/}.
 */
final class UpdateReader {
    static final int HAS_ORIGIN = 0x80;
    static final int HAS_RIGHT_ORIGIN = 0x40;
    static final int HAS_KEY = 0x20;
    static final int KIND = 0x1f;
    static final int GC = 0;
    static final int SKIP = 10;

    /** The structs that an update brings of one client, in clock order, holes left out. */
    record Run(Client client, List<Struct> structs) {}

    private final Decoder in;
    private final LongFunction<Client> clients;
    private final List<Run> runs = new ArrayList<>();
    private @Nullable Client lastClient;

    private UpdateReader(byte[] update, LongFunction<Client> clients) {
        this.in = new Decoder(update);
        this.clients = clients;
    }

    /** Decodes all of {@code update}; {@code clients} gives the one object for an id. */
    static DecodedUpdate read(byte[] update, LongFunction<Client> clients) {
        UpdateReader reader = new UpdateReader(update, clients);
        reader.readStructs();
        DeleteSet deletes = DeleteSet.read(reader.in);
        reader.in.requireEnd("the update");
        return new DecodedUpdate(reader.runs, deletes);
    }

    private void readStructs() {
        int count = in.readCount(3, "clients");
        for (int i = 0; i < count; i++) {
            int structs = in.readCount(2, "structs");
            Client client = readClient();
            int clock = readClock();
            List<Struct> run = new ArrayList<>(Math.min(structs, 10_000));
            for (int j = 0; j < structs; j++) {
                int start = in.position();
                Struct struct = readStruct(client, clock);
                if (struct.length > Integer.MAX_VALUE - clock) {
                    throw new DecodeException(start, "clocks up to 2^31 - 1", clock + " + " + struct.length);
                }
                clock += struct.length;
                if (!(struct instanceof Skip)) {
                    run.add(struct);
                }
            }
            runs.add(new Run(client, run));
        }
    }

    private Client readClient() {
        long id = in.readVarUint();
        Client client = lastClient;
        if (client == null || client.id != id) {
            client = clients.apply(id);
            lastClient = client;
        }
        return client;
    }

    private int readClock() {
        return in.readVarUint(Integer.MAX_VALUE, "a clock");
    }

    /** An id that a struct at {@code clock} of {@code client} refers to: not itself, nor what its client wrote later. */
    private int readEarlierClock(Client referred, Client client, int clock) {
        int start = in.position();
        int value = readClock();
        if (referred == client && value >= clock) {
            throw new DecodeException(start, "an id before clock " + clock, Integer.toString(value));
        }
        return value;
    }

    private Struct readStruct(Client client, int clock) {
        int start = in.position();
        int info = in.readUint8();
        int kind = info & KIND;
        if (kind == SKIP) {
            return new Skip(client, clock, in.readVarUint(Integer.MAX_VALUE, "a length"));
        }
        if (kind == GC) {
            return new Gc(client, clock, readLength());
        }
        Client origin = null;
        int originClock = 0;
        if ((info & HAS_ORIGIN) != 0) {
            origin = readClient();
            originClock = readEarlierClock(origin, client, clock);
        }
        Client rightOrigin = null;
        int rightOriginClock = 0;
        if ((info & HAS_RIGHT_ORIGIN) != 0) {
            rightOrigin = readClient();
            rightOriginClock = readEarlierClock(rightOrigin, client, clock);
        }
        Parent parent = origin == null && rightOrigin == null ? readParent(client, clock, (info & HAS_KEY) != 0) : null;
        Item item = ContentReader.read(in, client, clock, kind, start);
        item.setOrigin(origin, originClock);
        item.setRightOrigin(rightOrigin, rightOriginClock);
        item.parent = parent;
        return item;
    }

    private ParentRef readParent(Client client, int clock, boolean hasKey) {
        if (in.readVarUint() == 1) {
            String root = in.readVarString();
            return new ParentRef(root, hasKey ? in.readVarString() : null);
        }
        Client holder = readClient();
        int holderClock = readEarlierClock(holder, client, clock);
        return new ParentRef(holder, holderClock, hasKey ? in.readVarString() : null);
    }

    private int readLength() {
        int start = in.position();
        int length = in.readVarUint(Integer.MAX_VALUE, "a length");
        if (length == 0) {
            throw new DecodeException(start, "a length of at least 1", "0");
        }
        return length;
    }
}
