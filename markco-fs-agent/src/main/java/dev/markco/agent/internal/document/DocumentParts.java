package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Facts;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.file.FileSide;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.talk.RelaySide;
import org.jspecify.annotations.Nullable;

/**
 * What a document in memory consists of, and how that stands. Whoever asks may be on any thread.
 *
 * @param relay null when there is no relay
 */
record DocumentParts(
        Replicas replicas, FileSide file, @Nullable RelaySide relay) {
    /** How the replicas stand. */
    Facts facts(long now) {
        Facts.Relayed relayed = Facts.Relayed.NONE;
        if (relay != null) {
            Standing standing = relay.standing();
            boolean told = standing.stateHash() != null || relay.isJoined();
            relayed =
                    !standing.isListed() ? Facts.Relayed.UNLISTED : told ? Facts.Relayed.LISTED : Facts.Relayed.CHANGED;
        }
        return new Facts(
                now,
                replicas.hasPending(),
                replicas.isDetached(),
                replicas.isKnown(),
                replicas.hasDiskHistory(),
                file.hasRetired(),
                relayed);
    }

    /** Why the relay refuses the document, or null. */
    @Nullable
    String denied() {
        return relay == null ? null : relay.denied();
    }

    /** Whether the relay, if there is one, has acknowledged all of it. */
    boolean isAcknowledged() {
        return relay == null || relay.isAcknowledged();
    }

    /** Whether nothing is under way to or from the relay, which does not refuse the document. */
    boolean isQuiet() {
        return relay == null || (relay.isQuiet() && relay.denied() == null);
    }
}
