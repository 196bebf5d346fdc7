package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.bench.work.Kind;
import dev.markco.bench.work.Measurement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ReportTest {
    private final Samples markco = new Samples(List.of(
            measured("Java", 99, 40, 99, 99, 2, 4, 6),
            measured("Java", 99, 20, 99, 99, 8, 6, 7),
            measured("Java", 99, 30, 99, 10, 12)));
    private final Samples yjs = new Samples(List.of(measured("Node", 98, 3000, 99, 99, 3.5, 3.5, 3.5)));

    @Test
    void coldIsTheMedianOfFirstRoundsAndWarmOfSecondHalves() {
        assertThat(markco.cold(Part.EDIT)).isEqualTo(30);
        assertThat(markco.warm(Part.EDIT)).as("of 2, 4, 6, 6, 7, 8, 10, 12").isEqualTo(6.5);
    }

    @Test
    void theMedianOfAnEvenNumberIsBetweenTheMiddleTwo() {
        assertThat(Samples.median(Arrays.stream(new double[] {9, 1, 4, 2}))).isEqualTo(3);
        assertThat(Samples.median(Arrays.stream(new double[] {9, 1, 4}))).isEqualTo(4);
    }

    @Test
    void theOnlyRoundIsColdAndWarm() {
        Measurement once = measured("Java", 1, 5);
        assertThat(once.cold()).isEqualTo(Map.of("edit", 5.0));
        assertThat(once.warm()).containsExactly(Map.of("edit", 5.0));
    }

    @Test
    void noRoundsAreNoMeasurement() {
        assertThatThrownBy(() -> measured("Java", 1)).hasMessage("no rounds");
    }

    @Test
    void showsBothSidesAndHowManyTimesFasterMarkcoIs() {
        assertThat(Report.of(Group.B1, List.of(compared("w", markco, yjs))).lines())
                .startsWith("### crdt-benchmarks B1: no conflicts", "")
                .contains(
                        "| w | edit, ms | 30.0 | 3,000 | 100 | 6.50 | 3.50 | 0.54 |",
                        "- Encoded: w 99 bytes by markco, 98 by yjs.",
                        "- Slower than yjs when warm: w: edit (0.54).");
        assertThat(Report.of(Group.B1, List.of(compared("w", yjs, yjs))).lines())
                .contains("- Encoded: to as many bytes by both sides.", "- Slower than yjs when warm: nothing.");
    }

    @Test
    void showsHowTheCostOfAnInsertGrows() {
        Comparison small = compared("10 items", inserts(200), inserts(1_000));
        Comparison large = compared("1,000 items", inserts(300), inserts(20_000));
        assertThat(Report.of(Group.INSERTS, List.of(small, large)).lines())
                .contains(
                        "| 1,000 items | an insert, ns | 300 | 20,000 | 66.67 |",
                        "- An insert with 1,000 items costs 1.50 times as much as with 10 items in markco, 20.00 times in yjs.");
    }

    @Test
    void showsHeapWithoutTimes() {
        Samples small = heap(512);
        assertThat(Report.of(Group.HEAP, List.of(compared("d", small, heap(2_048))))
                        .lines())
                .endsWith("| d | heap, bytes a document | 512 | 2,048 | 4.00 |", "");
    }

    @Test
    void showsWhatRan() {
        assertThat(Report.environment(compared("w", markco, yjs)))
                .startsWith("markco on Java; yjs on Node; ")
                .contains(Runtime.getRuntime().availableProcessors() + " processors");
    }

    @Test
    void numbersHaveThreeDigits() {
        assertThat(List.of(0.0, 0.00123456, 0.0999, 1.0, 12.345, 123.45, 1234.5, 1_234_567.0))
                .extracting(Format::threeDigits)
                .containsExactly("0", "0.00123", "0.0999", "1.00", "12.3", "123", "1,235", "1,234,567");
    }

    private static Comparison compared(String name, Samples markco, Samples yjs) {
        return new Comparison(new Task(name, Kind.SCRIPT, "", null), markco, yjs);
    }

    private static Samples inserts(double nanos) {
        return new Samples(List.of(new Measurement("any", 1, 1, "content", null, List.of(Map.of("insert", nanos)))));
    }

    private static Samples heap(double bytes) {
        return new Samples(List.of(new Measurement("any", 1, 1, "content", null, List.of(Map.of("heap", bytes)))));
    }

    private static Measurement measured(String runtime, int stateBytes, double... edit) {
        List<Map<String, Double>> rounds =
                Arrays.stream(edit).mapToObj(millis -> Map.of("edit", millis)).toList();
        return new Measurement(runtime, 1234, stateBytes, "content", null, rounds);
    }
}
