package dev.markco.agent.internal.replica;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which texts are versions of one, by a table; {@code ;} ends a line. */
final class ResemblanceTest {
    private static final String PROSE =
            "it was the best of times it was the worst of times it was the age of wisdom it was"
                    + " the age of foolishness";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a line; | a line; | true",
                "\"\" | \"\" | true",
                "\"\" | a line; | false",
                "one;two;three; | one;TWO;three; | true",
                "one;two;three;four; | four;three; | true",
                "one;two; | one;three and much more; | false",
                // a template, or one way of writing
                "line w10z; | line w39z; | false",
                "line w10z;line w11z; | line w39z w40z;line w41z; | false",
                "- [ ] buy milk; | - [ ] buy bread; | false",
                "# Title;; | # Title;;text of another kind altogether; | false",
            })
    @DisplayName("R12 whole lines tell whether a text is a version of another one")
    void lines(String one, String other, boolean alike) {
        assertThat(Resemblance.isBetween(text(one), text(other))).isEqualTo(alike);
        assertThat(Resemblance.isBetween(text(other), text(one))).isEqualTo(alike);
    }

    @ParameterizedTest
    @CsvSource({"best, BEST, true", "it, she, true", "the, one such, true"})
    @DisplayName("R12 of a text of one long line many words tell")
    void words(String from, String to, boolean alike) {
        assertThat(Resemblance.isBetween(PROSE, PROSE.replaceAll("\\b" + from + "\\b", to)))
                .isEqualTo(alike);
        assertThat(Resemblance.isBetween(
                        PROSE, new StringBuilder(PROSE).reverse().toString()))
                .isFalse();
    }

    private static String text(String text) {
        return text.replace(';', '\n');
    }
}
