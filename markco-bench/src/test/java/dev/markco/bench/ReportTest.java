package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private final Samples markco =
            new Samples(List.of(measured("Java", 40, 2, 4), measured("Java", 20, 8, 6), measured("Java", 30, 10, 12)));
    private final Samples yjs = new Samples(List.of(measured("Node", 3000, 7, 7)));

    @Test
    void coldIsTheMedianOfFirstRoundsAndWarmOfAllOthers() {
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
    void oneRoundIsNoMeasurement() {
        assertThatThrownBy(() -> measured("Java", 1)).hasMessageContaining("a cold and a warm round");
    }

    private static Measurement measured(String runtime, double... apply) {
        List<Times> rounds =
                Arrays.stream(apply).mapToObj(millis -> new Times(millis, 1, 1)).toList();
        return new Measurement(runtime, 1234, 99, rounds);
    }
}
