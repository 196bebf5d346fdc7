package dev.markco.yjs.lib0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.yjs.DecodeException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CodecTest {
    private static String hex(Consumer<Encoder> writer) {
        Encoder out = new Encoder(0);
        writer.accept(out);
        return HexFormat.of().formatHex(out.toByteArray());
    }

    private static Decoder decoder(String hex) {
        return new Decoder(HexFormat.of().parseHex(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "127, 7f",
        "128, 8001",
        "300, ac02",
        "4294967295, ffffffff0f",
        "9007199254740991, ffffffffffffff0f"
    })
    @DisplayName("varUint is seven bits a byte, low bits first")
    void varUint(long value, String hex) {
        assertThat(hex(out -> out.writeVarUint(value))).isEqualTo(hex);
        Decoder in = decoder(hex);
        assertThat(in.readVarUint()).isEqualTo(value);
        assertThat(in.hasContent()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 00", "1, 01", "-1, 41", "63, 3f", "64, 8001", "-64, c001", "2147483647, bfffffff0f", "-300, ec04"})
    @DisplayName("varInt keeps the sign in the first byte")
    void varInt(long value, String hex) {
        assertThat(hex(out -> out.writeVarInt(value))).isEqualTo(hex);
        assertThat(decoder(hex).readVarInt()).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"'', 00", "a, 0161", "é, 02c3a9", "漢, 03e6bca2", "😀, 04f09f9880"})
    @DisplayName("varString is UTF-8 with its length in bytes")
    void varString(String text, String hex) {
        assertThat(hex(out -> out.writeVarString(text))).isEqualTo(hex);
        assertThat(decoder(hex).readVarString()).isEqualTo(text);
    }

    @Test
    @DisplayName("a lone surrogate is written as U+FFFD, a byte order mark is kept")
    void surrogatesAndMarks() {
        assertThat(hex(out -> out.writeVarString("a\uD83Db"))).isEqualTo("0561efbfbd62");
        assertThat(hex(out -> out.writeVarString("\uDE00"))).isEqualTo("03efbfbd");
        assertThat(decoder("03efbbbf").readVarString()).isEqualTo("\uFEFF");
    }

    @Test
    @DisplayName("any writes numbers as JavaScript does")
    void anyNumbers() {
        assertThat(hex(out -> out.writeAny(1))).isEqualTo("7d01");
        assertThat(hex(out -> out.writeAny(1.0))).isEqualTo("7d01");
        assertThat(hex(out -> out.writeAny(-0.0))).isEqualTo("7d40");
        assertThat(hex(out -> out.writeAny(0.5))).isEqualTo("7c3f000000");
        assertThat(hex(out -> out.writeAny(0.1))).isEqualTo("7b3fb999999999999a");
        assertThat(hex(out -> out.writeAny(1L << 31))).isEqualTo("7c4f000000");
        assertThat(hex(out -> out.writeAny((1L << 53) - 1))).isEqualTo("7b433fffffffffffff");
        assertThat(hex(out -> out.writeAny(BigInteger.TWO))).isEqualTo("7a0000000000000002");
    }

    @Test
    @DisplayName("any comes back as it was written")
    void anyRoundTrip() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("list", Arrays.asList(1L, null, true, "x", 0.25, Undefined.INSTANCE, BigInteger.TEN));
        object.put("empty", Map.of());
        Encoder out = new Encoder();
        out.writeAny(object);
        assertThat(new Decoder(out.toByteArray()).readAny()).isEqualTo(object);
        assertThat(decoder("7402ff00").readAny()).isEqualTo(new byte[] {-1, 0});
        assertThat(decoder("7d40").readAny()).isEqualTo(-0.0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "80", "ffffffffffffffff01", "ffffffffffffff1f", "ffffffffffffffffffffffffffffff00"})
    @DisplayName("a varUint that ends early or exceeds 2^53 - 1 is refused")
    void badVarUint(String hex) {
        assertThatThrownBy(() -> decoder(hex).readVarUint()).isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05616263",
                "ffffffff0f61",
                "01ff",
                "02c061",
                "03eda080",
                "04f4908080",
                "02c3",
                "03e08080",
                "0180"
            })
    @DisplayName("a string that is longer than the bytes, or is not UTF-8, is refused")
    void badStrings(String hex) {
        assertThatThrownBy(() -> decoder(hex).readVarString())
                .isInstanceOfSatisfying(DecodeException.class, refusal -> {
                    assertThat(refusal.offset()).isLessThanOrEqualTo(hex.length() / 2);
                    assertThat(refusal).hasMessageContaining(refusal.expected()).hasMessageContaining(refusal.actual());
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"73", "80", "7b00", "75ffffffff0f", "76ffffffff0f", "7501", "760161", "74ff01"})
    @DisplayName("any of an unknown type, or beyond the bytes, is refused")
    void badAny(String hex) {
        assertThatThrownBy(() -> decoder(hex).readAny()).isInstanceOf(DecodeException.class);
    }

    @Test
    @DisplayName("nesting is bounded when reading and writing")
    void nesting() {
        assertThatThrownBy(() -> decoder("7501".repeat(100_000) + "7e").readAny())
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("nesting");
        assertThat(decoder("7501".repeat(400) + "7e").readAny()).isNotNull();
        assertThat(Json.errorOf("[".repeat(100_000))).contains("nesting");
        Object deep = List.of();
        for (int i = 0; i < 600; i++) {
            deep = List.of(deep);
        }
        Object value = deep;
        assertThatThrownBy(() -> new Encoder().writeAny(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,]",
                "{\"a\" 1}",
                "nul",
                "01",
                "1.",
                "-",
                "\"\\x\"",
                "\"\u0001\"",
                "1 2",
                "'a'",
                "\"\\u12g4\""
            })
    @DisplayName("what JSON.parse refuses is refused")
    void badJson(String text) {
        assertThat(Json.errorOf(text)).isNotNull();
        assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "-1", "0.5", "\"a\\n\\\"é\"", "[1,[],{}]", "{\"a\":{\"b\":[null]}}"})
    @DisplayName("JSON comes back as it was read")
    void json(String text) {
        assertThat(Json.errorOf(text)).isNull();
        assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }
}
