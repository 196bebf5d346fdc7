package dev.markco.sync.room;

import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;

/**
 * Decides about what clients bring before the document sees it, and what they are told before that. All is called under the
 * room's lock with a document it may read.
 */
@FunctionalInterface
public interface UpdateGate {
    /** Lets everything in. */
    UpdateGate OPEN = (update, doc, from) -> true;

    /**
     * Returns whether the room may merge the update plainly; false means that the gate has dealt with it, or will. The update
     * has not been checked yet.
     */
    boolean admit(byte[] update, YDoc doc, RoomConnection from);

    /** Whether a client is told nothing of the document before it has asked for what it lacks. */
    default boolean asksFirst() {
        return false;
    }

    /**
     * Whether a client that has {@code theirs} is told nothing of the document, neither what it lacks nor what changes, until
     * one of its updates is admitted or the gate lets it in ({@link RoomConnection#letIn}). What it types until then has to be
     * in an update that comes later, as the whole state is that it answers our question with.
     */
    default boolean keepsApart(StateVector theirs, YDoc doc, RoomConnection from) {
        return false;
    }

    /** A client has left. */
    default void left(RoomConnection from) {}
}
