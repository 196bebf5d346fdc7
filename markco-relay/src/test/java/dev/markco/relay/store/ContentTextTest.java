package dev.markco.relay.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The nearest text that PostgreSQL holds. */
final class ContentTextTest {
    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "'', ''",
        "a\u0000b, a\ufffdb",
        "\ud83d\ude00, \ud83d\ude00",
        "\ud83d, \ufffd",
        "\ude00\ud83d, \ufffd\ufffd",
        "\ud83d\ud83d\ude00, \ufffd\ud83d\ude00",
        "x\ud83dy\u0000z, x\ufffdy\ufffdz",
    })
    void onlyWhatItCannotHoldIsReplaced(String text, String storable) {
        assertThat(ContentText.storable(text)).isEqualTo(storable);
    }

    @Test
    @DisplayName("the hash is the MD5 that PostgreSQL's md5() gives")
    void hash() {
        assertThat(ContentText.hash("")).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
        assertThat(ContentText.hash("ä")).isEqualTo("8419b71c87a225a2c70b50486fbee545");
    }
}
