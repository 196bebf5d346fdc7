package dev.markco.relay.http;

import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.sync.room.Authorship;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Changes as lines of JSON, made part by part while they are sent: no more of them is in memory than a part, however long a
 * line is. Confined to one thread at a time.
 */
final class PastLines {
    /** Bytes of an update that become text at once; whole groups of three, so that base64 has no seam. */
    private static final int CHUNK = 48 << 10;
    /** The bytes of a part, at least, except of the last. */
    private static final int PART = 32 << 10;

    private final Iterator<AuthoredUpdate> changes;
    private byte @Nullable [] update;
    private int written;

    PastLines(List<AuthoredUpdate> changes) {
        this.changes = changes.iterator();
    }

    /** The next part; null when there is none. */
    @Nullable
    ByteBuffer next() {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        while (part.size() < PART && (update != null || changes.hasNext())) {
            if (update == null) {
                begin(changes.next(), part);
            } else {
                goOn(update, part);
            }
        }
        return part.size() == 0 ? null : ByteBuffer.wrap(part.toByteArray());
    }

    private void begin(AuthoredUpdate change, ByteArrayOutputStream part) {
        String head = JsonMapper.shared().writeValueAsString(head(change));
        part.writeBytes((head.substring(0, head.length() - 1) + ",\"update\":\"").getBytes(StandardCharsets.UTF_8));
        update = change.update();
        written = 0;
    }

    private void goOn(byte[] bytes, ByteArrayOutputStream part) {
        int end = Math.min(bytes.length, written + CHUNK);
        part.writeBytes(Base64.getEncoder().encode(Arrays.copyOfRange(bytes, written, end)));
        written = end;
        if (end == bytes.length) {
            part.writeBytes("\"}\n".getBytes(StandardCharsets.UTF_8));
            update = null;
        }
    }

    /** All of a line but the update. */
    private static Map<String, Object> head(AuthoredUpdate change) {
        Authorship by = change.authorship();
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("receivedAt", Instant.ofEpochMilli(change.receivedMillis()).toString());
        put(head, "madeAt", by.madeAt());
        put(head, "author", by.author());
        put(head, "session", by.session());
        head.put("means", by.means().word());
        head.put("clients", clients(change.update()));
        return head;
    }

    private static void put(Map<String, Object> head, String name, @Nullable Object value) {
        if (value != null) {
            head.put(name, value.toString());
        }
    }

    /** The ids of the Yjs clients whose structs are in it; none where it cannot be read, which is for others to say. */
    private static List<Long> clients(byte[] update) {
        try {
            return Updates.firstClocks(update).keySet().stream().sorted().toList();
        } catch (DecodeException e) {
            return List.of();
        }
    }
}
