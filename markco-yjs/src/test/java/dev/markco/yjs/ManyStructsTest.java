package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.yjs.RawUpdate.UnitId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Inputs of a size at which an engine that rescans what waits, or walks to what it looks for, would take minutes. */
final class ManyStructsTest {
    private static final int COUNT = 50_000;

    private static YDoc applied(List<byte[]> updates) {
        YDoc doc = new YDoc();
        updates.forEach(doc::applyUpdate);
        doc.replica().check();
        return doc;
    }

    @Test
    @DisplayName("typing that arrives backwards waits, and comes out whole")
    void backwards() {
        YDoc author = new YDoc();
        List<byte[]> updates = new ArrayList<>();
        author.observeUpdate((update, origin) -> updates.add(update));
        for (int i = 0; i < COUNT; i++) {
            author.getText("content").insert(i, "a");
        }
        Collections.reverse(updates);
        YDoc doc = applied(updates);
        assertThat(doc.hasPending()).isFalse();
        assertThat(doc.stateDigest()).isEqualTo(author.stateDigest());
    }

    @Test
    @DisplayName("a chain of clients, each waiting for the next, resolves when the last arrives")
    void chainOfClients() {
        List<byte[]> updates = new ArrayList<>();
        for (int i = 1; i < COUNT; i++) {
            RawUpdate update = new RawUpdate().client(i, 0);
            update.between(RawUpdate.STRING, new UnitId(i + 1, 0), null).writeVarString("b");
            updates.add(update.bytes());
        }
        YDoc waiting = applied(updates);
        assertThat(waiting.hasPending()).isTrue();
        RawUpdate last = new RawUpdate().client(COUNT, 0);
        last.in(RawUpdate.STRING, "content", null).writeVarString("a");
        waiting.applyUpdate(last.bytes());
        assertThat(waiting.hasPending()).isFalse();
        assertThat(waiting.getText("content").length()).isEqualTo(COUNT);
    }

    @Test
    @DisplayName("clients that wait for each other in a circle do not hold up an edit a thousand times over")
    void circleOfClients() {
        RawUpdate circle = new RawUpdate();
        for (int i = 1; i <= COUNT; i++) {
            circle.client(i, 0)
                    .between(RawUpdate.STRING, new UnitId(i % COUNT + 1, 0), null)
                    .writeVarString("b");
        }
        YDoc doc = applied(List.of(circle.bytes()));
        YDoc other = new YDoc();
        other.observeUpdate((update, origin) -> doc.applyUpdate(update));
        for (int i = 0; i < 1_000; i++) {
            other.getText("content").insert(i, "c");
        }
        assertThat(doc.getText("content").length()).isEqualTo(1_000);
        assertThat(doc.hasPending()).isTrue();
    }

    @Test
    @DisplayName("deletes of what has not arrived wait by the thousand, and strike when it comes")
    void pendingDeletes() {
        RawUpdate deletes = new RawUpdate();
        for (int i = 0; i < COUNT; i += 2) {
            deletes.deletes(1, i, 1);
        }
        YDoc author = new YDoc(1);
        List<byte[]> updates = new ArrayList<>(List.of(deletes.bytes()));
        author.observeUpdate((update, origin) -> updates.add(update));
        for (int i = 0; i < COUNT; i++) {
            author.getText("content").insert(i, i % 2 == 0 ? "a" : "b");
        }
        YDoc doc = applied(updates);
        assertThat(doc.hasPending()).isFalse();
        assertThat(doc.getText("content")).hasToString("b".repeat(COUNT / 2));
    }

    @Test
    @DisplayName("client ids chosen to collide in hash tables are as quick as others")
    void collidingClients() {
        RawUpdate update = new RawUpdate();
        for (long i = 0; i < COUNT; i++) {
            update.client((i << 32) | i, 0)
                    .in(RawUpdate.STRING, "content", null)
                    .writeVarString("a");
        }
        YDoc doc = applied(List.of(update.bytes(), update.bytes()));
        assertThat(doc.getText("content").length()).isEqualTo(COUNT);
        assertThat(applied(List.of(doc.encodeStateAsUpdate())).stateDigest()).isEqualTo(doc.stateDigest());
    }

    @Test
    @DisplayName("the only key of a map, set over and over, and thousands of keys")
    void keys() {
        YDoc doc = new YDoc();
        for (int i = 0; i < COUNT; i++) {
            doc.getMap("map").put("key", i);
            doc.getMap("many").put(Integer.toString(i), i);
        }
        doc.replica().check();
        assertThat(doc.getMap("map").get("key")).isEqualTo(COUNT - 1L);
        assertThat(doc.getMap("many").size()).isEqualTo(COUNT);
        assertThat(applied(List.of(doc.encodeStateAsUpdate())).stateDigest()).isEqualTo(doc.stateDigest());
    }
}
