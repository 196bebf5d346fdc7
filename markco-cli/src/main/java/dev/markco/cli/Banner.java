package dev.markco.cli;

import dev.markco.agent.AgentConfig;
import dev.markco.agent.AgentStatus;
import dev.markco.agent.DocumentStatus;
import dev.markco.agent.DocumentStatus.State;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** What {@code markco up} says when everything runs: where, how many documents, and what to try next. */
final class Banner {
    private static final int MOST_NOTES = 10;

    private Banner() {}

    /**
     * Makes the text.
     *
     * @param command how the user calls markco
     * @param page whether the relay has its page
     * @param options what leads other commands to the same data, with a space before it; may be empty
     */
    static String of(
            String command,
            String options,
            URI relay,
            boolean page,
            String storage,
            AgentConfig config,
            int agentPort,
            AgentStatus status,
            boolean inSync) {
        int synced = status.summary().count(State.SYNCED);
        String example = status.documents().stream()
                .filter(document -> document.state() == State.SYNCED)
                .map(DocumentStatus::docPath)
                .filter(path -> path.matches("[\\w./-]+"))
                .findFirst()
                .orElse("hello");
        String project = "local/" + config.name();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("  relay      " + relay + "  (" + storage + ")");
        if (page) {
            lines.add("  page       " + relay + "/  (open it in a browser)");
        }
        lines.add("  project    " + config.name() + "  " + config.projectDir());
        lines.add("  documents  " + synced + " in sync" + (inSync ? "" : ", others are still on their way"));
        status.documents().stream()
                .filter(document -> document.why() != null || document.state() == State.CONFLICT)
                .limit(MOST_NOTES)
                .forEach(document -> lines.add("             " + document.docPath() + ": " + document.why()));
        String trouble = status.summary().trouble();
        if (trouble != null) {
            lines.add("  trouble    " + trouble);
        }
        lines.add("");
        lines.add("Try, in another terminal:");
        lines.add("  " + command + " doc list" + options);
        lines.add("  " + command + " doc dump " + project + "/" + example + options);
        lines.add("  echo 'a line from the shell' >> '" + config.projectDir().resolve(fileName(example)) + "'");
        lines.add("");
        lines.add("Yjs clients (y-websocket) connect to");
        lines.add("  ws" + relay.toString().substring("http".length()) + "/sync/" + project + "/" + example);
        lines.add("  ws://" + config.host() + ":" + agentPort + "/" + example + "  (this machine, without the relay)");
        lines.add("");
        lines.add("Ctrl-C stops everything.");
        return String.join(System.lineSeparator(), lines);
    }

    private static String fileName(String docPath) {
        return docPath.endsWith(".qmd") ? docPath : docPath + ".md";
    }
}
