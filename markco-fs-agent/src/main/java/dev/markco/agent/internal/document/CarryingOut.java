package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.DocumentEffect;
import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.file.FileSide;
import dev.markco.agent.internal.replica.Replay;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.talk.RelaySide;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Carries out what was decided about one document, and tells what came of it. Confined to the document's task. */
final class CarryingOut {
    private static final Logger log = LoggerFactory.getLogger(CarryingOut.class);

    private final String docPath;
    private final SerialTask task;
    private final Replicas replicas;
    private final FileSide file;
    private final @Nullable RelaySide relay;
    private final @Nullable Replay replay;
    private final StrangerMeeting strangers;

    /** {@code replay} is what was under way when the document was used last, null for nothing. */
    CarryingOut(
            String docPath,
            SerialTask task,
            Replicas replicas,
            FileSide file,
            @Nullable RelaySide relay,
            @Nullable Replay replay,
            StrangerMeeting strangers) {
        this.docPath = docPath;
        this.task = task;
        this.replicas = replicas;
        this.file = file;
        this.relay = relay;
        this.replay = replay;
        this.strangers = strangers;
    }

    /** Does what was decided; returns what came of it if that needs a decision. */
    @Nullable
    DocumentEvent carryOut(DocumentEffect effect) throws IOException {
        if (effect instanceof DocumentEffect.TakeSave take) {
            file.take(take.occasion(), take.batch());
            return new DocumentEvent.SaveTaken();
        } else if (effect instanceof DocumentEffect.PutFile put) {
            return file.put(put.way());
        } else if (effect instanceof DocumentEffect.WakeIn wake) {
            task.signalIn(wake.millis());
            return null;
        } else if (effect instanceof DocumentEffect.RestoreThere restore) {
            log.warn("'{}' {}", file.name(), restore.why());
            return null;
        } else if (effect instanceof DocumentEffect.Say say) {
            log.atLevel(say.warning() ? Level.WARN : Level.INFO).log("'{}' {}", file.name(), say.what());
            return null;
        }
        return effect instanceof DocumentEffect.Simple simple ? carryOut(simple) : null;
    }

    private @Nullable DocumentEvent carryOut(DocumentEffect.Simple effect) throws IOException {
        switch (effect) {
            case RECOVER -> {
                return new DocumentEvent.Recovered(file.recover(replay));
            }
            case LOOK_AT_RETIRED -> {
                return file.lookAtRetired();
            }
            case READ_FILE -> {
                return file.look();
            }
            case MEET -> {
                return new DocumentEvent.Met(file.meet());
            }
            case SEE_USE -> {
                return file.seeUse();
            }
            case PUT_BACK -> {
                return file.putBack();
            }
            case TRASH_FILE -> {
                return new DocumentEvent.FileTrashed(file.moveToTrash());
            }
            case MEET_STRANGERS -> {
                strangers.meetAll();
                return new DocumentEvent.StrangersMet(file.stamp() != null);
            }
            case DELETE_THERE -> {
                return new DocumentEvent.DeletionAnswered(relay == null ? DocumentEvent.Answer.DONE : relay.delete());
            }
            case ATTACH -> replicas.attach();
            case HEED_FILE -> file.heed();
            case NOTE_AS_MEANT -> file.noteAsMeant();
            case NOTE_EMPTY -> file.noteEmpty();
            case LEAVE_GIT -> file.leaveGit();
            case LET_EDITORS_IN -> replicas.room().resume();
            case KEEP_IN_TRASH -> file.keepInTrash();
            case DETACH -> replicas.detach();
            case COMPACT -> replicas.compactIfLong();
            case JOIN_AGAIN -> joinAgain();
            case ADVANCE_RELAY -> withRelay(RelaySide::advance);
            case NOTE_SHARED -> withRelay(this::noteShared);
        }
        return null;
    }

    /** What is done with the relay's side, if there is one. */
    @FunctionalInterface
    private interface RelayAction {
        void run(RelaySide way) throws IOException;
    }

    private void withRelay(RelayAction action) throws IOException {
        RelaySide way = relay;
        if (way != null) {
            action.run(way);
        }
    }

    private void joinAgain() throws IOException {
        withRelay(way -> {
            if (!way.isJoined()) {
                way.stand(Standing.listed(way.standing().id(), null));
            }
        });
    }

    /** Notes what the relay has by now. */
    void noteShared(RelaySide way) throws IOException {
        if (way.isAcknowledged()) {
            Standing standing = way.standing();
            if (standing.id() != null) {
                replicas.identify(new Entry.Identity(standing.id(), docPath));
            }
            if (!replicas.hasPending()) {
                replicas.markShared();
            }
        }
    }
}
