package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SharedTypesTest {
    private final YDoc doc = new YDoc(1);

    private YDoc copy() {
        YDoc copy = new YDoc();
        copy.applyUpdate(doc.encodeStateAsUpdate());
        return copy;
    }

    @Test
    @DisplayName("R10 text positions inside a surrogate pair are refused, and helpers lead out of it")
    void surrogatePairs() {
        YText text = doc.getText("t");
        text.insert(0, "a😀b");
        assertThatThrownBy(() -> text.insert(2, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> text.delete(0, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> text.delete(2, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(text.floorBoundary(2)).isEqualTo(1);
        assertThat(text.ceilBoundary(2)).isEqualTo(3);
        assertThat(text.ceilBoundary(1)).isEqualTo(1);
        text.delete(1, 2);
        assertThat(text).hasToString("ab");
    }

    @Test
    @DisplayName("R10 a lone surrogate is inserted as what every other replica reads")
    void loneSurrogates() {
        YText text = doc.getText("t");
        text.insert(0, "x\uD83Dy\uDE00😀");
        assertThat(text)
                .hasToString("x\uFFFDy\uFFFD😀")
                .hasToString(copy().getText("t").toString());
    }

    @Test
    @DisplayName("text positions outside of the text are refused and change nothing")
    void textBounds() {
        YText text = doc.getText("t");
        text.insert(0, "abc");
        assertThatThrownBy(() -> text.insert(4, "x")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> text.insert(-1, "x")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> text.delete(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> text.delete(1, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(text).hasToString("abc");
    }

    @Test
    @DisplayName("text events tell positions over the text before the transaction")
    void textEvents() {
        YText text = doc.getText("t");
        text.insert(0, "Hello world");
        List<TextEvent> events = new ArrayList<>();
        text.observe(events::add);
        doc.transact("me", () -> {
            text.delete(0, 1);
            text.insert(0, "J");
            text.insert(11, "!");
        });
        assertThat(events)
                .containsExactly(new TextEvent(
                        List.of(
                                new TextOp.Delete(1),
                                new TextOp.Insert("J", Map.of()),
                                new TextOp.Retain(10, Map.of()),
                                new TextOp.Insert("!", Map.of())),
                        "me"));
    }

    @Test
    @DisplayName("a map holds every kind of value, the last writer wins")
    void maps() {
        YMap map = doc.getMap("m");
        map.put("null", null);
        map.put("bytes", new byte[] {1, -1});
        map.put("list", Arrays.asList(1, 2.5, null, Map.of("k", "v")));
        map.put("gone", 1);
        assertThat(map.remove("gone")).isTrue();
        assertThat(map.remove("gone")).isFalse();
        map.put("twice", 1);
        map.put("twice", "second");
        map.putText("text").insert(0, "nested");
        map.putMap("map").put("k", true);
        map.putArray("array").add(7);
        Map<String, Object> expected = new HashMap<>();
        expected.put("null", null);
        expected.put("bytes", Map.of("$binary", "Af8="));
        expected.put("list", Arrays.asList(1.0, 2.5, null, Map.of("k", "v")));
        expected.put("twice", "second");
        expected.put("text", "nested");
        expected.put("map", Map.of("k", true));
        expected.put("array", List.of(7.0));
        assertThat(Shown.java(map)).isEqualTo(expected);
        assertThat(Shown.java(copy().getMap("m"))).isEqualTo(expected);
        assertThat(map.containsKey("null")).isTrue();
        assertThat(map.get("missing")).isNull();
        assertThat(map.size()).isEqualTo(7);
        assertThat(map.get("map")).isSameAs(map.get("map")).isInstanceOf(YMap.class);
        assertThatThrownBy(() -> map.put("bad", new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThat(map.containsKey("bad")).isFalse();
    }

    @Test
    @DisplayName("a deleted nested type reads as empty and refuses edits")
    void deletedTypes() {
        YMap map = doc.getMap("m");
        YMap nested = map.putMap("k");
        YText text = nested.putText("t");
        text.insert(0, "x");
        map.remove("k");
        assertThat(nested.isDeleted()).isTrue();
        assertThat(nested.size()).isZero();
        assertThat(text).hasToString("");
        assertThatThrownBy(() -> nested.put("a", 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> text.insert(0, "a")).isInstanceOf(IllegalStateException.class);
        doc.replica().check();
        assertThat(copy().stateDigest()).isEqualTo(doc.stateDigest());
    }

    @Test
    @DisplayName("an array inserts, deletes and nests")
    void arrays() {
        YArray array = doc.getArray("a");
        for (int i = 0; i < 200; i++) {
            array.add(i);
        }
        array.delete(10, 180);
        array.insert(10, new byte[] {5});
        array.insertText(11).insert(0, "t");
        array.insertMap(0).put("k", 1);
        array.insertArray(0).add("x");
        assertThat(array.length()).isEqualTo(24);
        assertThat(array.get(23)).isEqualTo(199L);
        assertThat(Shown.java(array)).isEqualTo(Shown.java(copy().getArray("a")));
        assertThat(copy().encodeStateAsUpdate()).isEqualTo(doc.encodeStateAsUpdate());
        assertThatThrownBy(() -> array.get(24)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.insert(25, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.delete(23, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        doc.replica().check();
    }

    @Test
    @DisplayName("rich text keeps attributes to their range")
    void richText() {
        YText text = doc.getText("t");
        List<TextEvent> events = new ArrayList<>();
        text.insert(0, "plain bold plain");
        text.format(6, 4, Map.of("bold", true));
        text.insert(10, "er");
        text.insert(12, " new", Map.of("italic", "yes"));
        text.insertEmbed(0, Map.of("image", "x.png"), Map.of());
        List<TextOp.Insert> expected = List.of(
                new TextOp.Insert(Map.of("image", "x.png"), Map.of()),
                new TextOp.Insert("plain ", Map.of()),
                new TextOp.Insert("bolder", Map.of("bold", true)),
                new TextOp.Insert(" new", Map.of("italic", "yes")),
                new TextOp.Insert(" plain", Map.of()));
        assertThat(text.toDelta()).isEqualTo(expected);
        assertThat(copy().getText("t").toDelta()).isEqualTo(expected);
        assertThat(text).hasToString("plain bolder new plain");
        text.observe(events::add);
        Map<String, Object> off = new HashMap<>();
        off.put("bold", null);
        text.format(7, 6, off);
        assertThat(events.get(0).delta()).containsExactly(new TextOp.Retain(7, Map.of()), new TextOp.Retain(6, off));
        assertThat(text.toDelta().get(1).content()).isEqualTo("plain bolder");
        assertThatThrownBy(() -> text.format(0, 1, Map.of("bad", new byte[1])))
                .isInstanceOf(IllegalArgumentException.class);
        doc.replica().check();
    }

    @Test
    @DisplayName("hostile nesting of XML is refused when it is printed, and harmless otherwise")
    void deepXml() {
        int depth = 30_000;
        Encoder update = new Encoder();
        update.writeVarUint(1);
        update.writeVarUint(depth);
        update.writeVarUint(9);
        update.writeVarUint(0);
        for (int i = 0; i < depth; i++) {
            update.writeUint8(7);
            update.writeVarUint(i == 0 ? 1 : 0);
            if (i == 0) {
                update.writeVarString("xml");
            } else {
                update.writeVarUint(9);
                update.writeVarUint(i - 1);
            }
            update.writeVarUint(i % 2 == 0 ? 6 : 3);
            if (i % 2 != 0) {
                update.writeVarString("p");
            }
        }
        update.writeVarUint(0);
        doc.applyUpdate(update.toByteArray());
        assertThatThrownBy(() -> doc.getXmlFragment("xml").toString()).isInstanceOf(IllegalStateException.class);
        assertThat(copy().stateDigest()).isEqualTo(doc.stateDigest());
        doc.deleteBeyond(StateVector.EMPTY);
        assertThat(doc.getXmlFragment("xml")).hasToString("");
        doc.replica().check();
    }

    @Test
    @DisplayName("deeply nested types are deleted, stored and loaded without recursion")
    void deepNesting() {
        YArray array = doc.getArray("a");
        for (int i = 0; i < 20_000; i++) {
            array = array.insertArray(0);
        }
        assertThat(copy().stateDigest()).isEqualTo(doc.stateDigest());
        assertThatThrownBy(() -> doc.getArray("a").toJson()).isInstanceOf(IllegalStateException.class);
        doc.getArray("a").delete(0, 1);
        assertThat(doc.getArray("a").toJson()).isEqualTo(List.of());
        assertThat(doc.encodeStateAsUpdate()).hasSizeLessThan(40);
    }

    @Test
    @DisplayName("a list takes many values at once, byte arrays among them, as one update")
    void insertAll() {
        YDoc doc = new YDoc();
        List<byte[]> updates = new ArrayList<>();
        doc.observeUpdate((update, origin) -> updates.add(update));
        YArray array = doc.getArray("l");
        array.insertAll(0, Arrays.asList(1, null, new byte[] {7}, "x", List.of(2)));
        array.insertAll(1, List.of("second"));
        array.insertAll(6, List.of());
        assertThat(array.length()).isEqualTo(6);
        assertThat(array.get(1)).isEqualTo("second");
        assertThat(array.get(3)).isEqualTo(new byte[] {7});
        assertThat(array.get(5)).isEqualTo(List.of(2L));
        assertThat(updates).hasSize(2);
        assertThatThrownBy(() -> array.insertAll(0, List.of("fine", new Object())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> array.insertAll(7, List.of(1))).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(array.length()).isEqualTo(6);
        YDoc copy = new YDoc();
        copy.applyUpdate(Updates.merge(updates));
        assertThat(copy.stateDigest()).isEqualTo(doc.stateDigest());
        doc.replica().check();
    }

    @Test
    @DisplayName("R10 a delta is applied as one update, or refused whole")
    void applyDelta() {
        YDoc doc = new YDoc();
        YText text = doc.getText("t");
        text.insert(0, "one two 😀 three");
        List<byte[]> updates = new ArrayList<>();
        doc.observeUpdate((update, origin) -> updates.add(update));
        text.applyDelta(List.of(
                new TextOp.Retain(4, Map.of()),
                new TextOp.Delete(3),
                new TextOp.Insert("2", Map.of()),
                new TextOp.Retain(4, Map.of()),
                new TextOp.Insert("and ", Map.of("bold", true)),
                new TextOp.Retain(5, Map.of("italic", "yes"))));
        assertThat(updates).hasSize(1);
        assertThat(text).hasToString("one 2 😀 and three");
        assertThat(Shown.delta(text))
                .isEqualTo(List.of(
                        Map.of("insert", "one 2 😀 "),
                        Map.of("insert", "and ", "attributes", Map.of("bold", true)),
                        Map.of("insert", "three", "attributes", Map.of("italic", "yes"))));
        text.applyDelta(List.of(new TextOp.Insert(Map.of("image", "i"), Map.of()), new TextOp.Delete(3)));
        assertThat(text.toDelta().get(0).content()).isEqualTo(Map.of("image", "i"));
        String before = text.toDelta().toString();
        TextOp insert = new TextOp.Insert("x", Map.of());
        assertThatThrownBy(() -> text.applyDelta(List.of(insert, new TextOp.Delete(99))))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> text.applyDelta(List.of(insert, new TextOp.Retain(5, Map.of()), insert)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate pair");
        assertThat(text.toDelta()).hasToString(before);
    }
}
