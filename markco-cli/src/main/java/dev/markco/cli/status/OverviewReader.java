package dev.markco.cli.status;

import dev.markco.cli.status.Overview.AgentState;
import dev.markco.cli.status.Overview.Problem;
import dev.markco.cli.status.Overview.Project;
import dev.markco.cli.status.Overview.RelayState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what relay and agent answer. Missing fields count as nothing, as an older relay may not have them. Pure. */
public final class OverviewReader {
    private OverviewReader() {}

    /**
     * What a relay says of itself.
     *
     * @param stats the answer to {@code /stats}
     * @param ready the answer to {@code /ready}
     * @param documents the list of a user's documents
     */
    public static RelayState relay(JsonNode stats, JsonNode ready, JsonNode documents) {
        return new RelayState(
                text(stats, "version"),
                text(stats, "storage"),
                ready.path("status").asString("").equals("ok") ? null : trouble(ready),
                stats.path("uptimeSeconds").asLong(0),
                stats.path("connections").asInt(0),
                stats.path("documents").asInt(0),
                stats.path("oldestUnsavedMillis").asLong(0),
                stats.path("spoolBytes").asLong(0),
                stats.path("updatesIn").asLong(0),
                numbers(stats.path("updatesPerSecond")),
                projects(documents),
                problems(stats.path("problems")));
    }

    private static String trouble(JsonNode ready) {
        String reason = ready.path("reason").asString("");
        return reason.isEmpty() ? "not ready" : reason;
    }

    /** What an agent answers to {@code /status}. */
    public static AgentState agent(String project, JsonNode status) {
        JsonNode counts = status.path("counts");
        return new AgentState(
                project,
                status.path("connected").asBoolean(false),
                status.path("paused").asBoolean(false),
                counts.path("synced").asInt(0),
                counts.path("uploading").asInt(0) + counts.path("downloading").asInt(0),
                counts.path("conflict").asInt(0),
                counts.path("ignored").asInt(0),
                text(status, "relay"),
                text(status, "trouble"));
    }

    private static @Nullable String text(JsonNode node, String field) {
        String text = node.path(field).asString("");
        return text.isEmpty() ? null : text;
    }

    private static List<Long> numbers(JsonNode array) {
        List<Long> numbers = new ArrayList<>();
        array.forEach(one -> numbers.add(one.asLong(0)));
        return List.copyOf(numbers);
    }

    private static List<Project> projects(JsonNode documents) {
        List<Project> projects = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one : documents.path("projects").properties()) {
            long bytes = 0;
            int count = 0;
            for (JsonNode document : one.getValue().path("documents")) {
                bytes += document.path("byteSize").asLong(0);
                count++;
            }
            projects.add(new Project(one.getKey(), count, bytes));
        }
        return List.copyOf(projects);
    }

    private static List<Problem> problems(JsonNode array) {
        List<Problem> problems = new ArrayList<>();
        for (JsonNode one : array) {
            problems.add(new Problem(
                    one.path("at").asString("").replaceFirst("\\.[0-9]+Z$", "Z"),
                    one.path("level").asString(""),
                    one.path("message").asString("").lines().findFirst().orElse("")));
        }
        return List.copyOf(problems);
    }
}
