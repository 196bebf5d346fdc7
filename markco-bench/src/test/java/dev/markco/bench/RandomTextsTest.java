package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.bench.work.Content;
import dev.markco.yjs.YDoc;
import org.junit.jupiter.api.Test;

final class RandomTextsTest {
    @Test
    void aTypedTextHasTwoKilobytes() {
        byte[] state = RandomTexts.typed(1, 40);
        assertThat(text(state)).hasSize(2_048).isNotEqualTo(text(RandomTexts.typed(2, 40)));
        assertThat(text(RandomTexts.typed(1, 1))).hasSize(2_048);
        assertThat(text(RandomTexts.typed(1, 7))).hasSize(2_048);
        assertThat(state.length).as("some dozens of items").isBetween(2_500, 4_000);
    }

    @Test
    void scatteredCharactersShareHardlyAnyItem() {
        byte[] state = RandomTexts.scattered(5_000);
        assertThat(text(state)).hasSize(5_000);
        assertThat(state.length)
                .as("an item has 5 bytes at least beside its character")
                .isGreaterThan(5_000 * 6);
    }

    private static String text(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return doc.getText(Content.TEXT).toString();
    }
}
