package dev.markco.relay.documents;

import dev.markco.sync.DocumentKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The JSON of a project feed's events. */
final class FeedEvents {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private FeedEvents() {}

    static String json(UUID id, String project, String path, String event, @Nullable DocumentKey from) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("id", id.toString());
        body.put("project", project);
        body.put("path", path);
        body.put("event", event);
        if (from != null) {
            body.put("from", Map.of("project", from.project(), "path", from.docPath()));
        }
        return MAPPER.writeValueAsString(body);
    }
}
