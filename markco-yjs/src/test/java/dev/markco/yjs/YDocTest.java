package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Transactions, events, pending, identity: what a document promises beside converging. */
final class YDocTest {
    @Test
    @DisplayName("R2 edits carry the id that was set last, and no transaction has two")
    void clientIdsCanBeSet() {
        YDoc doc = new YDoc(1);
        doc.getText("content").insert(0, "a");
        doc.setClientId(2);
        doc.getText("content").insert(1, "b");
        assertThat(doc.clientId()).isEqualTo(2);
        assertThat(doc.stateVector().clients()).containsExactly(2L, 1L);
        assertThatThrownBy(() -> doc.transact(() -> doc.setClientId(3))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> doc.setClientId(-1)).isInstanceOf(IllegalArgumentException.class);
        YDoc other = new YDoc(2);
        other.getText("content").insert(0, "xx");
        doc.applyUpdate(other.encodeStateAsUpdate());
        assertThat(doc.clientId()).as("somebody else uses it").isNotEqualTo(2);
    }

    private final YDoc doc = new YDoc(1);
    private final YText text = doc.getText("content");
    private final List<byte[]> updates = new ArrayList<>();
    private final List<@Nullable Object> origins = new ArrayList<>();

    private void record() {
        doc.observeUpdate((update, origin) -> {
            updates.add(update);
            origins.add(origin);
        });
    }

    private static YDoc load(byte[]... updates) {
        YDoc loaded = new YDoc();
        for (byte[] update : updates) {
            loaded.applyUpdate(update);
        }
        return loaded;
    }

    @Test
    @DisplayName("a transaction is one event with its origin, nested ones belong to it")
    void oneEventPerTransaction() {
        record();
        doc.transact("origin", () -> {
            text.insert(0, "Hello");
            doc.transact("inner", () -> text.insert(5, " world"));
            text.delete(0, 1);
        });
        text.insert(0, "h");
        assertThat(origins).containsExactly("origin", null);
        assertThat(load(updates.get(0)).getText("content")).hasToString("ello world");
        assertThat(load(updates.get(0), updates.get(1)).getText("content")).hasToString("hello world");
    }

    @Test
    @DisplayName("an event carries only what its transaction added and deleted")
    void eventsAreMinimal() {
        text.insert(0, "x".repeat(10_000));
        record();
        text.insert(10_000, "y");
        text.delete(0, 3);
        assertThat(updates.get(0)).hasSizeLessThan(20);
        assertThat(updates.get(1)).hasSizeLessThan(10);
    }

    @Test
    @DisplayName("nothing changed, no event: repeats, empty edits, empty transactions, updates that only wait")
    void noEventWithoutChange() {
        YDoc other = new YDoc(2);
        other.getText("content").insert(0, "one");
        byte[] first = other.encodeStateAsUpdate();
        other.getText("content").insert(3, "two");
        byte[] second = other.encodeDiff(StateVector.of(Map.of(2L, 3)));
        doc.applyUpdate(first);
        record();
        doc.applyUpdate(first);
        doc.transact(() -> {});
        text.insert(0, "");
        text.delete(1, 0);
        YDoc waiting = new YDoc();
        waiting.observeUpdate((update, origin) -> updates.add(update));
        waiting.applyUpdate(second);
        assertThat(updates).isEmpty();
        assertThat(waiting.hasPending()).isTrue();
        waiting.applyUpdate(first);
        assertThat(waiting.hasPending()).isFalse();
        assertThat(waiting.getText("content")).hasToString("onetwo");
        assertThat(updates).hasSize(1);
    }

    @Test
    @DisplayName("pending structs and deletes are part of the encoded state")
    void pendingIsEncoded() {
        text.insert(0, "abc");
        byte[] first = doc.encodeStateAsUpdate();
        record();
        text.insert(3, "def");
        text.delete(1, 4);
        YDoc behind = load(updates.get(1), updates.get(0));
        assertThat(behind.getText("content")).hasToString("");
        assertThat(behind.stateVector().isEmpty()).isTrue();
        YDoc loaded = load(behind.encodeStateAsUpdate());
        assertThat(loaded.hasPending()).isTrue();
        loaded.applyUpdate(first);
        assertThat(loaded.getText("content")).hasToString("af");
        assertThat(loaded.hasPending()).isFalse();
        assertThat(loaded.stateDigest()).isEqualTo(doc.stateDigest());
    }

    @Test
    @DisplayName("a listener that throws breaks nothing: all others are called, the exception is reported")
    void throwingListener() {
        List<Throwable> reported = new ArrayList<>();
        doc.onListenerError(reported::add);
        text.observe(event -> {
            throw new IllegalStateException("text listener");
        });
        doc.observeUpdate((update, origin) -> {
            throw new IllegalStateException("update listener");
        });
        record();
        text.insert(0, "kept");
        assertThat(reported).extracting(Throwable::getMessage).containsExactly("text listener", "update listener");
        assertThat(load(updates.get(0)).getText("content")).hasToString("kept");
        doc.replica().check();
    }

    @Test
    @DisplayName("a listener may edit; its events come after those of the edit it was told of")
    void editingListener() {
        text.observe(event -> {
            if (text.length() < 3) {
                text.insert(text.length(), "!");
            }
        });
        record();
        text.insert(0, "a");
        assertThat(text).hasToString("a!!");
        assertThat(updates).hasSize(3);
        assertThat(load(updates.get(0)).getText("content")).hasToString("a");
        assertThat(load(updates.get(0), updates.get(1)).getText("content")).hasToString("a!");
    }

