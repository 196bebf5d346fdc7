package dev.markco.yjs;

import dev.markco.yjs.RawUpdate.UnitId;
import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The inputs that make the most objects of the fewest bytes stay within the bound of {@link Allocation}. */
final class AllocationTest {
    private static final int COUNT = 20_000;

    private static Arguments dense(String name, Supplier<byte[]> update) {
        return Arguments.of(name, update);
    }

    private static byte[] items(IntItem item) {
        RawUpdate update = new RawUpdate().client(1, 0);
        for (int i = 0; i < COUNT; i++) {
            item.write(update, i);
        }
        return update.bytes();
    }

    /** Writes the item of a number. */
    @FunctionalInterface
    private interface IntItem {
        void write(RawUpdate update, int number);
    }

    private static byte[] anyValue(int type, byte[] element) {
        RawUpdate update = new RawUpdate().client(1, 0);
        Encoder out = update.in(RawUpdate.ANY, "list", null);
        out.writeVarUint(1);
        out.writeUint8(type);
        out.writeVarUint(COUNT);
        for (int i = 0; i < COUNT; i++) {
            out.writeBytes(element, 0, element.length);
        }
        return update.bytes();
    }

    static List<Arguments> denseInputs() {
        List<Arguments> inputs = new ArrayList<>();
        inputs.add(dense("a client each", () -> {
            RawUpdate update = new RawUpdate();
            for (int i = 0; i < COUNT; i++) {
                update.client(i, 0).span(RawUpdate.GC, 1);
            }
            return update.bytes();
        }));
        inputs.add(dense("a waiting client each", () -> {
            RawUpdate update = new RawUpdate();
            for (int i = 0; i < COUNT; i++) {
                update.client(i, 1).span(RawUpdate.GC, 1);
            }
            return update.bytes();
        }));
        inputs.add(dense("a pending delete each", () -> {
            RawUpdate update = new RawUpdate();
            for (int i = 0; i < COUNT; i++) {
                update.deletes(1, 2L * i, 1);
            }
            return update.bytes();
        }));
        inputs.add(dense("a client with a pending delete each", () -> {
            RawUpdate update = new RawUpdate();
            for (int i = 0; i < COUNT; i++) {
                update.deletes(i, 0, 1);
            }
            return update.bytes();
        }));
        inputs.add(dense("GC structs", () -> items((update, i) -> update.span(RawUpdate.GC, 1))));
        inputs.add(dense(
                "a root each",
                () -> items((update, i) -> update.in(RawUpdate.DELETED, Integer.toString(i, 36), null)
                        .writeVarUint(1))));
        inputs.add(dense(
                "a key each",
                () -> items((update, i) -> update.in(RawUpdate.DELETED, "", Integer.toString(i, 36))
                        .writeVarUint(1))));
        inputs.add(dense(
                "a nested type each",
                () -> items((update, i) -> update.in(RawUpdate.TYPE, "", null).writeVarUint(RawUpdate.TYPE_MAP))));
        inputs.add(dense(
                "types within each other",
                () -> items((update, i) -> (i == 0
                                ? update.in(RawUpdate.TYPE, "", null)
                                : update.in(RawUpdate.TYPE, new UnitId(1, i - 1), null))
                        .writeVarUint(RawUpdate.TYPE_MAP))));
        inputs.add(dense(
                "formats",
                () -> items((update, i) -> {
                    Encoder out = update.in(RawUpdate.FORMAT, "", null);
                    out.writeVarString("");
                    out.writeVarString("1");
                })));
        inputs.add(dense("a split each in text", () -> {
            RawUpdate update = new RawUpdate().client(1, 0);
            update.in(RawUpdate.STRING, "content", null).writeVarString("x".repeat(COUNT));
            for (int i = 0; i < COUNT; i += 2) {
                update.deletes(1, i, 1);
            }
            return update.bytes();
        }));
        inputs.add(dense("a split each in a list", () -> {
            RawUpdate update = new RawUpdate().client(1, 0);
            Encoder out = update.in(RawUpdate.ANY, "list", null);
            out.writeVarUint(COUNT);
            for (int i = 0; i < COUNT; i++) {
                out.writeUint8(126);
            }
            for (int i = 0; i < COUNT; i += 2) {
                update.deletes(1, i, 1);
            }
            return update.bytes();
        }));
        inputs.add(dense("empty arrays", () -> anyValue(117, new byte[] {117, 0})));
        inputs.add(dense("arrays of one", () -> anyValue(117, new byte[] {117, 1, 126})));
        inputs.add(dense("objects of one", () -> anyValue(117, new byte[] {118, 1, 0, 126})));
        inputs.add(dense("nulls", () -> anyValue(117, new byte[] {126})));
        inputs.add(dense("bigints", () -> anyValue(117, new byte[] {122, 0, 0, 0, 0, 0, 0, 0, 9})));
        return inputs;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("denseInputs")
    @DisplayName("dense inputs stay within the bound, applied and document-less")
    void staysWithinTheBound(String name, Supplier<byte[]> input) {
        byte[] update = input.get();
        YDoc doc = new YDoc();
        doc.observeUpdate((event, origin) -> {});
        Allocation applying = Allocation.started();
        doc.applyUpdate(update);
        applying.requireBounded(update.length, name + ", applied");
        Allocation asking = Allocation.started();
        byte[] unused = doc.lacking(update);
        asking.requireBounded(update.length, name + ", asked for what is lacking");
        Allocation merging = Allocation.started();
        byte[] merged = Updates.merge(List.of(update, update));
        Updates.diff(merged, StateVector.EMPTY);
        merging.requireBounded(2L * update.length + merged.length, name + ", merged and diffed");
        doc.replica().check();
    }
}
