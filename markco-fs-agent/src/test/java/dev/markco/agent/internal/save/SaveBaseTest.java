package dev.markco.agent.internal.save;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.save.Save.Editor;
import dev.markco.agent.internal.save.Save.Way;
import dev.markco.agent.internal.use.Reading;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a save was made on, by tables; {@code ;} ends a line. In all of them the file held the older text, which some program
 * may have read, until the agent put the newer one there.
 */
final class SaveBaseTest {
    private static final long CAME = 100_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // older  | newer         | save                | way | newer was    | editor       | after ms | made on
                // nobody read the newer text: the program had read the older one, however long ago
                "one;two; | one;typed;two; | one;TWO;            | IN_PLACE | UNOPENED     | NONE | 50     | OLDER",
                "one;two; | one;typed;two; | one;TWO;            | IN_PLACE | UNOPENED     | NONE | 600000 | OLDER",
                "one;two; | one;typed;two; | one;TWO;            | REPLACED | UNOPENED     | NONE | 600000 | OLDER",
                "one;two; | one;typed;two; | one;two;            | REPLACED | UNOPENED     | NONE | 600000 | OLDER",
                // even where it put in the same words
                "one;     | one;typed;     | one;typed;mine;     | REPLACED | UNOPENED     | NONE | 50     | OLDER",
                // who only wrote had not read it either: a report that is made anew, with little of the older text
                "old 1;old 2; | old 1;typed;old 2; | new 1;new 2; | IN_PLACE | WRITTEN_BLIND | NONE | 9000  | OLDER DOUBTFUL",
                // but who writes behind the end, or cuts, leaves what is there
                "one;     | one;typed;     | one;typed;log;      | IN_PLACE | WRITTEN_BLIND | NONE | 9000   | NEWER",
                "one;two; | one;typed;two; | one;ty              | IN_PLACE | WRITTEN_BLIND | NONE | 9000   | NEWER",
                "one;two; | one;typed;two; | \"\"                | IN_PLACE | WRITTEN_BLIND | NONE | 9000   | NEWER",
                // read and written by one opening
                "one;     | one;foo;       | one;bar;            | IN_PLACE | READ_AND_WRITTEN_IN_ONE | NONE | 50  | NEWER",
                // read, and replaced: sed -i, perl -pi, patch
                "one;     | one;foo;       | one;bar;            | REPLACED | READ_BEFORE  | NONE | 50     | NEWER",
                "one;     | one;foo;       | one;                | REPLACED | READ_BEFORE  | NONE | 50     | NEWER",
                "one;two; | one;foo;two;   | one;TWO;            | REPLACED | READ_BEFORE  | NONE | 50     | NEWER",
                // read by somebody, and written in place: a formatter beside an indexer; the contents tell
                "one;two; | one;typed;two; | one;TWO;            | IN_PLACE | READ_BEFORE  | NONE | 50     | OLDER",
                "one;two; | one;typed;two; | one;TWO;            | IN_PLACE | READ_BEFORE  | NONE | 9999   | OLDER",
                "one;two; | one;typed;two; | one;typed;TWO;      | IN_PLACE | READ_BEFORE  | NONE | 50     | NEWER",
                "one;two; | one;typed;two; | one;tYPed;TWO;      | IN_PLACE | READ_BEFORE  | NONE | 50     | NEWER",
                // later it is somebody who takes out what came, and what he took out is kept elsewhere
                "one;two; | one;typed;two; | one;TWO;            | IN_PLACE | READ_BEFORE  | NONE | 10001  | DOUBTFUL",
                // where another one wrote first, the last one may never have seen what came, which is kept elsewhere
                "one;two; | one;typed;two; | else;              | IN_PLACE | READ_SINCE_WRITTEN | NONE | 50   | DOUBTFUL",
                "one;two; | one;typed;two; | else;              | REPLACED | READ_SINCE_WRITTEN | NONE | 50   | DOUBTFUL",
                "one;two; | one;typed;two; | one;typed;two;log; | IN_PLACE | READ_SINCE_WRITTEN | NONE | 50   | NEWER",
                "one;two; | one;typed;too;two; | one;typed;in;too;two; | IN_PLACE | READ_SINCE_WRITTEN | NONE | 50 | NEWER",
                "one;two; | one;typed;too;two; | one;typed;in;two; | IN_PLACE | READ_SINCE_WRITTEN | NONE | 50 | DOUBTFUL",
                "one;two; | one;typed;two; | one;TWO;           | IN_PLACE | READ_SINCE_WRITTEN | NONE | 50   | OLDER",
                // as is who goes back to the very text that was there
                "one;two; | one;typed;two; | one;two;            | IN_PLACE | READ_BEFORE  | NONE | 50     | DOUBTFUL",
                // an editor that copied the newer text into a backup had not read it for itself
                "one;two; | one;typed;two; | one;two;vim;        | IN_PLACE | READ_BEFORE | MADE_A_BACKUP | 600000 | OLDER",
                // nor, if its text lacks what came, one that had the file open before
                "one;two; | one;typed;two; | one;two;joe;        | IN_PLACE | READ_BEFORE | SINCE_BEFORE  | 600000 | OLDER",
                "one;two; | one;typed;two; | one;typed;two;joe;  | IN_PLACE | READ_BEFORE | SINCE_BEFORE  | 600000 | NEWER",
                "one;two; | one;typed;two; | one;two;vim;        | REPLACED | READ_BEFORE | SINCE_BEFORE  | 600000 | OLDER",
                // where the system does not tell, for two seconds the contents do
                "one;two; | one;typed;two; | one;TWO;            | IN_PLACE | UNKNOWN      | NONE | 2000   | OLDER",
                "one;two; | one;typed;two; | one;TWO;            | REPLACED | UNKNOWN      | NONE | 2000   | OLDER",
                "one;two; | one;typed;two; | one;TWO;            | IN_PLACE | UNKNOWN      | NONE | 2001   | DOUBTFUL",
                "one;two; | one;typed;two; | one;typed;TWO;      | IN_PLACE | UNKNOWN      | NONE | 2001   | NEWER",
                "one;two; | one;typed;two; | one;typed;TWO;      | IN_PLACE | UNKNOWN      | NONE | 50     | NEWER",
            })
    @DisplayName("R33 R9 the base of a save is what its writer can have read")
    void table(
            String older, String newer, String save, Way way, Reading reading, Editor editor, long after, String base) {
        Generations generations = Generations.NONE
                .replaced(Reading.UNKNOWN, content(older), false, CAME - 5_000)
                .replaced(Reading.UNKNOWN, content(newer), true, CAME);
        SaveBase.Base found = SaveBase.decide(
                generations,
                content(newer),
                content(newer),
                new Save(content(save), way, reading, editor, false, CAME + after));
        assertThat(found.content()).isEqualTo(content(base.startsWith("OLDER") ? older : newer));
        assertThat(found.stale()).isEqualTo(base.startsWith("OLDER"));
        assertThat(found.doubtful()).isEqualTo(base.endsWith("DOUBTFUL"));
    }

    @Test
    @DisplayName("R33 git means what it says, whoever read what")
    void git() {
        Generations generations = oneThenTyped();
        Save checkout = new Save(content("one;"), Way.REPLACED, Reading.UNOPENED, Editor.NONE, true, CAME);
        assertThat(SaveBase.decide(generations, content("one;typed;"), content("one;typed;"), checkout)
                        .content())
                .isEqualTo(content("one;typed;"));
    }

    @Test
    @DisplayName("R33 what is written into the file while git is at work is a program's, as that of a hook")
    void notGit() {
        Save hook = new Save(content("one;saved;"), Way.IN_PLACE, Reading.WRITTEN_BLIND, Editor.NONE, true, CAME);
        assertThat(SaveBase.decide(oneThenTyped(), content("one;typed;"), content("one;typed;"), hook)
                        .content())
                .isEqualTo(content("one;"));
    }

    @Test
    @DisplayName("R33 of several older texts that nobody is done with the contents tell, in doubt the youngest of them")
    void severalOlder() {
        Generations generations = Generations.NONE
                .replaced(Reading.UNKNOWN, content("a;"), false, 0)
                .replaced(Reading.UNKNOWN, content("a;b;"), true, 1)
                .replaced(Reading.READ_BEFORE, content("a;b;c;"), true, 2);
        assertThat(base(generations, "a;b;c;", "a;mine;")).isEqualTo("a;");
        assertThat(base(generations, "a;b;c;", "a;b;mine;")).isEqualTo("a;b;");
        assertThat(base(generations, "a;b;c;", "c;b;a;")).isEqualTo("a;b;");
    }

    @Test
    @DisplayName(
            "R33 a save that certainly was made on an older text was made on the nearest, whatever changed beside it")
    void nearest() {
        Generations generations = Generations.NONE
                .replaced(Reading.UNKNOWN, content("a;b;"), false, 0)
                .replaced(Reading.UNKNOWN, content("a;typed;b;"), true, 1)
                .replaced(Reading.READ_BEFORE, content("typed;b;c;d;"), true, 2);
        assertThat(base(generations, "typed;b;c;d;", "a;mine;typed;b;")).isEqualTo("a;typed;b;");
    }

    @Test
    @DisplayName("R33 who saves behind another program that saved on an older text, and nearer to that, had read that")
    void behindAStaleSave() {
        Generations generations = Generations.NONE
                .replaced(Reading.UNKNOWN, content("one;two;"), true, 0)
                .replaced(Reading.UNKNOWN, content("one;two;three;"), false, 1);
        Save sed =
                new Save(content("one;two;three;four;"), Way.REPLACED, Reading.READ_BEFORE, Editor.NONE, false, CAME);
        SaveBase.Base base =
                SaveBase.decide(generations, content("one;two;three;"), content("what came since, and three;"), sed);
        assertThat(base.content()).isEqualTo(content("one;two;three;"));
        assertThat(base.stale()).isFalse();
    }

    @Test
    @DisplayName("R33 what nobody opened while it was there is nobody's base")
    void whatNobodyRead() {
        Generations generations = Generations.NONE
                .replaced(Reading.UNKNOWN, content("a;"), false, 0)
                .replaced(Reading.UNKNOWN, content("a;b;"), true, 1)
                .replaced(Reading.UNOPENED, content("a;b;c;"), true, 2);
        assertThat(base(generations, "a;b;c;", "c;b;a;")).isEqualTo("a;");
    }

    @Test
    @DisplayName("R33 a text on which a save was made is done with: to go back to it is an edit")
    void usedOnce() {
        Generations generations = oneThenTyped()
                .used(content("one;"), content("one;mine;"))
                .replaced(Reading.UNOPENED, content("one;mine;"), false, 2)
                .replaced(Reading.READ_BEFORE, content("one;typed;mine;"), true, 3);
        assertThat(base(generations, "one;typed;mine;", "one;")).isEqualTo("one;mine;");
    }

    @Test
    @DisplayName("R9 the same save again is meant as it is, where somebody had read what came since")
    void theSecondTimeItIsMeant() {
        Generations generations = oneThenTyped();
        Save save = inPlace("one;mine;");
        assertThat(SaveBase.decide(generations, content("one;typed;"), content("one;typed;"), save)
                        .stale())
                .isTrue();
        Generations after = generations.used(content("one;"), save.content());
        assertThat(SaveBase.decide(after, content("one;typed;"), content("one;typed;"), save)
                        .stale())
                .isFalse();
    }

    @Test
    @DisplayName("R33 a formatter that reads and saves twice beside a reader takes each time the text that it read")
    void formatterTwice() {
        Generations generations = Generations.NONE
                .replaced(Reading.UNKNOWN, content("*  one;"), false, 0)
                .replaced(Reading.READ_BEFORE, content("*  one;*  two;"), true, 1);
        assertThat(base(generations, "*  one;*  two;", inPlace("- one;"))).isEqualTo("*  one;");
        generations = generations
                .used(content("*  one;"), content("- one;"))
                .replaced(Reading.READ_BEFORE, content("- one;"), false, 2)
                .replaced(Reading.UNOPENED, content("- one;*  two;"), true, 3)
                .replaced(Reading.READ_BEFORE, content("- one;*  two;*  three;"), true, 4);
        assertThat(base(generations, "- one;*  two;*  three;", inPlace("- one;- two;")))
                .isEqualTo("- one;*  two;");
    }

    @Test
    @DisplayName("R33 both what came and what stands in its place are kept once, and not each time a script does that")
    void replacingAgain() {
        Generations generations = oneThenTyped();
        FileContent known = content("one;typed;");
        SaveBase.Base first = SaveBase.decide(generations, known, known, inPlace("one;script;", 5));
        assertThat(first).isEqualTo(new SaveBase.Base(content("one;"), true, false, true));
        generations = generations
                .used(first.content(), content("one;script;"))
                .replacing(5)
                .replaced(Reading.READ_BEFORE, content("one;script;"), false, 5)
                .replaced(Reading.READ_BEFORE, content("one;typed;script;"), true, 6)
                .replaced(Reading.READ_BEFORE, content("one;typed;script;more;"), true, 7);
        known = content("one;typed;script;more;");
        assertThat(SaveBase.decide(generations, known, known, inPlace("one;script;script;this;", 8)))
                .isEqualTo(new SaveBase.Base(known, false, true, true));
        assertThat(SaveBase.decide(generations, known, known, inPlace("one;script;script;this;", 10_006))
                        .stale())
                .isTrue();
    }

    @Test
    @DisplayName(
            "R33 a script that puts a line between many that came meanwhile replaces none of them, however often it does")
    void betweenMany() {
        Generations generations =
                oneThenTyped().replacing(2).replaced(Reading.READ_BEFORE, content("a;one;b;typed;cc;dd;ee;"), true, 3);
        FileContent known = content("a;one;b;typed;cc;dd;ee;");
        assertThat(SaveBase.decide(generations, known, known, inPlace("one;script;typed;", 4)))
                .isEqualTo(new SaveBase.Base(content("one;typed;"), true, false, false));
    }

    @Test
    @DisplayName("R33 a script that puts some lines where many more came meanwhile does not stand for those")
    void fewForMany() {
        String came = "some;more;lines;of;somebody;who;types;on;and;on;";
        Generations generations =
                oneThenTyped().replacing(2).replaced(Reading.READ_BEFORE, content("one;typed;" + came), true, 3);
        FileContent known = content("one;typed;" + came);
        assertThat(SaveBase.decide(generations, known, known, inPlace("one;typed;a;b;c;", 4)))
                .isEqualTo(new SaveBase.Base(content("one;typed;"), true, false, false));
        assertThat(SaveBase.decide(generations, known, known, inPlace("one;typed;a;b;c;many;words;", 4))
                        .replacing())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "one;mine;, true",
        "one;typed;mine;, false",
        "one;, false",
        "one;typo typed;mine;, false",
        "quite;other;things;, true"
    })
    @DisplayName(
            "R33 whoever wrote without having read ran over what came, unless what they wrote shows that it is there")
    void runOver(String seen, boolean expected) {
        assertThat(SaveBase.isRunOver(oneThenTyped(), content("one;typed;"), content(seen)))
                .isEqualTo(expected);
    }

    @Test
    @DisplayName(
            "R33 what an editor takes out of the oldest content that a start remembers is kept: it may have had an older one")
    void endOfMemory() {
        FileContent known = content("one two three;typed;");
        Generations remembered = Generations.NONE
                .replaced(Reading.UNKNOWN, content("one two three;"), false, 0)
                .replaced(Reading.UNKNOWN, known, true, 1)
                .inPart();
        FileContent oldest = content("one two three;");
        assertThat(SaveBase.decide(remembered, known, known, ofEditor("one three;")))
                .isEqualTo(new SaveBase.Base(oldest, true, true, false));
        assertThat(SaveBase.decide(remembered, known, known, ofEditor("one two three;mine;")))
                .isEqualTo(new SaveBase.Base(oldest, true, false, false));
    }

    private static Save ofEditor(String save) {
        return new Save(content(save), Way.REPLACED, Reading.UNOPENED, Editor.SINCE_BEFORE, false, 5);
    }

    @Test
    @DisplayName("R33 what is kept of contents is bounded: the oldest and the youngest stay")
    void bounded() {
        Generations generations = Generations.NONE.replaced(Reading.UNKNOWN, content("0;"), false, 0);
        for (int i = 1; i < 1_000; i++) {
            generations = generations.replaced(Reading.READ_BEFORE, content(i + ";"), true, i);
        }
        assertThat(generations.all()).hasSize(Generations.MOST + 1);
        assertThat(generations.whole()).isFalse();
        assertThat(generations.all().get(0).content()).isEqualTo(content("0;"));
        assertThat(generations.older().get(Generations.MOST - 1).content()).isEqualTo(content("998;"));
    }

    @Test
    @DisplayName("R33 a document at rest keeps what somebody may have in hand, and not what its log has")
    void atRest() {
        Generations resting = oneThenTyped().withNewest(FileContent.EMPTY);
        assertThat(resting.olderUnits()).isEqualTo("one\n".length());
        assertThat(base(resting.withNewest(content("one;typed;")), "one;typed;", "one;mine;"))
                .isEqualTo("one;");
    }

    private static Generations oneThenTyped() {
        return Generations.NONE
                .replaced(Reading.UNKNOWN, content("one;"), false, 0)
                .replaced(Reading.READ_BEFORE, content("one;typed;"), true, 1);
    }

    private static Save inPlace(String save) {
        return inPlace(save, 5);
    }

    private static Save inPlace(String save, long changed) {
        return new Save(content(save), Way.IN_PLACE, Reading.READ_BEFORE, Editor.NONE, false, changed);
    }

    /** The base of a save that nobody made on the newest text. */
    private static String base(Generations generations, String newest, String save) {
        return base(
                generations, newest, new Save(content(save), Way.REPLACED, Reading.UNOPENED, Editor.NONE, false, 5));
    }

    private static String base(Generations generations, String newest, Save save) {
        return text(SaveBase.decide(generations, content(newest), content(newest), save)
                .content());
    }

    private static String text(@Nullable FileContent content) {
        return content == null ? "" : content.text().replace('\n', ';');
    }

    private static FileContent content(String text) {
        return new FileContent(text.replace(';', '\n'), TextFormat.PLAIN);
    }
}
