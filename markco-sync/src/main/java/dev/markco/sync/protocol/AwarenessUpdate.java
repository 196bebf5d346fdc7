package dev.markco.sync.protocol;

import dev.markco.yjs.lib0.Decoder;
import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What some clients say of themselves: cursor, name, colour.
 *
 * <pre>
 * awareness update = n:varUint, n × (client:varUint clock:varUint state:varString)
 * </pre>
 *
 * The state is JSON and passes through unread; {@code null} means that the client is gone. Immutable.
 */
public record AwarenessUpdate(List<Entry> entries) {
    private static final String GONE = "null";
    /** The fewest bytes that an entry can have: a client, a clock and an empty string. */
    private static final int SMALLEST_ENTRY = 3;

    /** One client at one of its clocks; the state is null when the client is gone. */
    public record Entry(long client, long clock, @Nullable String state) {}

    public AwarenessUpdate {
        entries = List.copyOf(entries);
    }

    /**
     * Reads a whole update.
     *
     * @throws dev.markco.yjs.DecodeException when the bytes are not one
     */
    public static AwarenessUpdate decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        int count = in.readCount(SMALLEST_ENTRY, "awareness clients");
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long client = in.readVarUint();
            long clock = in.readVarUint();
            String state = in.readVarString();
            entries.add(new Entry(client, clock, state.equals(GONE) ? null : state));
        }
        return new AwarenessUpdate(entries);
    }

    public byte[] encode() {
        Encoder out = new Encoder();
        out.writeVarUint(entries.size());
        for (Entry entry : entries) {
            out.writeVarUint(entry.client());
            out.writeVarUint(entry.clock());
            out.writeVarString(entry.state() == null ? GONE : entry.state());
        }
        return out.toByteArray();
    }
}
