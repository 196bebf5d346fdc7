package dev.markco.sync.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ThreeWayTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a b c | a b c | a b c | a b c",
                "a b c | x b c | a b y | x b y",
                "a b c | a b c d | a b c d | a b c d",
                "a b c | a b c d | a b c e | a b c e d",
                "a b c | a x c | a y c | a yx c",
                "a b c | a c | a b c d | a c d",
                "a b c | a c | a c | a c",
                "a b c | \"\" | a b c d | \" d\"",
                "a b c | a b c d | \"\" | \" d\"",
                "a b c d | a d | a b x c d | a x d",
                "a b c d | a b x c d | a d | a x d",
            })
    void mergesByTable(String base, String ours, String theirs, String merged) {
        assertThat(ThreeWay.merge(base, ours, theirs).replace("  ", " ").replace("  ", " "))
                .isEqualTo(merged.replace("  ", " "));
    }

    @Test
    @DisplayName("R5 a hunk that both sides have is taken once")
    void identicalHunksCountOnce() {
        String base = "one\ntwo\nthree\n";
        String ours = "one\nTWO\nthree\nfour\n";
        String theirs = "zero\none\nTWO\nthree\n";
        List<Hunk> mine = TextDiff.between(base, ours);
        assertThat(ThreeWay.shared(mine, TextDiff.between(base, theirs)))
                .extracting(Hunk::text)
                .containsExactly("TWO");
        assertThat(ThreeWay.merge(base, ours, theirs)).isEqualTo("zero\none\nTWO\nthree\nfour\n");
    }

    @Test
    @DisplayName("R5 two writers who append the same on their own both count")
    void equalInsertionsOfTwoWritersStayTwo() {
        List<Hunk> ours = TextDiff.between("a\n", "a\nx\n");
        String theirs = "a\nx\n";
        assertThat(Hunk.apply(theirs, ThreeWay.rebaseAll(ours, TextDiff.between("a\n", theirs))))
                .isEqualTo("a\nx\nx\n");
        assertThat(ThreeWay.rebase(ours, TextDiff.between("a\n", theirs))).isEmpty();
    }

    @Test
    void everyInsertedWordOfEitherSideIsKeptOnce() {
        for (int seed = 0; seed < Integer.getInteger("markco.seeds", 25) * 40; seed++) {
            Random random = new Random(seed);
            List<String> base = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                base.add("base" + i);
            }
            String before = join(base);
            List<String> marks = new ArrayList<>();
            String ours = edit(base, random, "our", marks);
            String theirs = edit(base, random, "their", marks);
            String merged = ThreeWay.merge(before, ours, theirs);
            for (String mark : marks) {
                assertThat(merged.split(mark, -1))
                        .as("seed %d: %s in <%s> of <%s> and <%s>", seed, mark, merged, ours, theirs)
                        .hasSize(2);
            }
        }
    }

    private static String edit(List<String> base, Random random, String name, List<String> marks) {
        List<String> words = new ArrayList<>(base);
        for (int i = 0; i < 4; i++) {
            int at = random.nextInt(words.size());
            if (random.nextInt(3) > 0) {
                String mark = name + i;
                marks.add(mark);
                words.add(at, mark);
            } else if (words.get(at).startsWith("base")) {
                words.remove(at);
            }
        }
        return join(words);
    }

    private static String join(List<String> words) {
        return String.join(". ", words) + ". \n";
    }
}
