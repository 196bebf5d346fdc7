package dev.markco.cli.status;

import dev.markco.cli.status.Overview.AgentState;
import dev.markco.cli.status.Overview.Problem;
import dev.markco.cli.status.Overview.Project;
import dev.markco.cli.status.Overview.RelayState;
import dev.markco.cli.terminal.Palette;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An overview as lines for a terminal, cut to its size. Pure. */
public final class StatusScreen {
    private static final int LABEL = 10;
    private static final int MOST_SPARKS = 60;
    private static final int MOST_PROBLEMS = 5;
    private static final int LEAST_PROJECTS = 3;

    private final Palette palette;
    private final int width;
    private final int height;
    private final List<String> lines = new ArrayList<>();

    private StatusScreen(Palette palette, int width, int height) {
        this.palette = palette;
        this.width = width;
        this.height = height;
    }

    /** Draws; every line is at most {@code width} columns wide, colours aside, and there are at most {@code height}. */
    public static List<String> of(Overview overview, Palette palette, int width, int height) {
        StatusScreen screen = new StatusScreen(palette, width, height);
        screen.draw(overview);
        return List.copyOf(screen.lines.subList(0, Math.min(height, screen.lines.size())));
    }

    private void draw(Overview overview) {
        RelayState relay = overview.relay();
        String url = overview.relayUrl();
        if (relay == null) {
            row("relay", url == null ? "none runs here" : "does not answer at " + url, Tone.BAD);
        } else {
            String version = relay.version() == null ? "" : "  markco " + relay.version();
            row("relay", url + version + "  up " + duration(relay.uptimeSeconds()), Tone.GOOD);
            String trouble = relay.trouble();
            String storage = relay.storage() == null ? "" : relay.storage();
            row(
                    "database",
                    trouble == null ? join(storage, "answers") : trouble,
                    trouble == null ? Tone.GOOD : Tone.BAD);
            unsaved(relay);
            row(
                    "in flight",
                    count(relay.documentsInMemory(), "document") + " in memory, "
                            + count(relay.connections(), "connection"),
                    Tone.PLAIN);
            int sparks = Math.min(MOST_SPARKS, width - LABEL - 20);
            String line = sparks < 10 ? "" : Sparkline.of(relay.editsPerSecond(), sparks) + "  ";
            long now = relay.editsPerSecond().isEmpty()
                    ? 0
                    : relay.editsPerSecond().get(relay.editsPerSecond().size() - 1);
            row("edits", line + now + "/s, " + relay.updates() + " in all", Tone.PLAIN);
        }
        AgentState agent = overview.agent();
        if (agent != null) {
            agent(agent);
        }
        if (relay != null) {
            projects(relay.projects(), Math.min(MOST_PROBLEMS, relay.problems().size()));
            problems(relay.problems());
        }
    }

    private void unsaved(RelayState relay) {
        if (relay.unsavedMillis() > 1_000 || relay.spoolBytes() > 0) {
            String spool = relay.spoolBytes() > 0 ? ", " + bytes(relay.spoolBytes()) + " in the spool" : "";
            row("unsaved", "the oldest edit for " + relay.unsavedMillis() / 1_000 + " s" + spool, Tone.DOUBTFUL);
        }
    }

    private void agent(AgentState agent) {
        row("agent", agent.project(), Tone.PLAIN);
        List<String> counts = new ArrayList<>();
        counts.add(agent.synced() + " in sync");
        add(counts, agent.underWay(), "on their way");
        add(counts, agent.conflicts(), agent.conflicts() == 1 ? "conflict" : "conflicts");
        add(counts, agent.ignored(), "ignored");
        row("", String.join(", ", counts), agent.conflicts() > 0 ? Tone.DOUBTFUL : Tone.PLAIN);
        if (agent.relay() != null && !agent.connected() && !agent.paused()) {
            row("", "not connected to " + agent.relay(), Tone.BAD);
        }
        if (agent.trouble() != null) {
            row("", agent.trouble(), Tone.BAD);
        }
    }

    private static void add(List<String> counts, int count, String what) {
        if (count > 0) {
            counts.add(count + " " + what);
        }
    }

    private void projects(List<Project> projects, int problems) {
        int room = Math.max(LEAST_PROJECTS, height - lines.size() - problems - 2);
        String label = "projects";
        int shown = projects.size() > room ? room - 1 : projects.size();
        for (Project project : projects.subList(0, shown)) {
            int name = Math.max(10, width - LABEL - 34);
            row(
                    label,
                    String.format(
                            Locale.ROOT,
                            "%-" + name + "s %7d %-9s %10s",
                            cut(project.name(), name),
                            project.documents(),
                            project.documents() == 1 ? "document" : "documents",
                            bytes(project.bytes())),
                    Tone.PLAIN);
            label = "";
        }
        if (projects.isEmpty()) {
            row(label, "none yet", Tone.PLAIN);
        } else if (shown < projects.size()) {
            row("", "and " + (projects.size() - shown) + " more", Tone.PLAIN);
        }
    }

    private void problems(List<Problem> problems) {
        String label = "problems";
        for (Problem problem : problems.subList(0, Math.min(MOST_PROBLEMS, problems.size()))) {
            boolean error = problem.level().equals("ERROR");
            row(label, problem.at() + "  " + problem.message(), error ? Tone.BAD : Tone.DOUBTFUL);
            label = "";
        }
    }

    private enum Tone {
        PLAIN,
        GOOD,
        DOUBTFUL,
        BAD
    }

    private void row(String label, String text, Tone tone) {
        String name = String.format(Locale.ROOT, "%-" + LABEL + "s", label);
        String shown = cut(printable(text), Math.max(1, width - LABEL));
        String painted = switch (tone) {
            case PLAIN -> shown;
            case GOOD -> palette.good(shown);
            case DOUBTFUL -> palette.doubtful(shown);
            case BAD -> palette.bad(shown);
        };
        lines.add((palette.strong(name) + painted).stripTrailing());
    }

    /** Names and messages may hold anything, also what would move the cursor. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    private static String cut(String text, int width) {
        if (text.codePointCount(0, text.length()) <= width) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
    }

    private static String join(String storage, String word) {
        return storage.isEmpty() ? word : storage + ", " + word;
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    static String bytes(long bytes) {
        if (bytes < 1_000) {
            return bytes + " B";
        }
        double shown = bytes;
        String units = "kMGT";
        int unit = -1;
        while (shown >= 999.95 && unit < units.length() - 1) {
            shown /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", shown, units.charAt(unit));
    }

    static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 86_400 ? seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min" : seconds / 86_400 + " d";
    }
}
