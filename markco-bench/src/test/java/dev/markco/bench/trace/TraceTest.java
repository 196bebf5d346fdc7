package dev.markco.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TraceTest {
    @Test
    void aPrefixEndsWithWhatItsEditsLeave() {
        Trace trace = new Trace(List.of(new Edit(0, 0, "Hey"), new Edit(1, 2, "i"), new Edit(2, 0, "!")), "Hi!");
        assertThat(trace.first(2)).isEqualTo(new Trace(trace.edits().subList(0, 2), "Hi"));
        assertThat(trace.first(4)).isSameAs(trace);
    }

    @Test
    void allFilesThatComeAlongAreTraces() throws IOException {
        for (String name : TraceFiles.SEQUENTIAL) {
            Trace trace = TraceFiles.sequential(name);
            StringBuilder text = new StringBuilder();
            for (Edit edit : trace.edits()) {
                text.replace(edit.position(), edit.position() + edit.deleted(), edit.inserted());
            }
            assertThat(text).as(name).hasToString(trace.endContent());
        }
        assertThat(TraceFiles.concurrent().steps()).hasSize(26_078);
    }
}
