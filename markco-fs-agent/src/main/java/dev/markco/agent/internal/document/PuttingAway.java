package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Agenda;
import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.file.FileSide;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.talk.RelaySide;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.time.Time;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Takes one document out of memory: to rest, under another name, or with the agent. Confined to the document's task.
 */
final class PuttingAway {
    /** How long the end waits for late writes to files that were swapped out (R8), in milliseconds. */
    private static final long LONGEST_END = 2_500;

    private final DocumentKey key;
    private final DocumentSetup setup;
    private final Time time;
    private final Replicas replicas;
    private final Room room;
    private final FileSide file;
    private final @Nullable RelaySide relay;
    private final DocumentParts parts;
    private final CarryingOut hands;
    private final Deciding deciding;

    PuttingAway(DocumentKey key, DocumentSetup setup, DocumentParts parts, CarryingOut hands, Deciding deciding) {
        this.key = key;
        this.setup = setup;
        this.time = setup.time();
        this.replicas = parts.replicas();
        this.room = replicas.room();
        this.file = parts.file();
        this.relay = parts.relay();
        this.parts = parts;
        this.hands = hands;
        this.deciding = deciding;
    }

    /** Puts a settled document to rest. */
    AtRest rest() throws IOException {
        replicas.heal();
        boolean shared = relay != null && relay.isAcknowledged();
        if (relay != null) {
            relay.stop();
        }
        String digest = room.read(YDoc::stateDigest);
        Entry.Identity identity = replicas.identity();
        file.close();
        replicas.close();
        FileStamp logStamp = setup.state().logs().stamp(key.docPath());
        if (logStamp == null) {
            throw new IOException("the log of '" + key.docPath() + "' is gone");
        }
        return new AtRest(
                key.docPath(),
                file.name(),
                file.stamp(),
                deciding.now().file().content(),
                digest,
                shared,
                logStamp,
                identity);
    }

    /**
     * Sends clients away, and returns all that is known, as a log for another name would start with it.
     *
     * @param goesOn whether there is another name: what somebody still writes to in the file's former place goes with it
     */
    Entry.Snapshot depart(int code, String reason, boolean goesOn) throws IOException {
        room.evict(code, reason);
        deciding.letEditorsIn();
        replicas.heal();
        deciding.recover();
        if (goesOn) {
            file.releaseWhole();
        } else {
            file.releaseAll();
        }
        if (relay != null) {
            relay.stop();
        }
        Entry.Snapshot snapshot = replicas.snapshot();
        file.close();
        replicas.close();
        return snapshot;
    }

    /**
     * Ends the document: what clients typed is in the file and everything is in the log when this returns. Waits a moment
     * for programs that still write to a file we swapped out. What is under way to the relay goes on until {@link #close}.
     */
    void end() throws IOException {
        replicas.heal();
        long deadline = time.millis() + LONGEST_END;
        flush(deadline);
        while (file.hasRetired() && time.millis() < deadline) {
            deciding.feed(file.lookAtRetired());
            pause();
        }
        file.releaseWhole();
        flush(time.millis() + Agenda.WRITE_DELAY);
        file.releaseWhole();
    }

    /** Closes a document whose end is over; what is known of it if it is settled, else null. */
    @Nullable
    AtRest close() throws IOException {
        if (relay != null) {
            hands.noteShared(relay);
        }
        if (isSettled()) {
            return rest();
        }
        if (relay != null) {
            relay.stop();
        }
        file.close();
        replicas.close();
        return null;
    }

    /** As {@link OpenDocument#isIdle}, but it may be that the file is to be looked at once more. */
    private boolean isSettled() {
        return deciding.now().isSettled(deciding.facts()) && parts.isQuiet() && !Agenda.mayHideChange(file.age());
    }

    private void flush(long deadline) throws IOException {
        do {
            deciding.feed(new DocumentEvent.Hurried());
            if (deciding.now().isFlushed(deciding.facts())) {
                return;
            }
            pause();
        } while (time.millis() < deadline);
    }

    private void pause() throws IOException {
        try {
            time.sleep(Duration.ofMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while ending", e);
        }
    }
}
