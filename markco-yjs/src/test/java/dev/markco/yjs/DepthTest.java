package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.yjs.RawUpdate.UnitId;
import dev.markco.yjs.lib0.Encoder;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nesting 100,000 deep: values are refused, types are taken, and no stack is used up, in a thread whose stack is smaller
 * than any that is used for documents.
 */
final class DepthTest {
    private static final int NULL = 126;
    private static final int OBJECT = 118;
    private static final int ARRAY = 117;

    private static final int DEPTH = 100_000;
    private static final int DEEPEST_VALUE = 500;
    private static final long STACK_BYTES = 512 * 1024;

    private static void onSmallStack(Runnable test) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = new Thread(null, test, "small stack", STACK_BYTES);
        thread.setUncaughtExceptionHandler((unused, failure) -> thrown.set(failure));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        if (thrown.get() != null) {
            throw new AssertionError(thrown.get());
        }
    }

    private static byte[] value(int kind, byte[] content) {
        RawUpdate update = new RawUpdate().client(1, 0);
        Encoder out = update.in(kind, "list", null);
        if (kind == RawUpdate.DOC || kind == RawUpdate.FORMAT) {
            out.writeVarString("guid or key");
        } else if (kind == RawUpdate.ANY || kind == RawUpdate.JSON) {
            out.writeVarUint(1);
        }
        out.writeBytes(content, 0, content.length);
        return update.bytes();
    }

    /** An {@code any} of arrays or of objects with one entry each. */
    private static byte[] nestedAny(int type, int depth) {
        Encoder out = new Encoder();
        for (int i = 0; i < depth; i++) {
            out.writeUint8(type);
            out.writeVarUint(1);
            if (type == OBJECT) {
                out.writeVarString("k");
            }
        }
        out.writeUint8(NULL);
        return out.toByteArray();
    }

    private static byte[] nestedJson(String open, String close, int depth) {
        Encoder out = new Encoder();
        out.writeVarString(open.repeat(depth) + "null" + close.repeat(depth));
        return out.toByteArray();
    }

    private static void assertRefused(byte[] update) {
        YDoc doc = new YDoc();
        assertThatThrownBy(() -> doc.applyUpdate(update)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Updates.merge(List.of(update))).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Updates.stateVector(update)).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> Updates.diff(update, StateVector.EMPTY)).isInstanceOf(DecodeException.class);
        assertThat(doc.encodeStateAsUpdate()).isEqualTo(Updates.empty());
    }

    @ParameterizedTest
    @ValueSource(ints = {RawUpdate.ANY, RawUpdate.DOC})
    @DisplayName("values of any nested 100,000 deep are refused, those of 500 are read")
    void deepAny(int kind) {
        onSmallStack(() -> {
            for (int type : List.of(ARRAY, OBJECT)) {
                assertRefused(value(kind, nestedAny(type, DEPTH)));
                assertRefused(value(kind, nestedAny(type, DEEPEST_VALUE + 1)));
                assertReadable(value(kind, nestedAny(type, DEEPEST_VALUE)));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {RawUpdate.JSON, RawUpdate.EMBED, RawUpdate.FORMAT})
    @DisplayName("JSON nested 100,000 deep is refused, that of 500 is read")
    void deepJson(int kind) {
        onSmallStack(() -> {
            for (List<String> brackets : List.of(List.of("[", "]"), List.of("{\"k\":", "}"))) {
                assertRefused(value(kind, nestedJson(brackets.get(0), brackets.get(1), DEPTH)));
                assertRefused(value(kind, nestedJson(brackets.get(0), "", DEPTH)));
                assertReadable(value(kind, nestedJson(brackets.get(0), brackets.get(1), DEEPEST_VALUE)));
            }
        });
    }

    private static void assertReadable(byte[] update) {
        YDoc doc = new YDoc();
        doc.applyUpdate(update);
        assertThat(doc.getArray("list").values()).isNotNull();
        assertThat(doc.getText("list").toDelta()).isNotNull();
        assertThat(doc.getArray("list").toJson()).isNotNull();
        assertThat(doc.encodeStateAsUpdate()).isEqualTo(update);
        assertThat(Updates.merge(List.of(update))).isEqualTo(update);
    }

    /** Types within each other, each the only element, or the value of the only key, of the one before. */
    private static byte[] nestedTypes(int kind, boolean inKeys, int depth) {
        RawUpdate update = new RawUpdate().client(1, 0);
        for (int i = 0; i < depth; i++) {
            Encoder out = i == 0
                    ? update.in(RawUpdate.TYPE, "root", inKeys ? "k" : null)
                    : update.in(RawUpdate.TYPE, new UnitId(1, i - 1), inKeys ? "k" : null);
            out.writeVarUint(kind);
            if (kind == RawUpdate.TYPE_XML_ELEMENT) {
                out.writeVarString("p");
            }
        }
        return update.bytes();
    }

    @ParameterizedTest
    @CsvSource({
        RawUpdate.TYPE_ARRAY + ", false",
        RawUpdate.TYPE_MAP + ", true",
        RawUpdate.TYPE_TEXT + ", false",
        RawUpdate.TYPE_XML_ELEMENT + ", false",
        RawUpdate.TYPE_XML_ELEMENT + ", true",
        RawUpdate.TYPE_XML_TEXT + ", false"
    })
    @DisplayName("types nested 100,000 deep are taken, stored, loaded and deleted; only reading them whole is refused")
    void deepTypes(int kind, boolean inKeys) {
        onSmallStack(() -> {
            YDoc doc = new YDoc();
            doc.applyUpdate(nestedTypes(kind, inKeys, DEPTH));
            doc.replica().check();
            assertReadWholeOrRefused(() -> doc.getMap("root").toJson());
            assertReadWholeOrRefused(() -> doc.getArray("root").toJson());
            assertReadWholeOrRefused(() -> doc.getXmlFragment("root").toJson());
            assertThatCode(() -> doc.getText("root").toDelta()).doesNotThrowAnyException();
            YDoc loaded = new YDoc();
            loaded.applyUpdate(doc.encodeStateAsUpdate());
            assertThat(loaded.stateDigest()).isEqualTo(doc.stateDigest());
            doc.applyUpdate(new RawUpdate().deletes(1, 0, 1).bytes());
            doc.replica().check();
            assertThat(doc.encodeStateAsUpdate()).hasSizeLessThan(60);
            loaded.deleteBeyond(StateVector.EMPTY);
            loaded.replica().check();
            assertThat(loaded.stateDigest()).isEqualTo(doc.stateDigest());
        });
    }

    private static void assertReadWholeOrRefused(Runnable reading) {
        try {
            reading.run();
        } catch (IllegalStateException refused) {
            assertThat(refused).hasMessageContaining("nested deeper than");
        }
    }

    @Test
    @DisplayName("a text with a new attribute at every unit is read with the first 200 of them, in bounded memory")
    void attributesAtEveryUnit() {
        RawUpdate update = new RawUpdate().client(1, 0);
        for (int i = 0; i < 10_000; i++) {
            Encoder format = i == 0
                    ? update.in(RawUpdate.FORMAT, "rich", null)
                    : update.between(RawUpdate.FORMAT, new RawUpdate.UnitId(1, 2L * i - 1), null);
            format.writeVarString("k" + i);
            format.writeVarString("1");
            update.between(RawUpdate.STRING, new RawUpdate.UnitId(1, 2L * i), null)
                    .writeVarString("x");
        }
        YDoc doc = new YDoc(2);
        doc.getText("rich").observe(event -> {});
        doc.applyUpdate(update.bytes());
        assertThat(doc.getText("rich").length()).isEqualTo(10_000);
        List<TextOp.Insert> delta = doc.getText("rich").toDelta();
        assertThat(delta.get(9_999).attributes()).hasSize(200).containsKey("k199");
        YDoc copy = new YDoc(3);
        copy.applyUpdate(doc.encodeStateAsUpdate());
        assertThat(copy.stateDigest()).isEqualTo(doc.stateDigest());
    }
}
