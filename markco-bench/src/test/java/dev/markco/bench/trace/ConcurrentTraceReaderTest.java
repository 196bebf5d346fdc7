package dev.markco.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.bench.trace.ConcurrentTrace.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConcurrentTraceReaderTest {
    /** Agent 1 begins after step 0, then both write at once, then agent 0 has seen all. */
    private static final String SMALL = """
            {"numAgents": 2, "endContent": "abcd", "txns": [
              {"parents": [], "agent": 0, "patches": [[0, 0, "a"]]},
              {"parents": [0], "agent": 1, "patches": [[1, 0, "b"]]},
              {"parents": [0], "agent": 0, "patches": [[1, 0, "c"]]},
              {"parents": [1, 2], "agent": 0, "patches": [[3, 0, "d"]]}]}
            """;

    @Test
    void anAgentReceivesWhatItsStepHasSeenAndItHasNot() throws IOException {
        ConcurrentTrace trace = ConcurrentTraceReader.read("small", gzip(SMALL));
        assertThat(trace.agents()).isEqualTo(2);
        assertThat(trace.endContent()).isEqualTo("abcd");
        assertThat(trace.steps())
                .containsExactly(
                        new Step(0, List.of(), List.of(new Edit(0, 0, "a"))),
                        new Step(1, List.of(0), List.of(new Edit(1, 0, "b"))),
                        new Step(0, List.of(), List.of(new Edit(1, 0, "c"))),
                        new Step(0, List.of(1), List.of(new Edit(3, 0, "d"))));
        assertThat(trace.unseen()).containsExactly(List.of(), List.of(2, 3));
    }

    @Test
    void aPrefixKnowsWhatIsUnseenInItsEnd() throws IOException {
        ConcurrentTrace prefix =
                ConcurrentTraceReader.read("small", gzip(SMALL)).first(3);
        assertThat(prefix.steps()).hasSize(3);
        assertThat(prefix.unseen()).containsExactly(List.of(1), List.of(2));
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"numAgents\": 2      | \"numAgents\": 1      | transaction 1: agent 1 of 1",
                "\"numAgents\": 2      | \"numAgents\": -2     | numAgents is not a count: -2",
                "\"txns\"              | \"steps\"             | txns is not an array",
                "\"parents\": [1, 2]   | \"parents\": [1, 3]   | transaction 3: parent 3 does not come before it",
                "\"parents\": [1, 2]   | \"parents\": [1]      | transaction 3 has not seen all that its own agent did before",
                "[[3, 0, \"d\"]]       | [[3, 0]]              | transaction 3, edit 1 has 2 parts, not position, deleted and inserted",
                "[[3, 0, \"d\"]]       | [[3, 0, \"\"]]        | transaction 3 changes nothing",
                "\"endContent\"        | \"end\"               | endContent is not a string",
            })
    void saysWhatIsWrong(String part, String replacement, String message) {
        String wrong = SMALL.replace(part, replacement);
        assertThat(wrong).isNotEqualTo(SMALL);
        assertThatThrownBy(() -> ConcurrentTraceReader.read("small", gzip(wrong)))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessage("trace small: " + message);
    }

    private static byte[] gzip(String json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
