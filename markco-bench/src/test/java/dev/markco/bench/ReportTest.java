package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private final Samples markco = new Samples(List.of(
            measured("Java", 40, 99, 99, 2, 4, 6),
            measured("Java", 20, 99, 99, 99, 8, 6, 7),
            measured("Java", 30, 99, 99, 10, 12, 14)));
    private final Samples yjs = new Samples(List.of(measured("Node", 3000, 99, 99, 7, 7, 7)));

    @Test
    void coldIsTheMedianOfFirstRoundsAndWarmOfSecondHalves() {
        assertThat(markco.cold(Times::apply)).isEqualTo(30);
        assertThat(markco.warm(Times::apply)).isEqualTo(7);
    }

    @Test
    void showsBothSidesAndHowManyTimesFasterMarkcoIs() {
        assertThat(Report.of(List.of(new Comparison("t", markco, yjs))).lines())
                .startsWith("Java; Node")
                .contains("| t | apply all edits | 30.0 | 3,000 | 100.00 | 7.00 | 7.00 | 1.00 |")
                .contains("- t: 1,234 edits; encoded by markco 99 bytes, by yjs 99");
    }

    @Test
    void fiveRoundsAreNoMeasurement() {
        assertThatThrownBy(() -> measured("Java", 1, 2, 3, 4, 5)).hasMessageContaining("at least 6 rounds");
    }

    private static Measurement measured(String runtime, double... apply) {
        List<Times> rounds =
                Arrays.stream(apply).mapToObj(millis -> new Times(millis, 1, 1)).toList();
        return new Measurement(runtime, 1234, 99, rounds);
    }
}
