package dev.markco.cli;

import dev.markco.cli.terminal.Palette;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.EditList;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lines in which two texts differ, in the format that {@code diff -u} prints and {@code patch} reads. Pure. */
final class UnifiedDiff {
    private final String fromName;
    private final String toName;
    private final RawText from;
    private final RawText to;
    private final EditList edits;

    private UnifiedDiff(String fromName, RawText from, String toName, RawText to) {
        this.fromName = fromName;
        this.toName = toName;
        this.from = from;
        this.to = to;
        this.edits = new HistogramDiff().diff(RawTextComparator.DEFAULT, from, to);
    }

    static UnifiedDiff of(String fromName, String from, String toName, String to) {
        return new UnifiedDiff(fromName, raw(from), toName, raw(to));
    }

    private static RawText raw(String text) {
        return new RawText(text.getBytes(StandardCharsets.UTF_8));
    }

    boolean isEqual() {
        return edits.isEmpty();
    }

    /** How many lines only the second text has. */
    int added() {
        return edits.stream().mapToInt(Edit::getLengthB).sum();
    }

    /** How many lines only the first text has. */
    int removed() {
        return edits.stream().mapToInt(Edit::getLengthA).sum();
    }

    /** The diff with so many equal lines around each change; nothing when the texts are equal. */
    String format(int context, Palette palette) {
        if (isEqual()) {
            return "";
        }
        StringBuilder painted = new StringBuilder();
        painted.append(palette.strong("--- " + fromName)).append('\n');
        painted.append(palette.strong("+++ " + toName)).append('\n');
        // Only LF ends a line here: what else does elsewhere is part of the text.
        for (String line : hunks(context).split("(?<=\n)", -1)) {
            boolean ended = line.endsWith("\n");
            painted.append(painted(ended ? line.substring(0, line.length() - 1) : line, palette));
            painted.append(ended ? "\n" : "");
        }
        return painted.toString();
    }

    private static String painted(String line, Palette palette) {
        if (line.isEmpty()) {
            return line;
        }
        return switch (line.charAt(0)) {
            case '@' -> palette.place(line);
            case '+' -> palette.good(line);
            case '-' -> palette.bad(line);
            default -> line;
        };
    }

    private String hunks(int context) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DiffFormatter formatter = new DiffFormatter(out)) {
            formatter.setContext(context);
            formatter.format(edits, from, to);
            formatter.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    /** The same for programs: counts, and each change with the lines it took and gave. */
    ObjectNode toJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("from", fromName);
        json.put("to", toName);
        json.put("equal", isEqual());
        json.put("added", added());
        json.put("removed", removed());
        ArrayNode changes = json.putArray("changes");
        for (Edit edit : edits) {
            ObjectNode change = changes.addObject();
            change.put("fromLine", edit.getBeginA() + 1);
            change.put("toLine", edit.getBeginB() + 1);
            lines(from, edit.getBeginA(), edit.getEndA(), change.putArray("removed"));
            lines(to, edit.getBeginB(), edit.getEndB(), change.putArray("added"));
        }
        return json;
    }

    private static void lines(RawText text, int begin, int end, ArrayNode into) {
        for (int i = begin; i < end; i++) {
            into.add(text.getString(i));
        }
    }
}
