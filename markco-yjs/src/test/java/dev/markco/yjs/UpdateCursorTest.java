package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UpdateCursorTest {
    private static UpdateCursor cursor(String hex) {
        return new UpdateCursor(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** At the only struct of an update, which has clock 3 of client 5. */
    private static UpdateCursor atStruct(String struct) {
        UpdateCursor cursor = cursor("01010503" + struct + "00");
        assertThat(cursor.nextSection()).isTrue();
        assertThat(cursor.nextStruct()).isTrue();
        assertThat(cursor.client).isEqualTo(5);
        assertThat(cursor.clock).isEqualTo(3);
        assertThat(cursor.start).isEqualTo(4);
        return cursor;
    }

    private static void assertEnds(UpdateCursor cursor) {
        assertThat(cursor.nextStruct()).isFalse();
        assertThat(cursor.nextSection()).isFalse();
        assertThat(cursor.nextDeleted()).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a deletion,          01 010178 07,                7, ''",
        "a list of JSON,      02 010178 02 0131 046e756c6c, 2, 0131046e756c6c",
        "bytes,               03 010178 02aabb,            1, 02aabb",
        "a text,              04 010178 03616263,          3, 616263",
        "a text beyond ASCII, 04 010178 06c3a9f09f9880,    3, c3a9f09f9880",
        "an embed,            05 010178 027b7d,            1, 027b7d",
        "a format,            06 010178 0162 0474727565,   1, 01620474727565",
        "a type,              07 010178 01,                1, 01",
        "a named type,        07 010178 03 0170,           1, 030170",
        "a list of any,       08 010178 03 7e 7d05 770161, 3, 7e7d05770161",
        "a document,          09 010178 0167 7600,         1, 01677600"
    })
    @DisplayName("an item has its length in units, and its content is where it says")
    void contents(String what, String struct, int length, String content) {
        UpdateCursor cursor = atStruct(struct);
        assertThat(cursor.kind).as(what).isEqualTo(cursor.bytes[4]);
        assertThat(cursor.length).as(what).isEqualTo(length);
        assertThat(cursor.end()).as(what).isEqualTo(3 + length);
        assertThat(cursor.headEnd).as(what).isEqualTo(8);
        assertThat(Arrays.copyOfRange(cursor.bytes, cursor.contentStart, cursor.contentEnd))
                .as(what)
                .isEqualTo(HexFormat.of().parseHex(content));
        assertThat(text(cursor, cursor.rootStart, cursor.rootEnd)).as(what).isEqualTo("x");
        assertEnds(cursor);
    }

    @Test
    @DisplayName("an item says where it belongs: between others, in a root, in another item, under a key")
    void places() {
        UpdateCursor between = atStruct("c4 ffffffff0f 07 0502 0161");
        assertThat(between.origin).isEqualTo((1L << 32) - 1);
        assertThat(between.originClock).isEqualTo(7);
        assertThat(between.rightOrigin).isEqualTo(5);
        assertThat(between.rightOriginClock).isEqualTo(2);
        assertThat(between.holder).isEqualTo(UpdateCursor.NONE);
        assertThat(between.rootStart).isEqualTo(UpdateCursor.NONE);
        assertThat(between.keyStart).isEqualTo(UpdateCursor.NONE);

        UpdateCursor inItem = atStruct("24 00 0902 0161 0162");
        assertThat(inItem.origin).isEqualTo(UpdateCursor.NONE);
        assertThat(inItem.rightOrigin).isEqualTo(UpdateCursor.NONE);
        assertThat(inItem.holder).isEqualTo(9);
        assertThat(inItem.holderClock).isEqualTo(2);
        assertThat(inItem.keyed).isTrue();
        assertThat(text(inItem, inItem.keyStart, inItem.keyEnd)).isEqualTo("a");

        UpdateCursor keyElsewhere = atStruct("a4 0501 0162");
        assertThat(keyElsewhere.keyed).isTrue();
        assertThat(keyElsewhere.keyStart).isEqualTo(UpdateCursor.NONE);
        assertThat(text(keyElsewhere, keyElsewhere.contentStart, keyElsewhere.contentEnd))
                .isEqualTo("b");
    }

    private static String text(UpdateCursor cursor, int from, int to) {
        return new String(cursor.bytes, from, to - from, StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("structs follow each other in the clocks, holes too, and then come the deleted ranges")
    void order() {
        UpdateCursor cursor =
                cursor("02" + "030703 0002 0a05 0001" + "010500 0001" + "02" + "0702 0003 0902" + "0501 0600");
        assertThat(cursor.nextSection()).isTrue();
        assertThat(cursor.structsLeft()).isEqualTo(3);
        int[][] structs = {{UpdateCursor.GC, 3, 5}, {UpdateCursor.SKIP, 5, 10}, {UpdateCursor.GC, 10, 11}};
        for (int[] struct : structs) {
            assertThat(cursor.nextStruct()).isTrue();
            assertThat(new int[] {cursor.kind, cursor.clock, cursor.end()}).isEqualTo(struct);
        }
        assertThat(cursor.nextStruct()).isFalse();
        assertThat(cursor.nextSection()).isTrue();
        assertThat(cursor.nextStruct()).isTrue();
        assertThat(cursor.client).isEqualTo(5);
        assertThat(cursor.nextStruct()).isFalse();
        assertThat(cursor.nextSection()).isFalse();
        long[][] ranges = {{7, 0, 3}, {7, 9, 11}, {5, 6, 6}};
        for (long[] range : ranges) {
            assertThat(cursor.nextDeleted()).isTrue();
            assertThat(new long[] {cursor.client, cursor.clock, cursor.end()}).isEqualTo(range);
        }
        assertThat(cursor.nextDeleted()).isFalse();
    }

    @Test
    @DisplayName("a bookmark leads back to a struct and to those that follow it")
    void bookmark() {
        UpdateCursor cursor = cursor("01" + "030703 0002 84 0704 0161 0001" + "00");
        assertThat(cursor.nextSection()).isTrue();
        assertThat(cursor.nextStruct()).isTrue();
        assertThat(cursor.nextStruct()).isTrue();
        Bookmark second = cursor.bookmark();
        assertThat(cursor.nextStruct()).isTrue();

        UpdateCursor again = new UpdateCursor(second);
        assertThat(again.nextStruct()).isTrue();
        assertThat(again.client).isEqualTo(7);
        assertThat(again.clock).isEqualTo(5);
        assertThat(again.origin).isEqualTo(7);
        assertThat(again.originClock).isEqualTo(4);
        assertThat(again.nextStruct()).isTrue();
        assertThat(again.clock).isEqualTo(6);
        assertThat(again.kind).isEqualTo(UpdateCursor.GC);
        assertThat(again.nextStruct()).isFalse();
    }
}
