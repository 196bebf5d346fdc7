package dev.markco.agent.internal.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.text.Hunk;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a document takes a file for, by tables; {@code r}, {@code n} and {@code B} stand for CR, LF and the mark. */
final class FileContentTest {
    private static final TextFormat[] FORMATS = {
        TextFormat.PLAIN, new TextFormat(true, false), new TextFormat(false, true), new TextFormat(true, true)
    };

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // file, format known before, text, format
                "anb, -, anb, -",
                "arnbrn, -, anbn, crlf",
                "arnbrn, crlf, anbn, crlf",
                "anbn, crlf, anbn, -",
                "Barnb, -, anb, crlf bom",
                "Banb, crlf, anb, bom",
                "anb, crlf bom, anb, -",
                "arnbn, -, arnbn, -",
                "arnbn, crlf, arnbn, -",
                "arrn, -, arrn, -",
                "rn, -, n, crlf",
                "rrn, crlf, rrn, -",
                "arbrn, -, arbn, crlf",
                "arb, crlf, arb, crlf",
                "arb, -, arb, -",
                "a, crlf, a, crlf",
                "a, crlf bom, a, crlf",
                "Ba, crlf, a, crlf bom",
                "B, -, \"\", bom",
                "B, crlf, \"\", crlf bom",
                "BBa, -, Ba, bom",
                "aB, -, aB, -",
                "\"\", -, \"\", -",
                "\"\", crlf bom, \"\", crlf bom",
            })
    @DisplayName("R11 a file that is CRLF throughout is LF in the document; what does not say keeps the format")
    void decoding(String file, String known, String text, String format) {
        assertThat(FileContent.of(characters(file), format(known)))
                .isEqualTo(new FileContent(characters(text), format(format)));
    }

    @Test
    @DisplayName("R11 every file is the encoding of what it decodes to, and that is stable")
    void everyFileRoundTrips() {
        long seed = Long.getLong("markco.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] parts = {"a", "\r", "\n", "\r\n", "\r\n", "\uFEFF", "\uD83D\uDE00", " "};
        for (int round = 0; round < 20_000; round++) {
            StringBuilder file = new StringBuilder();
            for (int left = random.nextInt(7); left > 0; left--) {
                file.append(parts[random.nextInt(parts.length)]);
            }
            byte[] bytes = file.toString().getBytes(UTF_8);
            for (TextFormat known : FORMATS) {
                FileContent content = decode(bytes, known);
                String where = "seed " + seed + ", round " + round + ", " + file + " with " + known;
                boolean saysNothing = bytes.length == 0 && known.bom();
                assertThat(content.encode()).as(where).isEqualTo(saysNothing ? "\uFEFF".getBytes(UTF_8) : bytes);
                assertThat(content.isStable()).as(where).isTrue();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // text, format, read back as, format
                "arnbrn, -, anbn, crlf",
                "arnbn, crlf, anbn, crlf",
                "Ba, -, a, bom",
                "Barn, -, an, crlf bom",
                "arrn, crlf, arrn, -",
            })
    @DisplayName("R11 a document whose text spells itself is written as it is, read back, and stable then")
    void unstableContents(String text, String format, String read, String readFormat) {
        FileContent content = new FileContent(characters(text), format(format));
        assertThat(content.isStable()).isFalse();
        FileContent back = decode(content.encode(), content.format());
        assertThat(back).isEqualTo(new FileContent(characters(read), format(readFormat)));
        assertThat(back.encode()).isEqualTo(content.encode());
        assertThat(back.isStable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // known, format, seen, format, the known text respelled
        "anbn, -, anbn, -, anbn",
        "anbn, crlf, anbncn, -, anbn",
        "anbn, crlf, arnbrncn, -, arnbrn",
        "arnbrn, -, anbn, crlf, anbn",
        "arrnbrn, -, anbn, crlf, anbn",
        "arnbn, -, anbn, -, anbn",
        "arnbn, -, arnbrncn, -, arnbn",
        "arbn, -, anbn, -, arbn",
    })
    @DisplayName("R11 contents are compared with equal line ends, and CRs that go are all that goes")
    void respelling(String known, String format, String seen, String seenFormat, String respelled) {
        FileContent before = new FileContent(characters(known), format(format));
        List<Hunk> hunks = before.respelling(new FileContent(characters(seen), format(seenFormat)));
        assertThat(Hunk.apply(before.text(), hunks)).isEqualTo(characters(respelled));
        assertThat(hunks)
                .allMatch(hunk -> hunk.text().isEmpty()
                        ? before.text().substring(hunk.start(), hunk.end()).matches("\r+")
                        : hunk.isInsertion() && hunk.text().equals("\r"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"arnbn", "arnbrn"})
    @DisplayName("R11 what was appended late with other line ends leaves those of the lines before")
    void spelledLikeWhatItWas(String late) {
        FileContent held = new FileContent("a\n", new TextFormat(true, false));
        FileContent seen = FileContent.of(characters(late), held.format());
        assertThat(seen.spelledLike(held)).isEqualTo(new FileContent("a\nb\n", held.format()));
    }

    @ParameterizedTest
    @CsvSource({
        "-, -, -, -",
        "-, crlf, -, crlf",
        "-, -, crlf, crlf",
        "crlf, -, crlf, -",
        "crlf, crlf, -, -",
        "-, crlf, bom, crlf bom",
        "crlf bom, bom, crlf, -",
    })
    @DisplayName("R11 of two formats, what either side changed is changed")
    void formatsMerge(String base, String ours, String theirs, String merged) {
        assertThat(TextFormat.merge(format(base), format(ours), format(theirs))).isEqualTo(format(merged));
    }

    private static FileContent decode(byte[] file, TextFormat known) {
        return Objects.requireNonNull(FileContent.decode(file, known));
    }

    private static String characters(String shown) {
        return shown.replace('r', '\r').replace('n', '\n').replace('B', '\uFEFF');
    }

    private static TextFormat format(String shown) {
        return new TextFormat(shown.contains("crlf"), shown.contains("bom"));
    }
}
