package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class UpdatesTest {
    private final YDoc doc = new YDoc(1);
    private final YText text = doc.getText("t");
    private final List<byte[]> updates = new ArrayList<>();

    private void type(int count) {
        doc.observeUpdate((update, origin) -> updates.add(update));
        for (int i = 0; i < count; i++) {
            text.insert(i, "x");
        }
    }

    @Test
    @DisplayName("merging a run of typing gives one struct")
    void mergeJoins() {
        type(500);
        assertThat(Updates.merge(updates)).isEqualTo(doc.encodeStateAsUpdate());
        assertThat(Updates.merge(List.of())).isEqualTo(Updates.empty());
        assertThat(Updates.isEmpty(Updates.empty())).isTrue();
        assertThat(Updates.isEmpty(updates.get(0))).isFalse();
    }

    @Test
    @DisplayName("holes stay holes, until they are filled")
    void mergeKeepsHoles() {
        type(5);
        byte[] holed = Updates.merge(List.of(updates.get(0), updates.get(3), updates.get(1)));
        assertThat(Updates.stateVector(holed)).isEqualTo(StateVector.of(Map.of(1L, 2)));
        YDoc loaded = new YDoc();
        loaded.applyUpdate(holed);
        assertThat(loaded.getText("t")).hasToString("xx");
        assertThat(loaded.hasPending()).isTrue();
        loaded.applyUpdate(Updates.merge(List.of(updates.get(4), updates.get(2))));
        assertThat(loaded.getText("t")).hasToString("xxxxx");
        assertThat(loaded.hasPending()).isFalse();
    }

    @Test
    @DisplayName("a diff starts inside a struct, keeps deletes and drops what is known")
    void diff() {
        type(10);
        text.delete(0, 1);
        byte[] state = doc.encodeStateAsUpdate();
        byte[] diff = Updates.diff(state, StateVector.of(Map.of(1L, 6)));
        assertThat(diff)
                .isEqualTo(doc.encodeDiff(StateVector.of(Map.of(1L, 6))))
                .hasSizeLessThan(state.length);
        assertThat(Updates.stateVector(diff)).isEqualTo(StateVector.EMPTY);
        assertThat(Updates.stateVector(state)).isEqualTo(doc.stateVector());
        byte[] none = Updates.diff(state, doc.stateVector());
        assertThat(none).isEqualTo(doc.encodeDiff(doc.stateVector()));
        YDoc loaded = new YDoc();
        loaded.applyUpdate(Updates.merge(updates.subList(0, 6)));
        loaded.applyUpdate(diff);
        assertThat(loaded.stateDigest()).isEqualTo(doc.stateDigest());
    }

    @Test
    @DisplayName("ids up to 53 bits survive merging and diffing")
    void bigClientIds() {
        YDoc big = new YDoc((1L << 53) - 1);
        big.getText("t").insert(0, "big");
        text.insert(0, "small");
        YDoc both = new YDoc();
        both.applyUpdate(Updates.merge(List.of(doc.encodeStateAsUpdate(), big.encodeStateAsUpdate())));
        assertThat(both.stateVector().get((1L << 53) - 1)).isEqualTo(3);
        assertThat(both.getText("t").length()).isEqualTo(8);
    }
}
