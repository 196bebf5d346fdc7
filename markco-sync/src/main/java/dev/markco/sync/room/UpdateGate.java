package dev.markco.sync.room;

import dev.markco.yjs.YDoc;

/** Decides about an update that a client sent before the document sees it. */
@FunctionalInterface
public interface UpdateGate {
    /** Lets everything in. */
    UpdateGate OPEN = (update, doc, from) -> true;

    /**
     * Returns whether the room may merge the update plainly; false means that the gate has dealt with it, or will. Called
     * under the room's lock with a document it may read, on an update that has not been checked yet.
     */
    boolean admit(byte[] update, YDoc doc, RoomConnection from);
}
