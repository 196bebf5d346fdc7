package dev.markco.yjs;

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
     * One update that says what all of them say, id by id (rule R42), in whatever order they are given. A unit that any of
     * them has with its content has it in the merge; else, a unit that any has as a deleted item is one; else it is
     * collected (GC), and an id that none brings is left as a hole. So nothing is lost because somebody had deleted or
     * collected it earlier in the list. Deleted is what any of them deletes and, so that nothing comes alive again, what one
     * has with content and another as a deleted item or collected.
     *
     * <p>Runs that continue each other are joined. Where updates contradict each other about a unit that they have in the
     * same way, the earliest in the list of those that have it is believed, from the first unit that none before has
     * brought to the end of its struct. Merging nothing gives {@link #empty()}.
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
