package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.insertion;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.yjs.DecodeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bytes of a piece of the past. */
final class HistoryPieceTest {
    private static final DocumentRef DOCUMENT = new DocumentRef(key("a"), new UUID(0, 9));

    private static AuthoredUpdate change(Authorship by, long received, byte[] update) {
        return new AuthoredUpdate(DOCUMENT, update, by, received);
    }

    private static String describe(AuthoredUpdate change) {
        return change.authorship() + " " + change.receivedMillis() + " "
                + HexFormat.of().formatHex(change.update());
    }

    private static List<AuthoredUpdate> random(Random random) {
        List<AuthoredUpdate> changes = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            Authorship by = new Authorship(
                    random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()) : null,
                    random.nextBoolean() ? new UUID(random.nextLong(), random.nextLong()) : null,
                    random.nextBoolean() ? Means.COMMAND : Means.UNKNOWN,
                    random.nextBoolean() ? Instant.ofEpochMilli(random.nextInt(1 << 30)) : null);
            changes.add(change(by, random.nextInt(1 << 30), insertion("words ".repeat(random.nextInt(100)))));
        }
        return changes;
    }

    @Test
    @DisplayName("what was written is read")
    void roundTrip() {
        for (int seed = 0; seed < 200; seed++) {
            List<AuthoredUpdate> changes = random(new Random(seed));
            assertThat(HistoryPiece.decode(DOCUMENT, HistoryPiece.encode(changes)))
                    .as("seed %s", seed)
                    .extracting(HistoryPieceTest::describe)
                    .containsExactlyElementsOf(
                            changes.stream().map(HistoryPieceTest::describe).toList());
        }
    }

    @Test
    @DisplayName("the bytes of format 1 stay what they are")
    void bytes() {
        Authorship by = new Authorship(new UUID(1, 2), null, Means.PAGE, Instant.ofEpochMilli(5));
        byte[] piece = HistoryPiece.encode(List.of(change(by, 300, new byte[] {0, 0})));
        assertThat(HexFormat.of().formatHex(piece))
                .isEqualTo("01" + "01" + "05" + "0000000000000001" + "0000000000000002" + "0470616765" + "ac02" + "05"
                        + "020000");
    }

    @Test
    @DisplayName("a damaged piece is refused and never taken for another one")
    void damage() {
        for (int seed = 0; seed < 20; seed++) {
            byte[] piece = HistoryPiece.encode(random(new Random(seed)));
            for (int cut = 0; cut < piece.length; cut += 1 + piece.length / 40) {
                byte[] torn = Arrays.copyOf(piece, cut);
                assertThatThrownBy(() -> HistoryPiece.decode(DOCUMENT, torn)).isInstanceOf(DecodeException.class);
            }
        }
        assertThatThrownBy(() -> HistoryPiece.decode(DOCUMENT, new byte[] {3, 0}))
                .isInstanceOf(DecodeException.class)
                .hasMessageContaining("a piece of format 1 or 2");
        assertThatThrownBy(() -> HistoryPiece.decode(
                        DOCUMENT, new byte[] {2, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 7, 0}))
                .isInstanceOf(DecodeException.class);
    }
}
