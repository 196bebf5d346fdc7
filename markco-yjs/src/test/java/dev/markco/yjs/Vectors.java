package dev.markco.yjs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The histories that yjs itself recorded, from the test resources. */
final class Vectors {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** One history and what yjs made of it. */
    record Vector(JsonNode json) {
        String name() {
            return text("name");
        }

        String text(String field) {
            return json.get(field).asString();
        }

        byte[] bytes(String field) {
            return Base64.getDecoder().decode(text(field));
        }

        List<byte[]> updates() {
            List<byte[]> updates = new ArrayList<>();
            json.get("updates")
                    .forEach(update -> updates.add(Base64.getDecoder().decode(update.asString())));
            return updates;
        }

        @Override
        public String toString() {
            return name();
        }
    }

    private Vectors() {}

    static List<Vector> all() {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/vectors/yjs-13.6.jsonl.gz"));
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> new Vector(MAPPER.readTree(line))).toList();
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