    @Test
    @DisplayName("a transaction whose body throws keeps what was done and tells of it")
    void throwingBody() {
        record();
        assertThatThrownBy(() -> doc.transact(() -> {
                    text.insert(0, "done");
                    throw new IllegalStateException("stop");
                }))
                .hasMessage("stop");
        assertThat(load(updates.get(0)).getText("content")).hasToString("done");
    }

    @Test
    @DisplayName("closed subscriptions are not called")
    void subscriptions() {
        Subscription subscription = doc.observeUpdate((update, origin) -> updates.add(update));
        Subscription textSubscription = text.observe(event -> origins.add(event));
        text.insert(0, "a");
        subscription.close();
        textSubscription.close();
        subscription.close();
        text.insert(0, "b");
        assertThat(updates).hasSize(1);
        assertThat(origins).hasSize(1);
    }

    @Test
    @DisplayName("R2 client ids are fresh, and drawn anew when an update uses ours")
    void clientIds() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            ids.add(new YDoc().clientId());
        }
        assertThat(ids).hasSizeGreaterThan(95).allMatch(id -> id > 0 && id < 1L << 32);
        YDoc same = new YDoc(1);
        same.getText("content").insert(0, "theirs");
        doc.applyUpdate(same.encodeStateAsUpdate());
        assertThat(doc.clientId()).isNotEqualTo(1);
        text.insert(0, "ours, ");
        same.applyUpdate(doc.encodeStateAsUpdate());
        assertThat(same.getText("content")).hasToString("ours, theirs");
        assertThatThrownBy(() -> new YDoc(1L << 53)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new YDoc((1L << 53) - 1).clientId()).isEqualTo((1L << 53) - 1);
    }

    @Test
    @DisplayName("R4 deleteBeyond deletes exactly what the other history lacks, in the same transaction")
    void adoption() {
        text.insert(0, "local text");
        doc.getMap("map").putMap("nested").put("k", 1);
        YDoc relay = new YDoc(2);
        relay.getText("content").insert(0, "relay text");
        relay.getMap("map").put("theirs", true);
        byte[] theirs = relay.encodeStateAsUpdate();
        record();
        doc.transact("adopt", () -> {
            doc.applyUpdate(theirs);
            doc.deleteBeyond(relay.stateVector());
            text.insert(text.length(), "!");
        });
        assertThat(updates).hasSize(1);
        assertThat(text).hasToString("relay text!");
        assertThat(doc.getMap("map").toJson()).isEqualTo(Map.of("theirs", true));
        relay.applyUpdate(doc.encodeStateAsUpdate());
        assertThat(relay.getText("content")).hasToString("relay text!");
        assertThat(relay.stateDigest()).isEqualTo(doc.stateDigest());
        doc.replica().check();
    }

    @Test
    @DisplayName("R4 deleteBeyond cuts inside an item")
    void deleteBeyondCuts() {
        text.insert(0, "0123456789");
        doc.deleteBeyond(StateVector.of(Map.of(1L, 4)));
        assertThat(text).hasToString("0123");
        doc.deleteBeyond(doc.stateVector());
        assertThat(text).hasToString("0123");
        doc.deleteBeyond(StateVector.EMPTY);
        assertThat(text).hasToString("");
    }

    @Test
    @DisplayName("the digest is equal iff state vector and delete set are")
    void digest() {
        assertThat(doc.stateDigest()).isEqualTo(new YDoc().stateDigest()).matches("[0-9a-f]{64}");
        text.insert(0, "ab");
        String inserted = doc.stateDigest();
        text.delete(0, 1);
        String deleted = doc.stateDigest();
        assertThat(Set.of(inserted, deleted, new YDoc().stateDigest())).hasSize(3);
        assertThat(load(doc.encodeStateAsUpdate()).stateDigest()).isEqualTo(deleted);
    }

    @Test
    @DisplayName("a refused update leaves document, pending and events as they were")
    void refusal() {
        text.insert(0, "abc");
        record();
        byte[] state = doc.encodeStateAsUpdate();
        byte[] broken = state.clone();
        broken[broken.length - 1] = 5;
        assertThatThrownBy(() -> doc.applyUpdate(broken)).isInstanceOfSatisfying(DecodeException.class, refusal -> {
            assertThat(refusal.offset()).isEqualTo(broken.length - 1);
            assertThat(refusal).hasMessageContaining("at byte " + refusal.offset());
        });
        assertThat(doc.encodeStateAsUpdate()).isEqualTo(state);
        assertThat(updates).isEmpty();
    }

    @Test
    @DisplayName("equal histories encode to equal bytes, typing to one struct")
    void compactState() {
        for (int i = 0; i < 1_000; i++) {
            text.insert(i, "x");
        }
        assertThat(doc.encodeStateAsUpdate()).hasSizeLessThan(1_030);
        assertThat(load(doc.encodeStateAsUpdate()).encodeStateAsUpdate()).isEqualTo(doc.encodeStateAsUpdate());
        assertThat(doc.encodeDiff(doc.stateVector())).isEqualTo(Updates.empty());
    }
}
