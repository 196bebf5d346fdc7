package dev.markco.cli;

import dev.markco.agent.AgentStatus;
import dev.markco.agent.StatusJson;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How an agent stands, for people: one line of counts, the trouble, each document that wants somebody's attention, and the
 * first of those that are on their way.
 */
final class AgentReport {
    /** How many documents are named that need nothing but time. */
    static final int MOST_UNDER_WAY = 20;

    private static final Set<String> UNDER_WAY = Set.of("uploading", "downloading");

    private AgentReport() {}

    static JsonNode of(AgentStatus status) {
        return JsonMapper.shared().valueToTree(StatusJson.of(status));
    }

    static void print(PrintWriter out, JsonNode status, boolean json) {
        if (json) {
            out.println(status);
        } else {
            print(out, status);
        }
        out.flush();
    }

    private static void print(PrintWriter out, JsonNode status) {
        StringBuilder counts = new StringBuilder();
        for (Map.Entry<String, JsonNode> count : status.path("counts").properties()) {
            if (count.getValue().asInt(0) > 0) {
                counts.append(counts.isEmpty() ? "" : ", ")
                        .append(count.getValue().asInt(0))
                        .append(' ')
                        .append(word(count.getKey()));
            }
        }
        out.println(counts.isEmpty() ? "no documents" : counts);
        boolean paused = status.path("paused").asBoolean(false);
        String relay = status.path("relay").asString("");
        if (!relay.isEmpty() && !paused && !status.path("connected").asBoolean(false)) {
            out.println("not connected to " + relay);
        }
        for (String word : List.of("trouble", "notice")) {
            String text = status.path(word).asString("");
            if (!text.isEmpty()) {
                out.println(text);
            }
        }
        List<JsonNode> underWay = new ArrayList<>();
        for (JsonNode document : status.path("documents")) {
            String state = document.path("state").asString("");
            if (UNDER_WAY.contains(state)) {
                underWay.add(document);
            } else if (!state.equals("synced")) {
                out.println(line(document));
            }
        }
        underWay.stream().limit(MOST_UNDER_WAY).map(AgentReport::line).forEach(out::println);
        if (underWay.size() > MOST_UNDER_WAY) {
            out.println("and " + (underWay.size() - MOST_UNDER_WAY) + " more on their way; --json names all");
        }
    }

    private static String line(JsonNode document) {
        String why = document.path("why").asString("");
        return document.path("docPath").asString("") + ": "
                + word(document.path("state").asString("")) + (why.isEmpty() ? "" : ", " + why);
    }

    private static String word(String state) {
        return state.equals("synced") ? "in sync" : state;
    }
}
