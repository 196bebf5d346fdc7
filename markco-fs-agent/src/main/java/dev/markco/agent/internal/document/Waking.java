package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Presence;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.OutsideProjectException;
import dev.markco.agent.internal.file.OnDisk;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings a document into memory when it is needed there, and puts it to rest. Confined to the document's turn.
 */
final class Waking {
    private final DocumentKey key;
    private final String fileName;
    private final DocumentSetup setup;
    private final SerialTask task;
    private final OnDisk onDisk;
    private final Residence residence;
    private final Runnable onMissing;

    /** Whether its file has been watched since it was at rest. */
    private boolean watched;

    /**
     * Starts with a document that is not in memory.
     *
     * @param task is signalled when there is something to do, and when the document in memory has something to do
     * @param onMissing told when the file of the document at rest is gone for longer than an editor takes to save
     */
    Waking(
            DocumentKey key,
            String fileName,
            DocumentSetup setup,
            SerialTask task,
            OnDisk onDisk,
            Residence residence,
            Runnable onMissing) {
        this.key = key;
        this.fileName = fileName;
        this.setup = setup;
        this.task = task;
        this.onDisk = onDisk;
        this.residence = residence;
        this.onMissing = onMissing;
    }

    /** Brings it in at any rate, unless it is there already; fails when the document has ended. */
    OpenDocument openNow() throws IOException {
        residence.requireGoing();
        OpenDocument known = residence.open();
        if (known != null) {
            return known;
        }
        setup.crowd().enterNow(residence);
        return wake();
    }

    /**
     * Brings a document that is at rest in if that is needed and there is room, and says so; null if not.
     *
     * @param deleting whether its deletion is to be told
     */
    @Nullable
    OpenDocument openIfNeeded(boolean deleting) throws IOException {
        Residence.Due due = residence.due(deleting);
        AtRest known = due.rest();
        boolean needed = due.needed();
        if (due.look() && known != null) {
            needed |= !isAsAtRest(known);
        }
        if (!needed) {
            watched = true;
            return null;
        }
        if (!setup.crowd().enter(residence)) {
            if (due.look()) {
                lookAgain();
            }
            return null;
        }
        return wake();
    }

    /** Looks at the file's stamp. One that is gone is waited for, since editors save like that. */
    private boolean isAsAtRest(AtRest known) throws IOException {
        FileStamp stamp;
        try {
            stamp = FileStamp.of(setup.files().locate(fileName));
        } catch (OutsideProjectException e) {
            return false;
        }
        if (stamp != null || known.stamp() == null) {
            residence.learn(before -> before.found(Presence.THERE));
            return Objects.equals(stamp, known.stamp());
        }
        long now = setup.time().millis();
        Presence gone = residence.atRest().presence().absent(now);
        residence.learn(before -> before.found(gone));
        if (gone.isMissing()) {
            onMissing.run();
        } else {
            lookAgain();
            task.signalIn(gone.lookAt() - now);
        }
        return true;
    }

    /** The file is to be looked at in the next turn, whenever that is. */
    private void lookAgain() {
        residence.learn(known -> known.dirty(true));
    }

    private OpenDocument wake() throws IOException {
        DocumentAtRest before = residence.atRest();
        Standing standing = before.state().standing();
        OpenDocument woken = new OpenDocument(
                key,
                fileName,
                setup,
                task,
                onDisk,
                before.remembered(),
                watched,
                before.presence().isMissing(),
                standing,
                before.state().agreed());
        residence.woke(woken, standing);
        return woken;
    }

    /** Puts a document in memory to rest, when nobody holds it and nothing has happened for long enough. */
    void restIfIdle(OpenDocument now) throws IOException {
        long stays = residence.leaveIfIdle(now, setup.crowd()::isFull);
        if (stays == Residence.UNTIL_FURTHER_NOTICE) {
            return;
        }
        if (stays > 0) {
            task.signalIn(stays);
            return;
        }
        Standing last = now.relay() == null ? Standing.UNKNOWN : now.relay().standing();
        FileContent base = setup.relay() == null ? null : now.base();
        AtRest known = now.away().rest();
        onDisk.rest();
        residence.learn(before -> before.rested(known, base, last, setup.time().millis()));
        watched = true;
        setup.crowd().leave(residence);
    }

    /** Has what is known of the document logged again, unless it is. */
    void keepLog() throws IOException {
        if (residence.isEnded()) {
            return;
        }
        OpenDocument now = residence.open();
        Remembered known = residence.atRest().remembered();
        if (now != null) {
            now.keepLog();
        } else if (known != null && setup.state().logs().stamp(key.docPath()) == null) {
            keepLogAtRest(known);
        }
    }

    private void keepLogAtRest(Remembered known) throws IOException {
        Remembered kept = known.logAnew(key, fileName, setup.files(), setup.state(), setup.time());
        if (kept == null) {
            // Something happened to the file, too: it is looked at.
            lookAgain();
        } else {
            residence.learn(before -> before.loggedAnew(kept, setup.time().millis()));
        }
        task.signal();
    }
}
