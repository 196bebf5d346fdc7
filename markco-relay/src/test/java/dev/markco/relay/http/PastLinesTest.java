package dev.markco.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.DocumentRef;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.yjs.YDoc;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The past as text, part by part. */
final class PastLinesTest {
    private static final int MOST = 256 << 10;

    private static AuthoredUpdate change(byte[] update, Authorship by) {
        return new AuthoredUpdate(new DocumentRef(DocumentKey.parse("local/p/a")), update, by, 1_000);
    }

    private static byte[] all(List<AuthoredUpdate> changes) {
        PastLines lines = new PastLines(changes);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (ByteBuffer part = lines.next(); part != null; part = lines.next()) {
            assertThat(part.remaining()).isBetween(1, MOST);
            byte[] bytes = new byte[part.remaining()];
            part.get(bytes);
            all.writeBytes(bytes);
        }
        assertThat(lines.next()).isNull();
        return all.toByteArray();
    }

    @Test
    @DisplayName("R32 a line has an update of any length, and comes in parts that are short")
    void anyLength() {
        Random random = new Random(1);
        List<AuthoredUpdate> changes = new ArrayList<>();
        for (int length : new int[] {0, 1, 2, 3, 49_151, 49_152, 49_153, 98_304, 98_305, 5_000_000}) {
            byte[] update = new byte[length];
            random.nextBytes(update);
            changes.add(change(update, Authorship.UNKNOWN));
        }
        List<String> lines =
                new String(all(changes), StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSameSizeAs(changes);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode line = JsonMapper.shared().readTree(lines.get(i));
            assertThat(Base64.getDecoder().decode(line.path("update").asString()))
                    .isEqualTo(changes.get(i).update());
        }
        assertThat(all(List.of())).isEmpty();
    }

    @Test
    @DisplayName("R41 a line says who, by what and when, as far as that is known")
    void fields() {
        YDoc doc = new YDoc(7);
        doc.getText("content").insert(0, "x");
        byte[] update = doc.encodeStateAsUpdate();
        Authorship anna = new Authorship(new UUID(0, 1), new UUID(0, 2), Means.PAGE, Instant.ofEpochMilli(5));
        String base64 = Base64.getEncoder().encodeToString(update);
        assertThat(new String(
                        all(List.of(change(update, anna), change(update, Authorship.UNKNOWN))), StandardCharsets.UTF_8))
                .isEqualTo("{\"receivedAt\":\"1970-01-01T00:00:01Z\",\"madeAt\":\"1970-01-01T00:00:00.005Z\","
                        + "\"author\":\"00000000-0000-0000-0000-000000000001\","
                        + "\"session\":\"00000000-0000-0000-0000-000000000002\",\"means\":\"page\",\"clients\":[7],"
                        + "\"update\":\"" + base64 + "\"}\n"
                        + "{\"receivedAt\":\"1970-01-01T00:00:01Z\",\"means\":\"unknown\",\"clients\":[7],"
                        + "\"update\":\"" + base64 + "\"}\n");
    }
}
