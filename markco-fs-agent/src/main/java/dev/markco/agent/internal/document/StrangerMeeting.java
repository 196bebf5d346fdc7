package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Joining;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.file.FileSide;
import dev.markco.agent.internal.replica.Adoption;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.talk.RelaySide;
import dev.markco.sync.room.Room;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.PendingLimitException;
import dev.markco.yjs.Updates;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about histories that editors brought and that share nothing with the document's (R4). Confined to its task. */
final class StrangerMeeting {
    private static final Logger log = LoggerFactory.getLogger(StrangerMeeting.class);

    private final Replicas replicas;
    private final Room room;
    private final FileSide file;
    private final @Nullable RelaySide relay;
    private final Strangers strangers;

    StrangerMeeting(Replicas replicas, FileSide file, @Nullable RelaySide relay, Strangers strangers) {
        this.replicas = replicas;
        this.room = replicas.room();
        this.file = file;
        this.relay = relay;
        this.strangers = strangers;
    }

    /** Two histories that share nothing are not merged: one of them is given up (R4). */
    void meetAll() throws IOException {
        byte[] theirs = room.read(live -> strangers.first());
        while (theirs != null) {
            try {
                meet(theirs);
            } catch (DecodeException | PendingLimitException e) {
                log.warn("'{}': what an editor sent cannot be taken: {}", file.name(), e.getMessage());
            }
            theirs = room.read(live -> {
                strangers.decided();
                return strangers.first();
            });
        }
    }

    private void meet(byte[] theirs) throws IOException {
        if (Joining.decide(replicas.liveVector(), Updates.stateVector(theirs)) != Joining.ADOPT) {
            // It came to be related meanwhile, since the relay has it, too; or it is what was typed behind one.
            room.apply(theirs, null);
            return;
        }
        FileContent ours = replicas.liveContent();
        FileContent other = Adoption.contentOf(theirs);
        boolean shared = relay != null && (relay.isCaughtUp() || replicas.base() != null);
        if (shared) {
            Adoption.Target target = Adoption.target(null, other, ours);
            keepIf(target, other);
            replicas.takeIn(theirs, target.content());
        } else {
            Adoption.Target target = Adoption.target(null, ours, other);
            keepIf(target, ours);
            replicas.yieldTo(theirs, target.content());
        }
    }

    private void keepIf(Adoption.Target target, FileContent content) throws IOException {
        if (target.conflict()) {
            file.keepCopy(content, "an editor has another text under this name, and no common one is known");
        }
    }
}
