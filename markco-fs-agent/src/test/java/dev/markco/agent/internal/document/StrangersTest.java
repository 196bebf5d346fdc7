package dev.markco.agent.internal.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.yjs.YDoc;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which histories that editors bring are strangers. */
final class StrangersTest {
    @Test
    @DisplayName(
            "R1 a whole unrelated history with text in common, or by more than one, is a stranger, anything else is not")
    void strangers() {
        YDoc doc = doc("one two three\n");
        assertThat(Strangers.isStranger(doc("one two three\n").encodeStateAsUpdate(), doc))
                .isTrue();
        assertThat(Strangers.isStranger(doc("one two three four\n").encodeStateAsUpdate(), doc))
                .isTrue();
        assertThat(Strangers.isStranger(
                        doc("one two three\nand much more text than that\n").encodeStateAsUpdate(),
                        doc("one two three\nby others, who wrote at length about it\n")))
                .as("a line in common is enough")
                .isTrue();
        assertThat(Strangers.isStranger(doc("quite another text").encodeStateAsUpdate(), doc))
                .isFalse();
        YDoc byTwo = doc("two\n");
        YDoc second = new YDoc();
        second.applyUpdate(byTwo.encodeStateAsUpdate());
        second.getText("content").insert(0, "quite another ");
        assertThat(Strangers.isStranger(second.encodeStateAsUpdate(), doc))
                .as("it was synced before, perhaps with this document, however little is left of that")
                .isTrue();
        assertThat(Strangers.isStranger(doc.encodeStateAsUpdate(), doc)).isFalse();
        assertThat(Strangers.isStranger(doc("x").encodeStateAsUpdate(), new YDoc()))
                .isFalse();
        YDoc client = new YDoc();
        client.applyUpdate(doc.encodeStateAsUpdate());
        client.getText("content").insert(3, "one two three");
        assertThat(Strangers.isStranger(client.encodeDiff(doc.stateVector()), doc))
                .isFalse();
    }

    private static YDoc doc(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        return doc;
    }
}
