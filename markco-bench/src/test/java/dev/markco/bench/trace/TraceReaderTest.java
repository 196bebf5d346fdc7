package dev.markco.bench.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceReaderTest {
    private static final String SMALL = """
            {"startContent": "", "endContent": "Hi!", "txns": [
              {"patches": [[0, 0, "Hey"], [1, 2, "i"]]}, {"patches": [[2, 0, "!"]]}]}
            """;

    @Test
    void readsTheEditsOfAllTransactionsInOrder() throws IOException {
        Trace trace = TraceReader.read("small", gzip(SMALL));
        assertThat(trace.edits()).containsExactly(new Edit(0, 0, "Hey"), new Edit(1, 2, "i"), new Edit(2, 0, "!"));
        assertThat(trace.endContent()).isEqualTo("Hi!");
    }

    @ParameterizedTest(name = "{0} -> {1}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"startContent\": \"\"   | \"startContent\": \"a\" | startContent is not empty",
                "\"startContent\"         | \"start\"               | startContent is not a string",
                "\"endContent\": \"Hi!\"  | \"endContent\": \"Hi\"  | the edits leave 3 characters, endContent has 2",
                "\"txns\"                 | \"transactions\"        | txns is not an array",
                "{\"patches\": [[2        | {\"changes\": [[2       | patches after edit 2 is not an array",
                "[2, 0, \"!\"]            | 7                       | edit 3 is not an array",
                "[2, 0, \"!\"]            | [2, 0]                  | edit 3 has 2 parts, not position, deleted and inserted",
                "[1, 2, \"i\"]            | [-1, 2, \"i\"]          | edit 2: position is not a count: -1",
                "[1, 2, \"i\"]            | [1, 1.5, \"i\"]         | edit 2: deleted is not a count: 1.5",
                "[1, 2, \"i\"]            | [1, 2, 3]               | edit 2: inserted is not a string",
                "[1, 2, \"i\"]            | [2, 2, \"i\"]           | edit 2 deletes 2 characters at 2 of a text of 3",
                "\"i\"                    | \"\uD83D\uDE00\"        | edit 2: inserted has a character of two UTF-16 units",
            })
    void saysWhatIsWrong(String part, String replacement, String message) {
        String wrong = SMALL.replace(part, replacement);
        assertThat(wrong).isNotEqualTo(SMALL);
        assertThatThrownBy(() -> TraceReader.read("small", gzip(wrong)))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessage("trace small: " + message);
    }

    @Test
    void saysThatAFileIsNotJson() {
        assertThatThrownBy(() -> TraceReader.read("small", gzip("edits")))
                .isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith("trace small: not JSON: ");
    }

    @Test
    void saysThatAFileIsCutOffOrNoGzip() throws IOException {
        byte[] whole = gzip(SMALL);
        for (byte[] wrong : new byte[][] {{}, {'{', '}'}, Arrays.copyOf(whole, whole.length / 2)}) {
            assertThatThrownBy(() -> TraceReader.read("small", wrong))
                    .isInstanceOf(MalformedTraceException.class)
                    .hasMessage("trace small: not a complete gzip file");
        }
    }

    private static byte[] gzip(String json) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(json.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
