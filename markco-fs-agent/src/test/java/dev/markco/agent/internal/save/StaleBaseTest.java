package dev.markco.agent.internal.save;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.sync.text.ThreeWay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which older text a save was made on, by tables; {@code ;} ends a line. */
final class StaleBaseTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '"',
            value = {
                // what the file held before | what it holds | what was saved | what that was made on
                "a;b; | a;new;b; | a;b;user; | a;b;",
                "a;b; | a;new;b; | a;b; | a;b;",
                "a;b; | a;new;b; | a;new;b;user; | -",
                "a;b; | a;new;b; | a;new;user;b; | -",
                // the user's edit is beside ours
                "a;b; | a;new;b; | a;user;b; | a;b;",
                "a;b; | a;b;remote says the thing; | a;b;the local user wrote; | a;b;",
                "a;b; | a;b;remote says the thing; | a;b;the remote says that thing; | -",
                "one two | one new two | one user two | one two",
                "one two | one new two | one new user two | -",
                // ours was moved or changed: a sorted file, a longer word
                "c;a; | c;b;a; | a;b;c; | -",
                "c;a; | c;b;a; | a;c; | c;a;",
                "x y z | x new y z | x y z new | -",
                "hel | hello | hello there | -",
                "hel | hello | hel there | hel",
                // what we took out
                "a b c | a c | a b c user | a b c",
                "a b c | a c | a c user | -",
                "a;b;c; | a;c; | a;changed;c; | -",
                // what we replaced
                "the old word | the new word | the old word, said he | the old word",
                "the old word | the new word | the other word | -",
                // some of ours is there
                "a;b;c; | a;new;b;more;c; | a;b;more;c; | -",
                "a;b;c; | a;new;b;more;c; | a;b;c;user; | a;b;c;",
                // so is a line of letters that are two units each, 𠀅
                "a;b; | a;pppp;𠀅;qqqq;b; | a;𠀅;user;b; | -",
                "a;b; | a;pppp;𠀅;qqqq;b; | a;𠀆;user;b; | a;b;",
                // emptied on purpose; an empty file that was written meanwhile
                "a;b; | a;new;b; | \"\" | -",
                "\"\" | new; | user; | \"\"",
                // nothing of what it held is there
                "one; | one;new; | xx;yy; | -",
                // of much that came, a little is like what a script puts there
                "a;b;c; | a;item 12;b;other;c;words; | a;item 14;b;c; | a;b;c;",
                "a;b;c; | a;item 12;b;c; | a;item 14;b;c; | -",
                // blanks
                "a | a; | ab | a",
                "a | a; | a;b | -",
                // nothing came since
                "a;b; | a;b; | a;b;user; | -",
            })
    @DisplayName("R9 a save that lacks all that came since was made on the older text; in doubt on the newer")
    void oneOlderText(String older, String current, String save, @Nullable String base) {
        assertThat(StaleBase.choose(contents(older), content(current), content(save)))
                .isEqualTo(base == null ? null : content(base));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // two older texts, a comma between | what the file holds | what was saved | what that was made on
                "a; , a;b; | a;b;c; | a;user; | a;",
                "a; , a;b; | a;b;c; | a;b;user; | a;b;",
                // much came at once, of which the program read a little
                "a; , a;b; | a;b;c;d;e;f;g;h; | a;b;user; | a;b;",
                "a; , a;b; | a;b;c; | a;b;c;user; | -",
                // what came first was taken back: the oldest is the current one, and tells nothing
                "a; , a;b; | a; | a;b;user; | a;b;",
                "a; , a;b; | a; | a;user; | -",
            })
    @DisplayName("R9 of two older texts that fit the oldest counts, so that nothing that came between goes")
    void twoOlderTexts(String older, String current, String save, @Nullable String base) {
        assertThat(StaleBase.choose(contents(older.split(" , ")), content(current), content(save)))
                .isEqualTo(base == null ? null : content(base));
    }

    @Test
    @DisplayName(
            "R9 R33 where an old text fits, one that is nearer by far was it, though both changed the same place of that")
    void nearerByFar() {
        String before = "22 30 34/43 48/8 26 47 35/11/45/46 12 13 39 23/28 44/37";
        String current =
                "22 30 60 100 34/43 69 48/8 86 26 77 79 47 99/98 64 89/104 11 96/59/84 13 92/57 81 82 61 23/58 44 94/37"
                        + " 65 93";
        String save = before.replace("47", "47 113").replace("45", "116");
        assertThat(StaleBase.choose(
                        List.of(ideographs("22 23"), ideographs(before)), ideographs(current), ideographs(save)))
                .isEqualTo(ideographs(before));
    }

    /** Words of which no difference takes a part. */
    private static FileContent ideographs(String numbers) {
        return content(Pattern.compile("\\d+")
                .matcher(numbers)
                .replaceAll(word -> Character.toString(0x20000 + Integer.parseInt(word.group())))
                .replace("/", ";"));
    }

    @Test
    @DisplayName("R9 line ends are no part of what came since")
    void lineEnds() {
        TextFormat crlf = new TextFormat(true, false);
        FileContent older = new FileContent("a\nb\n", crlf);
        FileContent current = new FileContent("a\nnew\nb\n", crlf);
        FileContent save = FileContent.of("a\r\nb\r\nuser\n", crlf);
        assertThat(StaleBase.choose(List.of(older), current, save)).isEqualTo(older);
    }

    @Test
    @DisplayName(
            "R9 random edits: on the older text nothing of either side goes, on the newer it is never taken for the older")
    void randomEdits() {
        long seed = Long.getLong("markco.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            List<String> words = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                words.add("w" + i);
            }
            String older = text(words);
            String current = text(insert(words, "ours", random));
            FileContent onOlder = content(text(insert(words, "users", random)));
            FileContent onCurrent = content(text(insert(split(current), "users", random)));
            String where = "seed " + seed + ", round " + round + ": " + older + " -> " + current + ", ";
            assertThat(StaleBase.choose(contents(older), content(current), onOlder))
                    .as(() -> where + onOlder)
                    .isEqualTo(content(older));
            assertThat(StaleBase.choose(contents(older), content(current), onCurrent))
                    .as(() -> where + onCurrent)
                    .isNull();
            String merged = ThreeWay.merge(
                    content(older).text(), onOlder.text(), content(current).text());
            assertThat(split(merged.replace('\n', ';')))
                    .as(() -> where + merged)
                    .containsAll(split(current))
                    .containsAll(split(onOlder.text().replace('\n', ';')))
                    .doesNotHaveDuplicates();
        }
    }

    /** One to three new words put in anywhere. */
    private static List<String> insert(List<String> words, String name, Random random) {
        List<String> more = new ArrayList<>(words);
        for (int i = random.nextInt(3); i >= 0; i--) {
            more.add(random.nextInt(more.size() + 1), name + i);
        }
        return more;
    }

    /** Words on lines of one or two. */
    private static String text(List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String word : words) {
            text.append(word).append(word.hashCode() % 2 == 0 ? ";" : " ");
        }
        return text.toString();
    }

    private static List<String> split(String text) {
        return Arrays.asList(text.split("[; ]"));
    }

    private static List<FileContent> contents(String... texts) {
        return Arrays.stream(texts).map(StaleBaseTest::content).toList();
    }

    private static FileContent content(String text) {
        return new FileContent(text.replace(';', '\n'), TextFormat.PLAIN);
    }
}
