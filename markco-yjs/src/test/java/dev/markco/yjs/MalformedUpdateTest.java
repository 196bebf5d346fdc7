package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which bytes are not an update: whoever reads them, with or without a document, says the same of them. */
final class MalformedUpdateTest {
    /** Hexadecimal; mostly one struct at clock 0 of client 5 in the root "x", and no deletes. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            nothing at all              |                               | at byte 0: expected varUint, found the end of the input
            no delete set               | 00                            | at byte 1: expected varUint, found the end of the input
            more clients than fit       | 020000                        | at byte 0: expected a count of clients that 2 bytes can hold, found 2
            more structs than fit       | 01030500010000                | at byte 1: expected a count of structs that 5 bytes can hold, found 3
            more deleters than fit      | 000201                        | at byte 1: expected a count of clients that 1 bytes can hold, found 2
            more ranges than fit        | 00010502 0001                 | at byte 3: expected a count of delete ranges that 2 bytes can hold, found 2
            a client beyond 53 bits     | 0101 8080808080808010 00000100 | at byte 2: expected varUint up to 2^53 - 1, found 9007199254740992
            a clock beyond 31 bits      | 010105 8080808008 000100      | at byte 3: expected a clock up to 2147483647, found 2147483648
            a struct beyond the clocks  | 010105 ffffffff07 000100      | at byte 8: expected clocks up to 2^31 - 1, found 2147483647 + 1
            a length beyond 31 bits     | 01010500 00 8080808008 00     | at byte 5: expected a length up to 2147483647, found 2147483648
            an unknown kind             | 01010500 0b 010178 00         | at byte 4: expected a struct of kind 0 to 10, found 11
            an empty GC                 | 01010500 00 00 00             | at byte 5: expected a length of at least 1, found 0
            an empty deletion           | 01010500 01 010178 00 00      | at byte 4: expected a struct of at least 1 unit, found an empty one
            an empty text               | 01010500 04 010178 00 00      | at byte 4: expected a struct of at least 1 unit, found an empty one
            an empty list of any        | 01010500 08 010178 00 00      | at byte 4: expected a struct of at least 1 unit, found an empty one
            an empty list of JSON       | 01010500 02 010178 00 00      | at byte 4: expected a struct of at least 1 unit, found an empty one
            an origin that is itself    | 01010500 84 0500 0161 00      | at byte 6: expected an id before clock 0, found 0
            an origin that comes later  | 01010502 84 0507 0161 00      | at byte 6: expected an id before clock 2, found 7
            a right origin of its own   | 01010500 44 0500 0161 00      | at byte 6: expected an id before clock 0, found 0
            a parent that is itself     | 01010500 04 000500 0161 00    | at byte 7: expected an id before clock 0, found 0
            a root that ends early      | 01010500 04 010578            | at byte 6: expected a count of bytes that 1 bytes can hold, found 5
            a key that is not UTF-8     | 01010500 24 010178 01ff 0161 00 | at byte 9: expected UTF-8, found byte 0xff
            a text that ends early      | 01010500 04 010178 0561       | at byte 8: expected a count of bytes that 1 bytes can hold, found 5
            a text that is not UTF-8    | 01010500 04 010178 02c328 00  | at byte 10: expected UTF-8, found byte 0x28
            a letter in too many bytes  | 01010500 04 010178 02c1a1 00  | at byte 9: expected UTF-8, found byte 0xc1
            half a surrogate pair       | 01010500 04 010178 03eda080 00 | at byte 10: expected UTF-8, found byte 0xa0
            a cut letter                | 01010500 04 010178 02e6bc 00  | at byte 9: expected UTF-8, found byte 0xe6
            more values than fit        | 01010500 08 010178 057e00     | at byte 8: expected a count of values that 2 bytes can hold, found 5
            an unknown value            | 01010500 08 010178 0101 00    | at byte 9: expected an any type from 116 to 127, found 1
            a value that ends early     | 01010500 08 010178 017b0000   | at byte 10: expected 8 bytes, found the end of the input
            more entries than fit       | 01010500 08 010178 017602 0000 | at byte 10: expected a count of object entries that 2 bytes can hold, found 2
            more elements than fit      | 01010500 08 010178 01750500   | at byte 10: expected a count of array elements that 1 bytes can hold, found 5
            more JSON texts than fit    | 01010500 02 010178 0501       | at byte 8: expected a count of JSON texts that 1 bytes can hold, found 5
            a list that is not JSON     | 01010500 02 010178 01017b 00  | at byte 9: expected JSON, found text without a value at character 1
            an embed that is not JSON   | 01010500 05 010178 017b 00    | at byte 8: expected JSON, found text without a value at character 1
            a format that is not JSON   | 01010500 06 010178 0162 0178 00 | at byte 10: expected JSON, found text without a digit at character 0
            bytes that end early        | 01010500 03 010178 0900       | at byte 8: expected a count of bytes that 1 bytes can hold, found 9
            an unknown type             | 01010500 07 010178 07 00      | at byte 8: expected a type up to 6, found 7
            an element without name     | 01010500 07 010178 03         | at byte 9: expected varUint, found the end of the input
            a document without options  | 01010500 09 010178 0167       | at byte 10: expected a byte, found the end of the input
            a delete beyond the clocks  | 00010501 ffffffff07 01        | at byte 9: expected a length up to 0, found 1
            bytes after the end         | 000000                        | at byte 2: expected the end of the update, found 1 more bytes
            """)
    @DisplayName("bytes that are not an update are refused")
    void refused(String what, String hex, String message) {
        byte[] update = HexFormat.of().parseHex(hex == null ? "" : hex.replace(" ", ""));
        YDoc doc = new YDoc();
        List<ThrowingCallable> readers = List.of(
                () -> doc.applyUpdate(update),
                () -> doc.lacking(update),
                () -> Updates.merge(List.of(Updates.empty(), update)),
                () -> Updates.diff(update, StateVector.EMPTY),
                () -> Updates.stateVector(update),
                () -> Updates.firstClocks(update),
                () -> Updates.isEmpty(update));
        for (ThrowingCallable reader : readers) {
            assertThatThrownBy(reader).isInstanceOf(DecodeException.class).hasMessage(message);
        }
        assertThat(doc.encodeStateAsUpdate()).isEqualTo(Updates.empty());
    }

    @Test
    @DisplayName("what is unusual but well-formed is read")
    void unusual() {
        // The same client twice, the later clocks first; a Skip of nothing; numbers in more bytes than they need; an
        // empty range.
        byte[] update = HexFormat.of()
                .parseHex("02" + "01058100" + "84" + "058000" + "0162" + "028500" + "00" + "0a00" + "04" + "01" + "0178"
                        + "0161" + "01050100" + "00");
        assertThat(Updates.stateVector(update).get(5)).isEqualTo(2);
        YDoc doc = new YDoc(1);
        assertThat(doc.lacking(update)).isSameAs(update);
        doc.applyUpdate(update);
        assertThat(doc.lacking(update)).isEqualTo(Updates.empty());
        assertThat(doc.getText("x")).hasToString("ab");
        assertThat(Updates.merge(List.of(update))).isEqualTo(doc.encodeStateAsUpdate());
        assertThat(Updates.isEmpty(HexFormat.of().parseHex("010105000a0700"))).isTrue();
    }
}
