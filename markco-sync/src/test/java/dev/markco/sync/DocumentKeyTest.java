package dev.markco.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DocumentKeyTest {
    private static final String USER = "31bdffb9-0000-4000-8000-0123456789ab";

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "local/notebook/01-index, local/notebook/01-index, 01-index.md",
        "local/notebook/01-index.md, local/notebook/01-index, 01-index.md",
        "00000000-0000-0000-0000-000000000000/p/a, local/p/a, a.md",
        "31BDFFB9-0000-4000-8000-0123456789AB/p/a, 31bdffb9-0000-4000-8000-0123456789ab/p/a, a.md",
        "local/p/02-analysis/report.qmd, local/p/02-analysis/report.qmd, 02-analysis/report.qmd",
        "local/my project/a b/ü 漢字, local/my project/a b/ü 漢字, a b/ü 漢字.md",
        "local/p/cafe\u0301, local/p/caf\u00e9, caf\u00e9.md",
        "local/p/100%, local/p/100%, 100%.md",
        "local/p/.md.notes, local/p/.md.notes, .md.notes.md",
    })
    void keysHaveOneCanonicalForm(String given, String canonical, String file) {
        DocumentKey key = DocumentKey.parse(given);
        assertThat(key).hasToString(canonical).isEqualTo(DocumentKey.parse(canonical));
        assertThat(key.fileName()).isEqualTo(file);
        assertThat(DocumentKey.parseUrlPath(key.toUrlPath())).isEqualTo(key);
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "local/p | too few parts",
                "local//a | empty segment",
                "local/p/ | empty segment",
                "local/p/a//b | empty segment",
                "local/p/../a | segment '..'",
                "local/p/a/. | segment '.'",
                "local/../a | segment '..'",
                "local/p/a\\b | backslash",
                "local/p/.md | empty segment",
                "local/p/a/.md | empty segment",
                "local/p/a.md.md | two Markdown extensions",
                "local/p/a.qmd.md | two Markdown extensions",
                "nobody/p/a | a user is a UUID or 'local'",
                "31bdffb9/p/a | a user is a UUID or 'local'",
                "1-1-1-1-1/p/a | a user is a UUID or 'local'",
            })
    void badKeysSayWhy(String given, String reason) {
        assertThatThrownBy(() -> DocumentKey.parse(given))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest(name = "{0} is refused: {1}")
    @CsvSource({
        "local/p/a%2Fb, hides a '/'",
        "local/p/a%2fb, hides a '/'",
        "local/p%2Fq/a, hides a '/'",
        "local/p/a%00b, control character",
        "local/p/a%5Cb, backslash",
        "local/p/%2e%2e, segment '..'",
        "local/p/%ff, not UTF-8",
        "local/p/%c0%af, not UTF-8",
        "local/p/100%, broken percent escape",
        "local/p/%zz, broken percent escape",
        "local/p, must be user/project/path",
    })
    @DisplayName("R25 an address is decoded once, and nothing hides in it")
    void addressesAreDecodedOnce(String rawPath, String reason) {
        assertThatThrownBy(() -> DocumentKey.parseUrlPath(rawPath))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining(reason);
    }

    @Test
    @DisplayName("R25 a name that still looks encoded after decoding stays as it is")
    void nothingIsDecodedTwice() {
        assertThat(DocumentKey.parseUrlPath("local/p/a%252Fb").docPath()).isEqualTo("a%2Fb");
        assertThat(DocumentKey.parseUrlPath("local/p/a+b").docPath()).isEqualTo("a+b");
    }

    @Test
    void halfOfASurrogatePairIsNoName() {
        assertThatThrownBy(() -> DocumentKey.of(USER, "p", "a\ud83d")).isInstanceOf(InvalidKeyException.class);
        assertThat(DocumentKey.of(USER, "p", "a\ud83d\ude00").docPath()).isEqualTo("a\ud83d\ude00");
    }

    @Test
    void theLengthIsBoundedInBytes() {
        String fits = "ü".repeat((DocumentKey.MAX_BYTES - "local/p/".length()) / 2);
        assertThat(DocumentKey.of("local", "p", fits).docPath()).isEqualTo(fits);
        assertThatThrownBy(() -> DocumentKey.of("local", "p", fits + "a"))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("1025 bytes");
    }

    @Test
    void messagesRepeatNoControlCharacters() {
        assertThatThrownBy(() -> DocumentKey.parse("x\u001b[31m/p/a"))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageNotContaining("\u001b");
    }
}
