package dev.markco.agent.internal.document;

import dev.markco.agent.internal.file.OnDisk;
import dev.markco.agent.internal.state.Entry;

/** A document that has ended under its name, and all that is known of it, for the one that goes on under another name. */
public final class Departure {
    private final Entry.Snapshot snapshot;
    private final OnDisk onDisk;

    Departure(Entry.Snapshot snapshot, OnDisk onDisk) {
        this.snapshot = snapshot;
        this.onDisk = onDisk;
    }

    /** What its log holds. */
    public Entry.Snapshot snapshot() {
        return snapshot;
    }

    /** What its file held, and who may have read that. */
    OnDisk onDisk() {
        return onDisk;
    }

    /** Nobody takes it up. */
    public void close() {
        onDisk.close();
    }
}
