package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows from the order of opens, reads, writes and closes, by tables, and that shortening it changes nothing. */
final class ReadingTest {
    private static final int SEEDS = 10_000;

    private static final Map<Character, Use> BY_LETTER =
            Arrays.stream(Use.values()).collect(Collectors.toMap(Use::letter, use -> use));

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-            | nothing                                              | UNOPENED",
                "VV           | exchanged away                                       | UNOPENED",
                "T            | rm, or mv over it                                    | UNOPENED",
                "W            | a descriptor from before is closed                   | UNOPENED",
                "MW           | and wrote first: >> that was opened before           | UNOPENED",
                "N            | a reader from before ends                            | UNOPENED",
                "a            | we read it                                           | UNOPENED",
                "A            | a reader from before reads on                        | READ_BEFORE",
                "OANT         | sed -i, perl -pi, patch, git checkout                | READ_BEFORE",
                "OANOMW       | python read then 'w', node, prettier, ed             | READ_BEFORE",
                "OANOMWOAN    | black                                                | READ_BEFORE",
                "OAMW         | python r+                                            | READ_AND_WRITTEN_IN_ONE",
                "OAMWOAMW     | twice                                                | READ_AND_WRITTEN_IN_ONE",
                "OAMAMAW      | a database                                           | READ_AND_WRITTEN_IN_ONE",
                "OAMWOAN      | read behind                                          | READ_AND_WRITTEN_IN_ONE",
                "OAMWN        | somebody else had it open                            | READ_BEFORE",
                "OANMW        | sort -o                                              | READ_BEFORE",
                "OAMWOMW      | r+, then a blind write of whatever                   | READ_BEFORE",
                "OAW          | read, and no write that shows                        | READ_BEFORE",
                "OAM          | not closed                                           | READ_BEFORE",
                "OMW          | nano; > >> tee dd cp; Emacs' second save             | WRITTEN_BLIND",
                "MOMW         | > where a cut shows before the open                  | WRITTEN_BLIND",
                "OMWMOMW      | twice                                                | WRITTEN_BLIND",
                "OMWOMW       | twice                                                | WRITTEN_BLIND",
                "MOMaMW       | in parts, and we look between them                   | WRITTEN_BLIND",
                "MOMaW        | and before it is closed                              | WRITTEN_BLIND",
                "OMWOAN       | and git status behind                                | WRITTEN_BLIND",
                "OMWO         | and somebody just begins to read                     | WRITTEN_BLIND",
                "OMWaOAN      | and we and git status behind                         | WRITTEN_BLIND",
                "aOMWT        | we before, chmod behind                              | WRITTEN_BLIND",
                "OaMW         | read beside us, or not at all                        | READ_SINCE_WRITTEN",
                "OaAMW        | read beside us and then again                        | READ_BEFORE",
                "OaOMW        | one of the two may have read it                      | READ_BEFORE",
                "OMAMW        | cut off, or not, and read what was left              | READ_SINCE_WRITTEN",
                "OM           | not closed                                           | READ_SINCE_WRITTEN",
                "OMWN         | somebody else had it open                            | READ_SINCE_WRITTEN",
                "OMWA         | and still has                                        | READ_SINCE_WRITTEN",
                "OMWOANOMW    | appended to, then read and written                   | READ_SINCE_WRITTEN",
                "OMWOAMW      | appended to, then r+                                 | READ_SINCE_WRITTEN",
                "OMNW         | rsync --inplace                                      | READ_SINCE_WRITTEN",
                "OANOMW       | vim backupcopy=yes, joe, nano -B: of an older text   | READ_BEFORE",
                "OAN          | cat, grep, git status, tar, cp, tail, head           | READ_BEFORE",
                "ON           | rg on one file, git diff, mmap, wc -c, an empty file | READ_BEFORE",
                "OW           | a mapping may have written, or touch                 | READ_BEFORE",
                "O            | nobody knows yet                                     | READ_BEFORE",
            })
    @DisplayName("R33 only what is certain is said to be")
    void table(String letters, String who, Reading expected) {
        assertThat(Reading.of(new UseHistory(uses(letters), true))).as(who).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "-            | nothing                                              | UNOPENED",
                "VV           | mv of another file over it                           | UNOPENED",
                "MW           | what was open before wrote                           | UNOPENED",
                "OANT         | sed -i                                               | READ_BEFORE",
                "OMW          | >>, and then mv of a file that was made before       | WRITTEN_BLIND",
                "MOMaW        | the same, while we read                              | WRITTEN_BLIND",
                "OMWOAN       | >>, and then sed -i                                  | READ_SINCE_WRITTEN",
                "OMWO         | >>, and then somebody who has it mapped              | READ_SINCE_WRITTEN",
                "OAMW         | r+, and then mv of a file that may have been made of it | READ_BEFORE",
                "OMWOMW       | >> twice                                             | WRITTEN_BLIND",
            })
    @DisplayName("R33 who replaces a file may be anybody who read it, also behind one who wrote it")
    void replaced(String letters, String who, Reading expected) {
        assertThat(Reading.ofReplaced(new UseHistory(uses(letters), true)))
                .as(who)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Use.class)
    void nothingIsSaidOfHalfAHistory(Use use) {
        assertThat(Reading.of(new UseHistory(List.of(use), false))).isEqualTo(Reading.UNKNOWN);
        assertThat(Reading.ofReplaced(new UseHistory(List.of(use), false))).isEqualTo(Reading.UNKNOWN);
    }

    @Test
    @DisplayName("a recorder needs bounded memory, and its history says what the whole one would")
    void shortened() {
        Map<Reading, Integer> seen = new EnumMap<>(Reading.class);
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            String[] words = {"OAN", "ON", "OMW", "OMW", "OAMW", "OAMAW", "MOMW", "O", "A", "M", "W", "N", "a", "a", "T"
            };
            List<Use> whole = new ArrayList<>();
            UseRecorder recorder = new UseRecorder();
            // Few different words, many times, as from programs in a loop.
            int choice = 1 + random.nextInt(4);
            int from = random.nextInt(words.length);
            for (int i = random.nextInt(random.nextInt(10) == 0 ? 300 : 30); i > 0; i--) {
                for (Use use : uses(words[(from + random.nextInt(choice) * 5) % words.length])) {
                    recorder.add(use);
                    if (whole.isEmpty() || whole.get(whole.size() - 1) != use) {
                        whole.add(use);
                    }
                }
            }
            UseHistory history = recorder.history();
            assertThat(history.uses()).hasSizeLessThanOrEqualTo(64);
            Reading said = Reading.of(history);
            seen.merge(said, 1, Integer::sum);
            if (said != Reading.UNKNOWN) {
                UseHistory full = new UseHistory(whole, true);
                assertThat(said).as("seed %d: %s of %s", seed, history, full).isEqualTo(Reading.of(full));
                assertThat(Reading.ofReplaced(history))
                        .as("seed %d: %s of %s", seed, history, full)
                        .isEqualTo(Reading.ofReplaced(full));
            }
        }
        assertThat(seen).as("%s", seen).hasSize(Reading.values().length);
    }

    @Test
    @DisplayName("what any reading in any order says of a write behind it stays when it is shortened")
    void readingBeforeAWrite() {
        String letters = "OANa";
        int longest = 7;
        for (int length = 0; length <= longest; length++) {
            for (int number = 0; number < 1 << (2 * length); number++) {
                StringBuilder reading = new StringBuilder();
                for (int i = 0; i < length; i++) {
                    reading.append(letters.charAt((number >> (2 * i)) & 3));
                }
                UseRecorder recorder = new UseRecorder();
                List<Use> all = uses(reading + "MW");
                all.forEach(recorder::add);
                Reading said = Reading.of(recorder.history());
                String merged = reading.toString().replaceAll("(.)\\1+", "$1") + "MW";
                if (said != Reading.of(new UseHistory(uses(merged), true))) {
                    throw new AssertionError(said + " of " + recorder.history() + " for " + merged);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"OAN, 8", "ON, 8", "OAOANN, 8", "OMW, 3", "OAMW, 4", "OAMAW, 5", "OAMA, 64", "OANOMW, 64"})
    @DisplayName("a program in a loop fills no memory")
    void loops(String letters, int longest) {
        UseRecorder recorder = new UseRecorder();
        for (int i = 0; i < 10_000; i++) {
            uses(letters).forEach(recorder::add);
        }
        assertThat(recorder.history().uses()).hasSizeLessThanOrEqualTo(longest);
    }

    @ParameterizedTest
    @CsvSource({
        "OMW, OANOMW, READ_SINCE_WRITTEN",
        "OANOMW, OANOMW, READ_BEFORE",
        "OAN, OMWaOANOMaMW, READ_BEFORE",
        "OMW, OMaWOMWMOMW, UNKNOWN"
    })
    @DisplayName("R33 however often a program saves, who came first is not forgotten where that says it all")
    void manySaves(String first, String then, Reading expected) {
        UseRecorder recorder = new UseRecorder();
        uses(first).forEach(recorder::add);
        for (int i = 0; i < 1_000; i++) {
            uses(then).forEach(recorder::add);
        }
        uses("OA").forEach(recorder::add);
        assertThat(Reading.of(recorder.history())).as("%s", recorder.history()).isEqualTo(expected);
        assertThat(recorder.history().letters()).hasSizeLessThanOrEqualTo(64);
    }

    private static List<Use> uses(@Nullable String letters) {
        return letters == null
                ? List.of()
                : letters.chars()
                        .mapToObj(letter -> BY_LETTER.get((char) letter))
                        .toList();
    }
}
