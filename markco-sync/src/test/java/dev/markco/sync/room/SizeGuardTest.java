package dev.markco.sync.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A document that may have 1,000 bytes, and an author whose edits are sent to it. */
final class SizeGuardTest {
    private static final int LIMIT = 1_000;

    private final YDoc doc = new YDoc();
    private final SizeGuard guard = new SizeGuard(doc, LIMIT);
    private final YDoc author = new YDoc();

    SizeGuardTest() {
        doc.observeUpdate((update, origin) -> guard.took(update));
    }

    private byte[] update(Consumer<YDoc> change) {
        StateVector before = author.stateVector();
        author.transact(() -> change.accept(author));
        return author.encodeDiff(before);
    }

    private void send(byte[] update) {
        guard.require(update);
        doc.applyUpdate(update);
    }

    private void type(String text) {
        send(update(now -> now.getText("content").insert(now.getText("content").length(), text)));
    }

    private void fill() {
        type("x".repeat(950));
    }

    @Test
    void whatWouldMakeItTooLargeIsRefused() {
        assertThatThrownBy(() -> type("x".repeat(1_001)))
                .isInstanceOf(DocumentTooLargeException.class)
                .hasMessageContaining("at most 1000");
        assertThat(doc.stateVector().isEmpty()).isTrue();
    }

    @Test
    @DisplayName("many small updates are taken whose sum is above the limit while the document is not")
    void keystrokes() {
        for (int i = 0; i < 900; i++) {
            type("x");
        }
        assertThat(doc.getText("content").length()).isEqualTo(900);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 200; i++) {
                        type("x");
                    }
                })
                .isInstanceOf(DocumentTooLargeException.class);
        assertThat(doc.encodeStateAsUpdate().length).isBetween(LIMIT - 50, LIMIT);
    }

    @Test
    @DisplayName("a full document can be shortened, and then written again")
    void shortening() {
        fill();
        assertThatThrownBy(() -> guard.require(new YDocText("y".repeat(60)).update()))
                .isInstanceOf(DocumentTooLargeException.class);
        send(update(now -> now.getText("content").delete(0, 900)));
        type("y".repeat(500));
        assertThat(doc.getText("content").length()).isEqualTo(550);
    }

    @Test
    @DisplayName("who has a full document may join again with all it has")
    void repeating() {
        fill();
        byte[] all = author.encodeStateAsUpdate();
        send(all);
        SizeGuard lowered = new SizeGuard(doc, 10);
        assertThatCode(() -> lowered.require(all)).doesNotThrowAnyException();
        assertThatThrownBy(() -> lowered.require(new YDocText("y").update()))
                .isInstanceOf(DocumentTooLargeException.class);
    }

    @Test
    void editsOfTheRelayAreMeasuredByWhatTheyAdd() {
        fill();
        assertThatCode(() -> guard.require(0)).doesNotThrowAnyException();
        assertThatCode(() -> guard.require(20)).doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.require(60)).isInstanceOf(DocumentTooLargeException.class);
    }

    /** Another author's text. */
    private record YDocText(String text) {
        byte[] update() {
            YDoc other = new YDoc();
            other.getText("content").insert(0, text);
            return other.encodeStateAsUpdate();
        }
    }
}
