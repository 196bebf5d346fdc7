package dev.markco.yjs;

import dev.markco.yjs.internal.UpdateAlgebra;
import java.util.List;
import java.util.Map;

/**
 * Work on encoded updates (format v1) without a document: their bytes are passed from end to end, in time and memory in
 * proportion to them. Pure functions; every method throws {@link DecodeException} for bytes that are not an update.
 */
public final class Updates {
    private static final byte[] EMPTY = {0, 0};

    private Updates() {}

    /** The update that says nothing. */
    public static byte[] empty() {
        return EMPTY.clone();
    }

    /**
     * One update that says what all of them say, in whatever order they are given; runs that continue each other are joined,
     * ids that none brings are left as holes. Where updates contradict each other, the earlier in the list is believed. Merging
     * nothing gives {@link #empty()}.
     */
    public static byte[] merge(List<byte[]> updates) {
        return UpdateAlgebra.merge(updates);
    }

    /** What a replica has seen that has only this update: of each client, the structs from clock 0 to the first hole. */
    public static StateVector stateVector(byte[] update) {
        return UpdateAlgebra.stateVector(update);
    }

    /** What of the update a replica lacks that has seen {@code known}; deletes are all kept, they have no clock. */
    public static byte[] diff(byte[] update, StateVector known) {
        return UpdateAlgebra.diff(update, known);
    }

    /** Where the update begins: of each client in it, the lowest clock of a struct. A replica below it gets a hole. */
    public static Map<Long, Integer> firstClocks(byte[] update) {
        return UpdateAlgebra.firstClocks(update);
    }

    /** Whether the update says nothing. */
    public static boolean isEmpty(byte[] update) {
        return UpdateAlgebra.isEmpty(update);
    }
}
