package dev.markco.bench;

import dev.markco.bench.trace.ConcurrentTrace;
import dev.markco.bench.work.Content;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The Markdown that shows a group's comparisons: a table, and what is to be noted beside it. */
final class Report {
    private static final String COLD_AND_WARM = """
            | workload | what | markco cold | yjs cold | yjs / markco | markco warm | yjs warm | yjs / markco |
            | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
            """;
    private static final String WARM = """
            | workload | what | markco | yjs | yjs / markco |
            | --- | --- | ---: | ---: | ---: |
            """;

    private final StringBuilder out = new StringBuilder();
    private final boolean cold;

    private Report(boolean cold) {
        this.cold = cold;
    }

    /** @param comparisons at least one */
    static String of(Group group, List<Comparison> comparisons) {
        // Inserts are warmed up before they are measured, and heap is no time.
        boolean cold = group != Group.INSERTS && group != Group.HEAP;
        return new Report(cold).write(group, comparisons);
    }

    /** What was measured on what: the engines, the machine, and how busy that was at this moment. */
    static String environment(Comparison comparison) {
        return String.format(
                Locale.ROOT,
                "markco on %s; yjs on %s; %d processors, load average %.1f, %s %s%n",
                comparison.markco().any().runtime(),
                comparison.yjs().any().runtime(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                System.getProperty("os.name"),
                System.getProperty("os.version"));
    }

    private String write(Group group, List<Comparison> comparisons) {
        line("### " + group.title);
        line("");
        out.append(cold ? COLD_AND_WARM : WARM);
        for (Comparison comparison : comparisons) {
            comparison.parts().forEach(part -> row(comparison, part));
        }
        line("");
        if (group != Group.HEAP) {
            line("- Encoded: " + sizes(comparisons));
            line("- Slower than yjs" + (cold ? " when warm: " : ": ") + slower(comparisons));
        }
        if (group == Group.INSERTS) {
            growth(comparisons);
        }
        if (group == Group.CONCURRENT) {
            comparisons.forEach(this::ending);
        }
        return out.toString();
    }

    private void row(Comparison comparison, Part part) {
        line("| " + comparison.task().name() + " | " + part.what + ", " + part.unit + " |"
                + (cold
                        ? values(
                                comparison.markco().cold(part), comparison.yjs().cold(part))
                        : "")
                + values(comparison.markco().warm(part), comparison.yjs().warm(part)));
    }

    private static String values(double markco, double yjs) {
        return " " + Format.threeDigits(markco) + " | " + Format.threeDigits(yjs) + " | " + Format.ratio(markco, yjs)
                + " |";
    }

    private static String sizes(List<Comparison> comparisons) {
        List<String> different = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            int markco = comparison.markco().any().stateBytes();
            int yjs = comparison.yjs().any().stateBytes();
            if (markco != yjs) {
                different.add(comparison.task().name() + " " + Format.count(markco) + " bytes by markco, "
                        + Format.count(yjs) + " by yjs");
            }
        }
        return different.isEmpty() ? "to as many bytes by both sides." : String.join("; ", different) + ".";
    }

    private static String slower(List<Comparison> comparisons) {
        List<String> slower = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            for (Part part : comparison.parts()) {
                double markco = comparison.markco().warm(part);
                double yjs = comparison.yjs().warm(part);
                if (markco > yjs) {
                    slower.add(comparison.task().name() + ": " + part.what + " (" + Format.ratio(markco, yjs) + ")");
                }
            }
        }
        return slower.isEmpty() ? "nothing." : String.join("; ", slower) + ".";
    }

    private void growth(List<Comparison> comparisons) {
        Comparison largest = comparisons.get(comparisons.size() - 1);
        for (Comparison small : comparisons.subList(0, Math.min(2, comparisons.size() - 1))) {
            line(String.format(
                    Locale.ROOT,
                    "- An insert with %s costs %.2f times as much as with %s in markco, %.2f times in yjs.",
                    largest.task().name(),
                    largest.markco().warm(Part.INSERT) / small.markco().warm(Part.INSERT),
                    small.task().name(),
                    largest.yjs().warm(Part.INSERT) / small.yjs().warm(Part.INSERT)));
        }
    }

    private void ending(Comparison comparison) {
        if (comparison.task().input() instanceof ConcurrentTrace trace) {
            boolean same = Content.fingerprint(trace.endContent())
                    .equals(comparison.markco().any().content());
            line("- Both sides end with the same text, which is " + (same ? "" : "not ") + "the recorded one.");
        }
    }

    private void line(String line) {
        out.append(line).append('\n');
    }
}
