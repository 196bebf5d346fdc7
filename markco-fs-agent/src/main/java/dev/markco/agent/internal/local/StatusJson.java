package dev.markco.agent.internal.local;

import dev.markco.agent.AgentStatus;
import dev.markco.agent.DocumentStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent's status in the shape that {@code GET /status} answers. Pure. */
final class StatusJson {
    private StatusJson() {}

    static Map<String, @Nullable Object> of(AgentStatus status) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("connected", status.connected());
        json.put("relay", status.relay());
        json.put("inSync", status.isInSync());
        json.put("paused", status.paused());
        if (status.trouble() != null) {
            json.put("trouble", status.trouble());
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        for (DocumentStatus.State state : DocumentStatus.State.values()) {
            counts.put(name(state), status.count(state));
        }
        json.put("counts", counts);
        List<Map<String, @Nullable Object>> documents =
                status.documents().stream().map(StatusJson::document).toList();
        json.put("documents", documents);
        return json;
    }

    private static Map<String, @Nullable Object> document(DocumentStatus status) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("docPath", status.docPath());
        json.put("state", name(status.state()));
        if (status.why() != null) {
            json.put("why", status.why());
        }
        return json;
    }

    private static String name(DocumentStatus.State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
