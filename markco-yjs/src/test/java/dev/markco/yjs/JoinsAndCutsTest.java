package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where structs become one in a merge, and what is left of one that is cut: struct by struct, in hexadecimal. */
final class JoinsAndCutsTest {
    private static final long CLIENT = 5;

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** An update with structs of client 5 from a clock on. */
    private static byte[] update(int count, int clock, String structs) {
        return bytes("01 0%d 05 0%d %s 00".formatted(count, clock, structs));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "text,                    2, 04 010178 026162,      84 0501 0163,         04 010178 03616263",
        "text beyond ASCII,       2, 04 010178 04f09f9880,  84 0501 02c3a9,       04 010178 06f09f9880c3a9",
        "one right origin,        1, 44 0701 0161,          c4 0500 0701 0162,    44 0701 026162",
        "JSON,                    2, 02 010178 0201310132,  82 0501 010133,       02 010178 03013101320133",
        "any,                     1, 08 010178 017e,        88 0500 02797f,       08 010178 037e797f",
        "deletions,               3, 01 010178 03,          81 0502 04,           01 010178 07",
        "GC,                      3, 0003,                  0004,                 0007"
    })
    @DisplayName("a struct and its continuation become one, in whatever order they come")
    void joined(String what, int length, String first, String second, String both) {
        byte[] head = update(1, 0, first);
        byte[] tail = update(1, length, second);
        assertThat(Updates.merge(List.of(head, tail))).as(what).isEqualTo(update(1, 0, both));
        assertThat(Updates.merge(List.of(tail, head, tail))).as(what).isEqualTo(update(1, 0, both));
        assertThat(Updates.merge(List.of(update(2, 0, first + second))))
                .as(what)
                .isEqualTo(update(1, 0, both));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "another origin,               2, 04 010178 026162,  84 0500 0163",
        "an origin of another client,  2, 04 010178 026162,  84 0701 0163",
        "no origin,                    2, 04 010178 026162,  04 010178 0163",
        "a right origin more,          2, 04 010178 026162,  c4 0501 0701 0163",
        "a right origin less,          1, 44 0701 0161,      84 0500 0162",
        "another right origin,         1, 44 0701 0161,      c4 0500 0702 0162",
        "a right origin of another,    1, 44 0701 0161,      c4 0500 0901 0162",
        "another kind,                 1, 08 010178 017e,    84 0500 0162",
        "deleted from here on,         1, 04 010178 0161,    81 0500 01",
        "GC from here on,              1, 01 010178 01,      0001",
        "bytes,                        1, 03 010178 01aa,    83 0500 01bb",
        "embeds,                       1, 05 010178 0131,    85 0500 0132",
        "formats,                      1, 06 010178 01620131, 86 0500 01620132",
        "types,                        1, 07 010178 01,      87 0500 01"
    })
    @DisplayName("structs that say more apart than as one stay apart")
    void apart(String what, int length, String first, String second) {
        assertThat(Updates.merge(List.of(update(1, length, second), update(1, 0, first))))
                .as(what)
                .isEqualTo(update(2, 0, first + second));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "text,                    1, 04 010178 03616263,           84 0500 026263",
        "text at its last unit,   2, 04 010178 03616263,           84 0501 0163",
        "text beyond ASCII,       3, 04 010178 07c3a9f09f988061,   84 0502 0161",
        "a surrogate pair,        2, 04 010178 07c3a9f09f988061,   84 0501 04efbfbd61",
        "text with right origin,  1, 44 0701 026162,               c4 0500 0701 0162",
        "text with both origins,  1, c4 0809 0701 026162,          c4 0500 0701 0162",
        "what has a key,          1, 28 010178 016b 027e7f,        a8 0500 017f",
        "a key that is elsewhere, 1, a8 0901 027e7f,               a8 0500 017f",
        "what is in an item,      1, 04 000903 026162,             84 0500 0162",
        "JSON,                    1, 02 010178 020131033132 33,    82 0500 01033132 33",
        "any,                     2, 08 010178 037d05760077 0161,  88 0501 01770161",
        "a deletion,              2, 01 010178 07,                 81 0501 05",
        "GC,                      2, 0007,                         0005"
    })
    @DisplayName("what is left of a struct follows what is known of it")
    void cut(String what, int known, String struct, String rest) {
        assertThat(Updates.diff(update(1, 0, struct), StateVector.of(Map.of(CLIENT, known))))
                .as(what)
                .isEqualTo(update(1, known, rest));
    }

    @Test
    @DisplayName("an overlap is taken from the first update, and the rest joined to it")
    void overlap() {
        byte[] first = update(1, 0, "04 010178 03616263");
        byte[] second = update(1, 1, "84 0500 04 58595a31");
        assertThat(Updates.merge(List.of(first, second))).isEqualTo(update(1, 0, "04 010178 05 6162635a31"));
        assertThat(Updates.merge(List.of(second, first))).isEqualTo(update(1, 0, "04 010178 05 6162635a31"));
        byte[] whole = update(1, 0, "04 010178 03 787878");
        assertThat(Updates.merge(List.of(whole, first))).isEqualTo(whole);
        assertThat(Updates.merge(List.of(first, whole))).isEqualTo(first);
    }

    @Test
    @DisplayName("of updates that contradict each other, the earliest is believed at every clock")
    void earliest() {
        byte[] all = update(1, 0, "04 010178 03 78797a");
        byte[] start = update(1, 0, "04 010178 02 6162");
        byte[] later = update(1, 2, "84 0501 01 43");
        assertThat(Updates.merge(List.of(later, start, all))).isEqualTo(update(1, 0, "04 010178 03 616243"));
        assertThat(Updates.merge(List.of(start, all, later))).isEqualTo(update(1, 0, "04 010178 03 61627a"));

        byte[] ends = update(3, 0, "04 010178 0161" + "0a01" + "84 0501 0143");
        byte[] middle = update(1, 1, "84 0500 0142");
        assertThat(Updates.merge(List.of(ends, middle, all))).isEqualTo(update(1, 0, "04 010178 03 614243"));
        byte[] other = update(3, 0, "04 010178 0178" + "0a01" + "84 0501 017a");
        assertThat(Updates.merge(List.of(later, other)))
                .isEqualTo(update(3, 0, "04 010178 0178" + "0a01" + "84 0501 0143"));
    }

    @Test
    @DisplayName("a pair that the end of one update cuts is torn on both sides")
    void tornPair() {
        byte[] head = update(1, 0, "04 010178 04 61efbfbd");
        byte[] whole = update(1, 0, "04 010178 05 61f09f9880");
        assertThat(Updates.merge(List.of(head, whole))).isEqualTo(update(1, 0, "04 010178 07 61efbfbdefbfbd"));
    }

    @Test
    @DisplayName("a hole is a Skip, and what fills it is never lost for it")
    void holes() {
        byte[] ends = update(3, 0, "04 010178 0161" + "0a03" + "84 0502 0162");
        assertThat(Updates.merge(List.of(update(1, 4, "84 0502 0162"), update(1, 0, "04 010178 0161"))))
                .isEqualTo(ends);
        byte[] middle = update(1, 1, "84 0500 03 787979");
        for (List<byte[]> updates : List.of(List.of(ends, middle), List.of(middle, ends))) {
            assertThat(Updates.merge(updates)).isEqualTo(update(2, 0, "04 010178 0461787979" + "84 0502 0162"));
        }
        assertThat(Updates.diff(ends, StateVector.of(Map.of(CLIENT, 2)))).isEqualTo(update(1, 4, "84 0502 0162"));
        assertThat(Updates.merge(List.of(update(2, 0, "0a03" + "0a00")))).isEqualTo(Updates.empty());
    }

    @Test
    @DisplayName("deleted ranges are sorted and joined, clients in descending order")
    void deletes() {
        assertThat(Updates.merge(List.of(bytes("00 01 05 02 0702 0002"), bytes("00 02 05 01 0203 09 01 0101"))))
                .isEqualTo(bytes("00 02 09 01 0101 05 02 0005 0702"));
    }
}
