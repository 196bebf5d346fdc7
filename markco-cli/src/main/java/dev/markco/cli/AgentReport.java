package dev.markco.cli;

import dev.markco.agent.AgentStatus;
import dev.markco.agent.StatusJson;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How an agent stands, for people: one line of counts, the trouble, and each document that is not simply in sync. */
final class AgentReport {
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
        for (JsonNode document : status.path("documents")) {
            String state = document.path("state").asString("");
            String why = document.path("why").asString("");
            if (!state.equals("synced")) {
                out.println(
                        document.path("docPath").asString("") + ": " + word(state) + (why.isEmpty() ? "" : ", " + why));
            }
        }
    }

    private static String word(String state) {
        return state.equals("synced") ? "in sync" : state;
    }
}
