package dev.markco.bench.load;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The Markdown tables of what was measured. */
final class LoadReport {
    private static final int BYTES_A_MB = 1_000_000;

    private LoadReport() {}

    /** What one server did with a typing workload. */
    record Typing(
            Latencies latencies,
            long expected,
            long delivered,
            long leftOut,
            long twice,
            long echoes,
            double serverPercent,
            double postgresPercent,
            long residentBytes) {

        /** The medians of rounds, but the sums of what is counted, and the longest delay of all. */
        static Typing of(List<Typing> rounds) {
            return new Typing(
                    new Latencies(
                            median(rounds, one -> one.latencies.p50()),
                            median(rounds, one -> one.latencies.p95()),
                            median(rounds, one -> one.latencies.p99()),
                            rounds.stream()
                                    .mapToDouble(one -> one.latencies.max())
                                    .max()
                                    .orElseThrow()),
                    sum(rounds, Typing::expected),
                    sum(rounds, Typing::delivered),
                    sum(rounds, Typing::leftOut),
                    sum(rounds, Typing::twice),
                    sum(rounds, Typing::echoes),
                    median(rounds, Typing::serverPercent),
                    median(rounds, Typing::postgresPercent),
                    (long) median(rounds, Typing::residentBytes));
        }

        private static double median(List<Typing> rounds, ToDoubleFunction<Typing> of) {
            return rounds.stream()
                    .mapToDouble(of)
                    .sorted()
                    .skip(rounds.size() / 2)
                    .findFirst()
                    .orElseThrow();
        }

        private static long sum(List<Typing> rounds, ToLongFunction<Typing> of) {
            return rounds.stream().mapToLong(of).sum();
        }
    }

    static String typing(Map<Contender, Typing> all) {
        StringBuilder out = new StringBuilder("""
                | server | p50, ms | p99, ms | max, ms | delivered | not measured | twice | to its sender | CPU | PostgreSQL's CPU | memory, MB | p99 / markco's | CPU / markco's |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        all.forEach((contender, one) -> {
            Typing ours = all.get(rival(contender));
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.2f | %.2f | %.1f | %,d of %,d | %,d | %,d | %,d | %.0f %% | %s | %d | %s | %s |%n",
                    contender.title,
                    one.latencies.p50(),
                    one.latencies.p99(),
                    one.latencies.max(),
                    one.delivered,
                    one.expected,
                    one.leftOut,
                    one.twice,
                    one.echoes,
                    one.serverPercent,
                    contender.persists ? String.format(Locale.ROOT, "%.0f %%", one.postgresPercent) : "",
                    one.residentBytes / BYTES_A_MB,
                    ratio(contender, one.latencies.p99(), ours == null ? 0 : ours.latencies.p99()),
                    ratio(contender, one.serverPercent, ours == null ? 0 : ours.serverPercent)));
        });
        return out.toString();
    }

    static String idle(Map<Contender, IdleRun.Cost> all) {
        StringBuilder out = new StringBuilder("""
                | server | documents | heap a document, KB | memory a document, KB | heap / markco's |
                | --- | ---: | ---: | ---: | ---: |
                """);
        all.forEach((contender, cost) -> {
            IdleRun.Cost ours = all.get(rival(contender));
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %,d | %.1f | %.1f | %s |%n",
                    contender.title,
                    cost.documents(),
                    cost.heapBytes() / 1024.0,
                    cost.residentBytes() / 1024.0,
                    ratio(contender, (double) cost.heapBytes(), ours == null ? 0 : (double) ours.heapBytes())));
        });
        return out.toString();
    }

    static String cold(Map<Contender, Latencies> all) {
        StringBuilder out = new StringBuilder("""
                | server | median, ms | p99, ms | max, ms | median / markco's |
                | --- | ---: | ---: | ---: | ---: |
                """);
        all.forEach((contender, one) -> {
            Latencies ours = all.get(rival(contender));
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %s |%n",
                    contender.title,
                    one.p50(),
                    one.p99(),
                    one.max(),
                    ratio(contender, one.p50(), ours == null ? 0 : ours.p50())));
        });
        return out.toString();
    }

    /** markco in the same protocol. */
    private static Contender rival(Contender contender) {
        return contender.dialect == Dialect.HOCUSPOCUS ? Contender.MARKCO_HOCUSPOCUS : Contender.MARKCO;
    }

    private static String ratio(Contender contender, double value, double ours) {
        return contender.isMarkco() || ours <= 0 ? "" : String.format(Locale.ROOT, "%.2f", value / ours);
    }

    /** A map in the order in which servers are measured. */
    static <T> Map<Contender, T> table() {
        return new LinkedHashMap<>();
    }
}
