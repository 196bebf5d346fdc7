package dev.markco.bench.agent;

import dev.markco.bench.load.Latencies;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The Markdown tables of what was measured; each map in the order in which syncers are measured. */
final class AgentReport {
    private static final double BYTES_A_MB = 1_000_000;
    private static final double MILLIS_A_SECOND = 1_000;

    private AgentReport() {}

    static String latencies(Map<Direction, Map<Syncer, Latencies>> all) {
        StringBuilder out = new StringBuilder("""
                | edit | syncer | p50, ms | p95, ms | p99, ms | max, ms | p50 / markco's | p95 / markco's |
                | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        all.forEach((direction, syncers) -> syncers.forEach((syncer, one) -> out.append(String.format(
                Locale.ROOT,
                "| %s | %s | %.1f | %.1f | %.1f | %.1f | %s | %s |%n",
                direction.title(),
                syncer.title,
                one.p50(),
                one.p95(),
                one.p99(),
                one.max(),
                ratio(syncer, syncers, Latencies::p50),
                ratio(syncer, syncers, Latencies::p95)))));
        return out.toString();
    }

    static String projects(Map<Syncer, ProjectRun.Cost> all) {
        StringBuilder out = new StringBuilder("""
                | syncer | first start, s | second start, s | heap, MB | memory, MB | idle CPU | a save: p50, p95, ms | a remote edit: p50, p95, ms | second start / markco's | heap / markco's |
                | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
                """);
        all.forEach((syncer, one) -> out.append(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.0f | %.0f | %.2f %% | %.1f, %.1f | %.1f, %.1f | %s | %s |%n",
                syncer.title,
                seconds(one.first()),
                seconds(one.second()),
                one.memory().heap() / BYTES_A_MB,
                one.memory().resident() / BYTES_A_MB,
                one.idlePercent(),
                one.save().p50(),
                one.save().p95(),
                one.type().p50(),
                one.type().p95(),
                ratio(syncer, all, cost -> seconds(cost.second())),
                ratio(syncer, all, cost -> cost.memory().heap()))));
        return out.toString();
    }

    static String reads(Map<Syncer, ProjectRun.Cost> all) {
        StringBuilder out = new StringBuilder("""
                | command | syncer | alone, a second | beside it, a second | its CPU meanwhile |
                | --- | --- | ---: | ---: | ---: |
                """);
        for (ReadLoop loop : ReadLoop.values()) {
            all.forEach((syncer, one) -> {
                ReadLoop.Cost alone = one.alone().get(loop);
                ReadLoop.Cost beside = one.beside().get(loop);
                if (alone != null && beside != null) {
                    out.append(String.format(
                            Locale.ROOT,
                            "| %s | %s | %.2f | %.2f | %.1f %% |%n",
                            loop.title,
                            syncer.title,
                            alone.rounds(),
                            beside.rounds(),
                            beside.percent()));
                }
            });
        }
        return out.toString();
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / MILLIS_A_SECOND;
    }

    private static <T> String ratio(Syncer syncer, Map<Syncer, T> all, ToDoubleFunction<T> of) {
        T ours = all.get(Syncer.MARKCO);
        T one = all.get(syncer);
        if (syncer == Syncer.MARKCO || ours == null || one == null || of.applyAsDouble(ours) <= 0) {
            return "";
        }
        return String.format(Locale.ROOT, "%.1f", of.applyAsDouble(one) / of.applyAsDouble(ours));
    }
}
