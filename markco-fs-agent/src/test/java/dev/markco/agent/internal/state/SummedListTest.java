package dev.markco.agent.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lists that are done without where they are damaged. */
final class SummedListTest {
    private static final byte[] MAGIC = {'M', 'K', 'T', 'T', 1};

    @Test
    @DisplayName(
            "a list is read as it was written, and not at all with any bit changed, cut off, or of another version")
    void damage() throws IOException {
        List<String> rows = List.of("one", "two", "");
        byte[] list = SummedList.encode(MAGIC, rows, (row, out) -> out.writeUTF(row));
        assertThat(SummedList.decode(MAGIC, list, in -> in.readUTF())).isEqualTo(rows);
        for (int bit = 0; bit < list.length * Byte.SIZE; bit++) {
            byte[] changed = list.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertRefused(changed);
        }
        for (int length = 0; length < list.length; length++) {
            assertRefused(Arrays.copyOf(list, length));
        }
        assertRefused(SummedList.encode(new byte[] {'M', 'K', 'T', 'T', 2}, rows, (row, out) -> out.writeUTF(row)));
    }

    private static void assertRefused(byte[] list) {
        assertThatThrownBy(() -> SummedList.decode(MAGIC, list, in -> in.readUTF()))
                .isInstanceOf(IOException.class);
    }
}
