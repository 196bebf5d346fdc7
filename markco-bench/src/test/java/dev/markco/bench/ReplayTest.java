package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayTest {
    @ParameterizedTest
    @ValueSource(strings = {"automerge-paper", "friendsforever_flat", "sveltecomponent"})
    void aPrefixOfATraceGivesTheTextOfAPlainBuffer(String name) throws IOException {
        Trace prefix = prefix(TraceReader.read(name, TraceFiles.bytes(name)), 3000);
        assertThat(prefix.endContent()).isNotEmpty();

        Replay.Result result = Replay.run(prefix);

        assertThat(Replay.load(result.state())).isEqualTo(prefix.endContent());
        assertThat(result.events()).as("an update event an edit").isEqualTo(3000);
    }

    @Test
    void anotherTextThanTheTraceEndsWithIsNoMeasurement() {
        Trace wrong = new Trace(List.of(new Edit(0, 0, "ab"), new Edit(1, 1, "c")), "ab");
        assertThatThrownBy(() -> Replay.run(wrong))
                .hasMessage("markco has another text than the trace after all edits");
    }

    @Test
    void allTracesThatComeAlongAreTested() {
        assertThat(TraceFiles.NAMES)
                .containsExactlyInAnyOrder("automerge-paper", "friendsforever_flat", "sveltecomponent");
    }

    private static Trace prefix(Trace trace, int count) {
        List<Edit> edits = trace.edits().subList(0, count);
        StringBuilder text = new StringBuilder();
        for (Edit edit : edits) {
            text.replace(edit.position(), edit.position() + edit.deleted(), edit.inserted());
        }
        return new Trace(edits, text.toString());
    }
}
