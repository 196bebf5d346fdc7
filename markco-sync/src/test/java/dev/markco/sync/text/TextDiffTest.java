package dev.markco.sync.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TextDiffTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a b c | a x c | 2-3:x",
                "one two three | one three | 4-8:",
                "colour | colours | 6-6:s",
                "teh cat | the cat | 0-3:the",
                "a | \"\" | 0-1:",
                "\"\" | a | 0-0:a",
                "same | same | \"\"",
                "日本語 | 日x語 | 1-2:x",
            })
    void hunksAreWholeWordsOrPureInsertions(String base, String target, String expected) {
        assertThat(show(TextDiff.between(base, target))).isEqualTo(expected);
    }

    @Test
    void changedLinesDoNotTouchTheirNeighbours() {
        assertThat(show(TextDiff.between("# A\n\none two\n\nend\n", "# A\n\none 2 two\n\nend\nmore\n")))
                .isEqualTo("9-9:2 ,18-18:more\n");
    }

    @Test
    @DisplayName("R10 a hunk never cuts a surrogate pair")
    void cutsAtCodePoints() {
        // U+1F600 and U+1F601 share their high surrogate, U+1F600 and U+1FA00 their low one.
        assertThat(show(TextDiff.between("x\uD83D\uDE00y", "x\uD83D\uDE01y"))).isEqualTo("1-3:\uD83D\uDE01");
        assertThat(show(TextDiff.between("\uD83D\uDE00", "\uD83E\uDE00"))).isEqualTo("0-2:\uD83E\uDE00");
        assertThat(show(TextDiff.between("\uD83D\uDE00", "\uD83D\uDE00\uD83D\uDE01")))
                .isEqualTo("2-2:\uD83D\uDE01");
    }

    @Test
    @DisplayName("R10 random texts: hunks rebuild the target and cut at code points")
    void randomTextsAreRebuilt() {
        for (int seed = 0; seed < Integer.getInteger("markco.seeds", 25) * 20; seed++) {
            Random random = new Random(seed);
            String base = randomText(random);
            String target = random.nextBoolean() ? randomText(random) : change(base, random);
            List<Hunk> hunks = TextDiff.between(base, target);
            assertThat(Hunk.apply(base, hunks)).as("seed %d", seed).isEqualTo(target);
            int last = -1;
            for (Hunk hunk : hunks) {
                assertThat(hunk.start()).as("sorted, seed %d", seed).isGreaterThan(last - 1);
                assertThat(cutsPair(base, hunk.start()) || cutsPair(base, hunk.end()))
                        .as("seed %d", seed)
                        .isFalse();
                last = hunk.end();
            }
        }
    }

    static boolean cutsPair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
    }

    static String randomText(Random random) {
        String[] parts = {"a", "b", "word ", " ", "\n", "\r\n", "\uD83D\uDE00", "\uD83D\uDE01", "日", "é", "\uD83E\uDE00"
        };
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        return text.toString();
    }

    /** Changes some code points of a text. */
    static String change(String base, Random random) {
        StringBuilder changed = new StringBuilder();
        base.codePoints().forEach(codePoint -> {
            int dice = random.nextInt(12);
            if (dice == 0) {
                changed.append(randomText(random));
            } else if (dice != 1) {
                changed.appendCodePoint(codePoint);
            }
        });
        return changed.toString();
    }

    static String show(List<Hunk> hunks) {
        return String.join(
                ",",
                hunks.stream()
                        .map(hunk -> hunk.start() + "-" + hunk.end() + ":" + hunk.text())
                        .toList());
    }
}
