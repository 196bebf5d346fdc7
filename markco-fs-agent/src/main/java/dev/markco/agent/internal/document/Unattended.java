package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Agenda;
import dev.markco.agent.internal.decision.DocumentState;
import dev.markco.sync.time.Time;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What has happened to a document in memory that no turn of it has dealt with yet. Thread-safe. */
final class Unattended {
    private final SerialTask task;
    private final Time time;

    private final AtomicBoolean dirty = new AtomicBoolean(true);
    /** When the oldest change came that the agenda does not have, in milliseconds; {@link DocumentState#NEVER} for none. */
    private final AtomicLong changedAt = new AtomicLong(DocumentState.NEVER);

    /** The file is still to be looked at. */
    Unattended(SerialTask task, Time time) {
        this.task = task;
        this.time = time;
    }

    /** The file may have changed. */
    void markDirty() {
        dirty.set(true);
        task.signal();
    }

    /** As {@link #markDirty}, for the next step, whenever that is. */
    void markLater() {
        dirty.set(true);
    }

    /** The live replica has changed. Called under the room's lock. */
    void markLive() {
        if (changedAt.compareAndSet(DocumentState.NEVER, time.millis())) {
            task.signalIn(Agenda.WRITE_DELAY);
        }
    }

    boolean isDirty() {
        return dirty.get();
    }

    boolean isNothing() {
        return !dirty.get() && changedAt.get() == DocumentState.NEVER;
    }

    /** Whether the file is to be looked at; a turn does that now. */
    boolean takeDirt() {
        return dirty.getAndSet(false);
    }

    /** When the oldest change came that no turn had been told of, {@link DocumentState#NEVER} for none; a turn deals with it now. */
    long takeLive() {
        return changedAt.getAndSet(DocumentState.NEVER);
    }
}
