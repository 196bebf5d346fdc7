package dev.markco.cli;

import dev.markco.sync.text.Hunk;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One change of a watched text, as it is printed. Pure.
 *
 * @param hunks what changed, on the text before
 * @param before the text before
 * @param after the text after
 */
record TextChange(Instant time, List<Hunk> hunks, String before, String after) {
    private static final int EXCERPT = 50;

    int inserted() {
        return hunks.stream().mapToInt(hunk -> hunk.text().length()).sum();
    }

    int deleted() {
        return hunks.stream().mapToInt(hunk -> hunk.end() - hunk.start()).sum();
    }

    /** The line of the first change, counted from 1. */
    int line() {
        int at = hunks.isEmpty() ? 0 : hunks.get(0).start();
        return 1
                + (int) before.substring(0, at)
                        .chars()
                        .filter(unit -> unit == '\n')
                        .count();
    }

    /** Time, place, characters in and out, and how what came in begins. */
    String toLine() {
        StringBuilder line = new StringBuilder()
                .append(time.truncatedTo(ChronoUnit.SECONDS))
                .append("  line ")
                .append(line());
        line.append("  +").append(inserted()).append(" -").append(deleted());
        if (hunks.size() > 1) {
            line.append(" in ").append(hunks.size()).append(" places");
        }
        for (Hunk hunk : hunks) {
            if (!hunk.text().isEmpty()) {
                return line.append("  ").append(excerpt(hunk.text())).toString();
            }
        }
        return line.toString();
    }

    /** On one line, without what a terminal would obey. */
    private static String excerpt(String text) {
        StringBuilder shown = new StringBuilder("\"");
        int units = 0;
        for (int at = 0; at < text.length() && units < EXCERPT; units++) {
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (point == '\n') {
                shown.append("\\n");
            } else if (Character.isISOControl(point)) {
                shown.append('\uFFFD');
            } else {
                shown.appendCodePoint(point);
            }
        }
        boolean cut = text.codePointCount(0, text.length()) > EXCERPT;
        return shown.append(cut ? "…\"" : "\"").toString();
    }

    ObjectNode toJson(String key, boolean withText) {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("time", time.toString());
        json.put("event", "changed");
        json.put("key", key);
        json.put("line", line());
        json.put("inserted", inserted());
        json.put("deleted", deleted());
        json.put("length", after.length());
        ArrayNode changes = json.putArray("changes");
        for (Hunk hunk : hunks) {
            ObjectNode change = changes.addObject();
            change.put("at", hunk.start());
            change.put("deleted", hunk.end() - hunk.start());
            change.put("inserted", hunk.text());
        }
        if (withText) {
            json.put("text", after);
        }
        return json;
    }
}
