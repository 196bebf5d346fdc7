package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
    private final StringWriter err = new StringWriter();
    private final AtomicLong clock = new AtomicLong();

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void whatIsShortShowsNothing() {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(err), "dumping", 3, clock::get)) {
            bar.step("a");
            pass(Duration.ofMillis(900));
            bar.step("b");
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void whatIsLongShowsHowFarItIsAndLeavesNothing() {
        try (ProgressBar bar = new ProgressBar(new PrintWriter(err), "dumping", 4, clock::get)) {
            pass(Duration.ofSeconds(2));
            bar.step("a");
            bar.step("b");
            pass(Duration.ofMillis(150));
            bar.step("c");
        }
        assertThat(err.toString())
                .isEqualTo("\rdumping ██████░░░░░░░░░░░░░░░░░░  25 %  1 of 4  a\u001b[K"
                        + "\rdumping ██████████████████░░░░░░  75 %  3 of 4  c\u001b[K\r\u001b[K");
    }

    @Test
    void aLineFitsAndMovesNoCursor() {
        assertThat(ProgressBar.line("dumping", 1, 2, "x".repeat(200)))
                .hasSize(79)
                .endsWith("…");
        assertThat(ProgressBar.line("dumping", 0, 0, "a\nb\u001b[2J")).doesNotContain("\n", "\u001b");
        assertThat(ProgressBar.line("syncing", 5, 3, "")).contains("100 %", "5 of 5");
    }
}
