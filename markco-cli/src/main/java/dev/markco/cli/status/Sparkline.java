package dev.markco.cli.status;

import java.util.List;

/** A row of small bars. Pure. */
final class Sparkline {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    /** One bar for each of the last {@code width} values, the highest being a full one; nothing at all is a dot. */
    static String of(List<Long> values, int width) {
        List<Long> shown = values.subList(Math.max(0, values.size() - width), values.size());
        long most = shown.stream().mapToLong(Long::longValue).max().orElse(0);
        StringBuilder line = new StringBuilder();
        for (long value : shown) {
            line.append(value <= 0 ? '·' : BARS.charAt((int) ((value * BARS.length() - 1) / Math.max(1, most))));
        }
        return line.toString();
    }
}
