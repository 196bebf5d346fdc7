package dev.markco.agent.internal.replica;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.decision.Joining;
import dev.markco.agent.internal.decision.Settling;
import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.disk.WritePlan;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.use.Writers;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pure decisions, by tables. */
final class DecisionsTest {
    private static final String[] FORMATS = {"-", "crlf", "bom", "crlf bom"};

    @ParameterizedTest
    @CsvSource({
        "0, 0, NOTHING",
        "1, 0, SEED",
        "0, 1, MERGE",
        "1, 1, MERGE",
        "1, 2, ADOPT",
        "12, 2, MERGE",
        "12, 23, MERGE",
        "12, 34, ADOPT",
    })
    @DisplayName("R1 R3 histories are related iff they share a client; unrelated ones are adopted, never merged")
    void joining(String ours, String theirs, Joining expected) {
        assertThat(Joining.decide(vector(ours), vector(theirs))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            quoteCharacter = '"',
            value = {
                "-     | same | same    | same     | false",
                "-     | ours | theirs  | theirs   | true",
                "-     | ours | \"\"    | ours     | false",
                "-     | \"\" | theirs  | theirs   | false",
                "-     | a c  | a b c   | a b c    | false",
                "-     | a b c | a c    | a c      | true",
                "b     | b    | b c     | b c      | false",
                "b     | a b  | b c     | a b c    | false",
                "b     | \"\" | b       | \"\"     | false",
                "b     | b    | \"\"    | \"\"     | false",
            })
    @DisplayName("R4 what text an adoption leaves, and when ours is kept beside it")
    void adoption(@Nullable String base, String ours, String theirs, String target, boolean conflict) {
        FileContent known = base == null ? null : plain(base);
        assertThat(Adoption.target(known, plain(ours), plain(theirs)))
                .isEqualTo(new Adoption.Target(plain(target), conflict));
    }

    @Test
    @DisplayName("R4 an adoption's update makes all converge: the relay, us, and a client that held our history")
    void adoptionConverges() {
        YDoc ours = doc("one\ntwo\n");
        YDoc relay = doc("zero\ntwo\n");
        YDoc client = new YDoc();
        client.applyUpdate(ours.encodeStateAsUpdate());
        client.getText("content").insert(0, "unsent\n");
        byte[] update =
                Adoption.update(ours.encodeStateAsUpdate(), relay.encodeStateAsUpdate(), plain("zero\none\ntwo\n"));

        relay.applyUpdate(update);
        assertThat(DocumentText.of(relay)).isEqualTo("zero\none\ntwo\n");
        ours.applyUpdate(relay.encodeStateAsUpdate());
        assertThat(DocumentText.of(ours)).isEqualTo("zero\none\ntwo\n");
        client.applyUpdate(relay.encodeStateAsUpdate());
        relay.applyUpdate(client.encodeStateAsUpdate());
        assertThat(DocumentText.of(client)).isEqualTo(DocumentText.of(relay));
        assertThat(DocumentText.of(relay).replace("unsent\n", "")).isEqualTo("zero\none\ntwo\n");
        assertThat(DocumentText.of(relay)).containsOnlyOnce("unsent");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "?",
            value = {
                "?, crlf, -, -",
                "?, -, crlf, crlf",
                "?, crlf, bom, bom",
                "-, crlf, -, crlf",
                "crlf, crlf, -, -",
                "crlf, -, crlf bom, bom",
            })
    @DisplayName("R4 R11 the format that an adoption leaves; formats alone are no conflict")
    void adoptedFormat(@Nullable String base, String ours, String theirs, String target) {
        FileContent known = base == null ? null : new FileContent("a\n", format(base));
        assertThat(Adoption.target(known, new FileContent("a\n", format(ours)), new FileContent("a\n", format(theirs))))
                .isEqualTo(new Adoption.Target(new FileContent("a\n", format(target)), false));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1000})
    @DisplayName("R4 R11 an adoption's update leaves the format of the target, whichever client id wins its key")
    void adoptionLeavesTheFormat(long ourClient) {
        for (String ours : FORMATS) {
            for (String theirs : FORMATS) {
                for (String target : FORMATS) {
                    YDoc us = doc(ourClient, "one\n", format(ours));
                    YDoc relay = doc(500, "one\n", format(theirs));
                    YDoc client = new YDoc();
                    client.applyUpdate(us.encodeStateAsUpdate());
                    FileContent wanted = new FileContent("one\n", format(target));
                    byte[] update = Adoption.update(us.encodeStateAsUpdate(), relay.encodeStateAsUpdate(), wanted);

                    String where = ours + ", " + theirs + " -> " + target;
                    relay.applyUpdate(update);
                    assertThat(DocumentText.content(relay)).as(where).isEqualTo(wanted);
                    client.applyUpdate(relay.encodeStateAsUpdate());
                    assertThat(DocumentText.content(client)).as(where).isEqualTo(wanted);
                    relay.applyUpdate(client.encodeStateAsUpdate());
                    assertThat(DocumentText.content(relay)).as(where).isEqualTo(wanted);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // base | file | live | occasion | what of the file's text is a second copy
                "a b c | a X c   | a X c   | ORDINARY | X",
                "a b c | a b c d | a b c d | ORDINARY | \"\"",
                "a b c | a b c d | a b c d | CATCH_UP | \" d\"",
                "a b c | a b c d | a b c e | CATCH_UP | \"\"",
                "a b c | a X c d | a X c   | CATCH_UP | X",
                "a b c | a c     | a c     | CATCH_UP | \"\"",
            })
    @DisplayName("R5 which hunks count once, and on which occasion")
    void takeOnce(String base, String file, String live, TakeOnce.Occasion occasion, String copies) {
        List<Hunk> second = TakeOnce.secondCopies(TextDiff.between(base, file), TextDiff.between(base, live), occasion);
        StringBuilder found = new StringBuilder();
        second.forEach(range -> found.append(file, range.start(), range.end()));
        assertThat(found).hasToString(copies);
    }

    @Test
    @DisplayName("R5 what the relay has from us already is never taken for a second copy")
    void acknowledgedTextIsNoCopy() {
        YDoc ours = doc("base\n");
        YDoc theirs = copy(ours);
        byte[] before = ours.encodeStateAsUpdate();
        ours.getText("content").insert(5, "pulled\n");
        theirs.getText("content").insert(5, "pulled\n");
        byte[] state = ours.encodeStateAsUpdate();
        assertThat(Reconnect.secondCopies("base\n", state, theirs.encodeStateAsUpdate()))
                .containsExactly(new Hunk(5, 12, ""));
        assertThat(Reconnect.secondCopies("base\n", state, state)).isEmpty();
        assertThat(Reconnect.secondCopies("base\n", state, before)).isEmpty();
        // The same where no common text is known: it is what they have of ours.
        assertThat(Reconnect.secondCopies(null, state, theirs.encodeStateAsUpdate()))
                .isEqualTo(Reconnect.secondCopies("base\n", state, theirs.encodeStateAsUpdate()))
                .isNotEmpty();
        assertThat(Reconnect.secondCopies(null, state, state)).isEmpty();
        assertThat(Reconnect.secondCopies(null, state, before)).isEmpty();
    }

    @Test
    @DisplayName("R5 nor is any of it, where the same words stand beside what was not sent")
    void acknowledgedWordsAreNoCopies() {
        long seed = Long.getLong("markco.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 3_000; round++) {
            YDoc ours = doc("x y z ");
            String base = DocumentText.of(ours);
            editWords(ours, random);
            YDoc theirs = copy(ours);
            editWords(ours, random);
            editWords(theirs, random);
            YDoc sent = copy(ours);
            sent.transact(() -> sent.deleteBeyond(theirs.stateVector()));
            List<Hunk> copies = Reconnect.secondCopies(base, ours.encodeStateAsUpdate(), theirs.encodeStateAsUpdate());
            ours.transact(() -> DocumentText.edit(ours, copies));
            ours.transact(() -> ours.deleteBeyond(theirs.stateVector()));
            assertThat(DocumentText.of(ours))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(DocumentText.of(sent));
        }
    }

    @Test
    @DisplayName("R5 nor is what we deleted of theirs and have anew: it is nowhere else once the two are one")
    void deletedAndTypedAnew() {
        YDoc theirs = doc("one two ");
        String base = DocumentText.of(theirs);
        theirs.getText("content").insert(4, "new ");
        YDoc ours = copy(theirs);
        ours.getText("content").delete(4, 4);
        ours.getText("content").insert(4, "new ");
        List<Hunk> copies = Reconnect.secondCopies(base, ours.encodeStateAsUpdate(), theirs.encodeStateAsUpdate());
        ours.transact(() -> DocumentText.edit(ours, copies));
        ours.applyUpdate(theirs.encodeStateAsUpdate());
        assertThat(DocumentText.of(ours)).isEqualTo("one new two ");
    }

    /** Puts words in, of which there are few, and takes some out. */
    private static void editWords(YDoc doc, Random random) {
        for (int i = 0; i < 12; i++) {
            YText text = doc.getText("content");
            String now = text.toString();
            int[] starts = IntStream.rangeClosed(0, now.length())
                    .filter(at -> at == 0 || now.charAt(at - 1) <= ' ')
                    .toArray();
            int at = starts[random.nextInt(starts.length)];
            int end = now.indexOf(' ', at) + 1;
            if (end > 0 && now.length() > 4 && random.nextInt(5) == 0) {
                text.delete(at, end - at);
            } else {
                String word = Character.toString('a' + random.nextInt(3));
                text.insert(at, word + (random.nextInt(4) == 0 ? "\n" : " "));
            }
        }
    }

    @Test
    @DisplayName("R2 R5 the same change of the same state is the same update, and nothing else has its client id")
    void commonAuthor() {
        YDoc here = doc("one\ntwo\nthree\n");
        YDoc typed = copy(here);
        typed.getText("content").insert(4, "typed\n");
        typed.getText("content").delete(0, 4);
        here.applyUpdate(typed.encodeStateAsUpdate());
        YDoc there = copy(here);
        TextFormat plain = TextFormat.PLAIN;
        List<Hunk> pulled = TextDiff.between("typed\ntwo\nthree\n", "typed\nTWO\nthree\nfour\n");

        byte[] update = common(here, pulled, plain);
        assertThat(common(there, pulled, plain)).isEqualTo(update);
        here.applyUpdate(update);
        here.applyUpdate(common(there, pulled, plain));
        assertThat(DocumentText.of(here)).isEqualTo("typed\nTWO\nthree\nfour\n");

        List<Hunk> other = TextDiff.between("typed\ntwo\nthree\n", "typed\nTWO\nthree\nfive\n");
        assertThat(List.of(
                        CommonAuthor.of(there, pulled, plain).clientId(),
                        CommonAuthor.of(there, other, plain).clientId(),
                        CommonAuthor.of(there, pulled, new TextFormat(true, false))
                                .clientId(),
                        CommonAuthor.of(there, pulled, new TextFormat(false, true))
                                .clientId(),
                        CommonAuthor.of(here, pulled, plain).clientId()))
                .doesNotHaveDuplicates();
        YDoc empty = new YDoc();
        List<Hunk> seed = TextDiff.between("", "seed\n");
        assertThat(CommonAuthor.of(empty, seed, plain).clientId())
                .as("histories that have nothing in common stay unrelated (R1)")
                .isNotEqualTo(CommonAuthor.of(empty, seed, plain).clientId());
    }

    private static YDoc copy(YDoc doc) {
        YDoc copy = new YDoc();
        copy.applyUpdate(doc.encodeStateAsUpdate());
        return copy;
    }

    private static byte[] common(YDoc doc, List<Hunk> hunks, TextFormat format) {
        YDoc author = CommonAuthor.of(doc, hunks, format);
        StateVector before = author.stateVector();
        author.transact(() -> DocumentText.edit(author, hunks, format));
        return author.encodeDiff(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // known | seen | open for writing | quiet | waited | delay
                "ab | abc  | NONE    | 0    | 0     | 0",
                "ab | xb   | NONE    | 0    | 0     | 30",
                "ab | xb   | NONE    | 30   | 0     | 0",
                "ab | \"\" | NONE    | 30   | 0     | 970",
                "ab | \"\" | UNKNOWN | 999  | 400   | 1",
                "ab | a    | UNKNOWN | 30   | 0     | 170",
                "ab | a    | NONE    | 200  | 300   | 0",
                "ab | \"\" | NONE    | 0    | 1000  | 0",
                "ab | \"\" | UNKNOWN | 0    | 950   | 50",
                "\"\" | a  | NONE    | 0    | 0     | 30",
                // R34: it is being written anew
                "ab | abc  | OPEN    | 0    | 0     | 0",
                "ab | \"\" | OPEN    | 5000 | 5000  | 1000",
                "ab | a    | OPEN    | 5000 | 59500 | 500",
                "ab | a    | OPEN    | 0    | 60000 | 0",
                "ab | xb   | OPEN    | 100  | 100   | 400",
                "ab | xb   | OPEN    | 500  | 500   | 0",
            })
    @DisplayName("R13 R34 a file is read when it has settled, after a second or, while it is being written, a minute")
    void settling(String known, String seen, Writers writers, long quiet, long waited, long delay) {
        assertThat(Settling.delay(known.getBytes(UTF_8), seen.getBytes(UTF_8), writers, quiet, waited))
                .isEqualTo(delay);
    }

    @Test
    @DisplayName("R6 a log is replayed into both replicas, and into what was under way")
    void replay() {
        YDoc disk = doc("one\n");
        byte[] first = disk.encodeStateAsUpdate();
        StateVector known = disk.stateVector();
        disk.getText("content").insert(4, "two\n");
        byte[] second = disk.encodeDiff(known);
        WritePlan plan = new WritePlan(Path.of("/p/a.md"), WritePlan.Mode.SWAP, Path.of("/s/.markco-1"));
        Entry snapshot = new Entry.Snapshot("a", first, new byte[0], null, null, false, null, Entry.Past.NONE);
        Entry.Intent intent = new Entry.Intent(second, plan, false, 7);

        Replay begun = Replay.of(List.of(snapshot, new Entry.Shared(), intent));
        assertThat(DocumentText.of(begun.disk())).isEqualTo("one\n");
        assertThat(begun.base()).isEqualTo(plain("one\n"));
        assertThat(begun.intent()).isSameAs(intent);

        Entry advanced = new Entry.Advanced(".markco-1.swap", new byte[0], null);
        Replay done = Replay.of(List.of(snapshot, intent, advanced, new Entry.Detached()));
        assertThat(DocumentText.of(done.disk())).isEqualTo("one\ntwo\n");
        assertThat(done.intent()).isNull();
        assertThat(done.detached()).isTrue();
        Path swapped = Path.of("/s/.markco-1.swap");
        assertThat(done.retired()).isEqualTo(Map.of(swapped, new Entry.Retired(swapped, plain("one\n"), 7)));

        Replay released = Replay.of(List.of(snapshot, intent, advanced, new Entry.Released(".markco-1.swap")));
        assertThat(released.retired()).isEmpty();

        Replay abandoned = Replay.of(List.of(snapshot, intent, new Entry.Abandoned()));
        assertThat(DocumentText.of(abandoned.disk())).isEqualTo("one\n");
        assertThat(abandoned.live()).containsExactly(second);
    }

    @Test
    @DisplayName("R2 no two replicas have the same client id")
    void clientIdsAreFresh() {
        Entry snapshot = new Entry.Snapshot(
                "a", doc("x").encodeStateAsUpdate(), new byte[0], null, null, false, null, Entry.Past.NONE);
        long one = Replay.of(List.of(snapshot)).disk().clientId();
        long two = Replay.of(List.of(snapshot)).disk().clientId();
        assertThat(one).isNotEqualTo(two);
    }

    private static YDoc doc(long client, String text, TextFormat format) {
        YDoc doc = new YDoc(client);
        doc.transact(() -> DocumentText.edit(doc, List.of(new Hunk(0, 0, text)), format));
        return doc;
    }

    private static TextFormat format(String shown) {
        return new TextFormat(shown.contains("crlf"), shown.contains("bom"));
    }

    private static FileContent plain(String text) {
        return new FileContent(text, TextFormat.PLAIN);
    }

    private static YDoc doc(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        return doc;
    }

    /** A vector of clients, one a digit. */
    private static StateVector vector(String clients) {
        Map<Long, Integer> clocks = new HashMap<>();
        clients.chars().filter(client -> client != '0').forEach(client -> clocks.put((long) client, 1));
        return StateVector.of(clocks);
    }
}
