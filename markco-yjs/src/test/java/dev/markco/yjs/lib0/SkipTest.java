package dev.markco.yjs.lib0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.yjs.DecodeException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Passing over values ends where reading them ends, and refuses what reading refuses. */
final class SkipTest {
    static LongStream seeds() {
        return LongStream.range(0, Integer.getInteger("markco.seeds", 25));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("any, whole or broken, is passed as it is read")
    void any(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 400; i++) {
            Encoder out = new Encoder();
            out.writeAny(value(random, 0));
            byte[] bytes = out.toByteArray();
            for (int mutation = random.nextInt(3); mutation > 0; mutation--) {
                bytes[random.nextInt(bytes.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : 114 + random.nextInt(14));
            }
            assertThat(outcome(bytes, Decoder::skipAny))
                    .as("seed %d: %s", seed, HexFormat.of().formatHex(bytes))
                    .isEqualTo(outcome(bytes, Decoder::readAny));
        }
    }

    /** Where reading ends, or how. */
    private static String outcome(byte[] bytes, Consumer<Decoder> reader) {
        Decoder in = new Decoder(bytes);
        try {
            reader.accept(in);
            return "ends at " + in.position();
        } catch (DecodeException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static @Nullable Object value(Random random, int depth) {
        return switch (random.nextInt(depth < 4 ? 13 : 10)) {
            case 0 -> null;
            case 1 -> Undefined.INSTANCE;
            case 2 -> random.nextBoolean();
            case 3 -> random.nextInt();
            case 4 -> -0.0;
            case 5 -> random.nextFloat();
            case 6 -> random.nextDouble();
            case 7 -> BigInteger.valueOf(random.nextLong());
            case 8 -> "é漢😀".repeat(random.nextInt(3));
            case 9 -> new byte[random.nextInt(4)];
            case 10 -> Map.of("k" + depth, String.valueOf(value(random, depth + 1)), "", List.of());
            default -> {
                List<@Nullable Object> list = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth + 1));
                }
                yield list;
            }
        };
    }

    @Test
    @DisplayName("nesting is bounded when it is passed over, too")
    void depth() {
        byte[] nested = new byte[2 * 502];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = AnyType.ARRAY;
            nested[i + 1] = 1;
        }
        assertThatThrownBy(() -> new Decoder(nested).skipAny())
                .isInstanceOf(DecodeException.class)
                .hasMessage("at byte 1002: expected nesting up to 500, found a deeper value");
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "abc, 3", "é, 1", "漢字, 2", "😀, 2", "a😀é, 4", "\uFFFD, 1"})
    @DisplayName("a passed text counts its UTF-16 units")
    void units(String text, int units) {
        Encoder out = new Encoder();
        out.writeVarString(text);
        out.writeUint8(7);
        Decoder in = new Decoder(out.toByteArray());
        assertThat(in.skipVarString()).isEqualTo(units);
        assertThat(in.readUint8()).isEqualTo(7);
    }

    @Test
    @DisplayName("bytes are passed with their length, and reading goes on where it is told to")
    void bytesAndPlaces() {
        Encoder out = new Encoder();
        out.writeVarBytes(new byte[300]);
        out.writeUint8(9);
        Decoder in = new Decoder(out.toByteArray());
        in.skipVarBytes();
        assertThat(in.readUint8()).isEqualTo(9);
        in.moveTo(0);
        assertThat(in.readVarBytes()).hasSize(300);
        assertThatThrownBy(() -> in.moveTo(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> in.moveTo(304)).isInstanceOf(IllegalArgumentException.class);
        Decoder cut = new Decoder(Arrays.copyOf(out.toByteArray(), 300));
        assertThatThrownBy(cut::skipVarBytes).isInstanceOf(DecodeException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0",
        "7f, 127",
        "8001, 128",
        "ff7f, 16383",
        "808001, 16384",
        "ffff7f, 2097151",
        "80808001, 2097152",
        "ffffff7f, 268435455",
        "8080808001, 268435456",
        "ffffffff7f, 34359738367",
        "808080808001, 34359738368",
        "8000, 0",
        "8080808000, 0",
        "ffffffffffffff0f, 9007199254740991"
    })
    @DisplayName("varUint of every length is read at the end of the bytes and before others")
    void varUint(String hex, long value) {
        for (String rest : List.of("", "ff", "ffffffffffffff")) {
            Decoder in = new Decoder(HexFormat.of().parseHex(hex + rest));
            assertThat(in.readVarUint()).isEqualTo(value);
            assertThat(in.remaining()).isEqualTo(rest.length() / 2);
        }
    }
}
