package dev.markco.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The Markdown that shows comparisons: a table of times, and how large the encoded documents are. */
final class Report {
    private static final String HEADER = """
            | trace | milliseconds to | markco cold | yjs cold | yjs / markco | markco warm | yjs warm | yjs / markco |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            """;

    private Report() {}

    /** @param comparisons at least one */
    static String of(List<Comparison> comparisons) {
        StringBuilder out = new StringBuilder();
        Comparison first = comparisons.get(0);
        out.append(first.markco().runtime())
                .append("; ")
                .append(first.yjs().runtime())
                .append("\n\n")
                .append(HEADER);
        for (Comparison comparison : comparisons) {
            out.append(row(comparison, "apply all edits", Times::apply))
                    .append(row(comparison, "encode", Times::encode))
                    .append(row(comparison, "load to text", Times::load));
        }
        out.append('\n');
        for (Comparison comparison : comparisons) {
            out.append(sizes(comparison));
        }
        return out.toString();
    }

    private static String row(Comparison comparison, String what, ToDoubleFunction<Times> part) {
        double cold = comparison.markco().cold(part);
        double yjsCold = comparison.yjs().cold(part);
        double warm = comparison.markco().warm(part);
        double yjsWarm = comparison.yjs().warm(part);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %.2f | %s | %s | %.2f |%n",
                comparison.trace(),
                what,
                millis(cold),
                millis(yjsCold),
                yjsCold / cold,
                millis(warm),
                millis(yjsWarm),
                yjsWarm / warm);
    }

    private static String sizes(Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "- %s: %,d edits; encoded by markco %,d bytes, by yjs %,d%n",
                comparison.trace(),
                comparison.markco().events(),
                comparison.markco().stateBytes(),
                comparison.yjs().stateBytes());
    }

    /** Three significant digits. */
    private static String millis(double value) {
        String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f";
        return String.format(Locale.ROOT, format, value);
    }
}
