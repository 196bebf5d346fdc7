package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.bench.work.Kind;
import dev.markco.bench.work.Measurement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
    @Test
    void sidesThatDidTheSameAreCompared() {
        assertThat(compare("a", measured(2, "a", null), measured(2, "a", "a")).parts())
                .containsExactly(Part.EDIT);
    }

    @Test
    void anotherContentIsNoMeasurement() {
        assertThatThrownBy(() -> compare(null, measured(2, "a", null), measured(2, "b", "a")))
                .hasMessage("w: wrong content in yjs");
    }

    @Test
    void agreeingOnWhatIsNotExpectedIsNoMeasurement() {
        assertThatThrownBy(() -> compare("c", measured(2, "a", null), measured(2, "a", "a")))
                .hasMessage("w: wrong content in markco");
    }

    @Test
    void aStateThatIsReadAsSomethingElseIsNoMeasurement() {
        assertThatThrownBy(() -> compare(null, measured(2, "a", null), measured(2, "a", "b")))
                .hasMessage("w: yjs reads something else from what markco encoded");
    }

    @Test
    void anotherNumberOfUpdatesIsNoMeasurement() {
        assertThatThrownBy(() -> compare(null, measured(2, "a", null), measured(3, "a", "a")))
                .hasMessage("w: 3 updates in yjs, not 2");
    }

    @Test
    void aPartThatNobodyKnowsIsNoMeasurement() {
        Measurement odd = new Measurement("markco", 2, 1, "a", null, List.of(Map.of("edit", 1.0, "sleep", 9.0)));
        assertThatThrownBy(() -> compare(null, odd, odd).parts()).hasMessageStartingWith("a part is not known: ");
    }

    private static Measurement measured(int updates, String content, @Nullable String otherContent) {
        String runtime = otherContent == null ? "markco" : "yjs";
        return new Measurement(runtime, updates, 1, content, otherContent, List.of(Map.of("edit", 1.0)));
    }

    private static Comparison compare(@Nullable String expected, Measurement markco, Measurement yjs) {
        Task task = new Task("w", Kind.SCRIPT, "", expected);
        return new Comparison(task, new Samples(List.of(markco)), new Samples(List.of(yjs)));
    }
}
