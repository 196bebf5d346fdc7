package dev.markco.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An agent's status in the shape that {@code GET /status} answers. Pure. */
public final class StatusJson {
    private StatusJson() {}

    /** All of it. */
    public static Map<String, @Nullable Object> of(AgentStatus status) {
        Map<String, @Nullable Object> json = summary(status.summary());
        List<Map<String, @Nullable Object>> documents =
                status.documents().stream().map(StatusJson::document).toList();
        json.put("documents", documents);
        return json;
    }

    /** Without the documents. */
    public static Map<String, @Nullable Object> summary(AgentSummary summary) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("connected", summary.connected());
        json.put("relay", summary.relay());
        json.put("inSync", summary.isInSync());
        json.put("paused", summary.paused());
        if (summary.trouble() != null) {
            json.put("trouble", summary.trouble());
        }
        if (summary.notice() != null) {
            json.put("notice", summary.notice());
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (DocumentStatus.State state : DocumentStatus.State.values()) {
            counts.put(name(state), summary.count(state));
        }
        json.put("counts", counts);
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
