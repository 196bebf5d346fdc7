package dev.markco.agent.internal.decision;

import dev.markco.yjs.StateVector;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a document's way to the relay; immutable. {@link RelayDecision} says what becomes of it.
 *
 * @param standing what the relay's list says
 * @param agreed whether the relay has exactly our state, as far as its list and its events say; only while {@link Phase#OFF}
 * @param caughtUp whether there was a moment on this connection when the relay and we had the same
 * @param attempts how often edits made while apart were not taken, on this connection, since something else had changed
 * @param adopting whether an adoption was under way when the agent ended, and nobody knows what became of it
 * @param preceded whether a document was to be created and was there already, though what the relay told of it was nothing
 * @param relayEmpty whether the relay has nothing of the document that we have joined, and neither have we: the first text
 *     has to seed it
 * @param denied why the relay refuses the document, or what we send of it; null while it does not
 * @param told what the relay has told since it was asked
 */
public record RelayState(
        Phase phase,
        Standing standing,
        boolean agreed,
        boolean caughtUp,
        int attempts,
        boolean adopting,
        boolean preceded,
        boolean relayEmpty,
        @Nullable String denied,
        Told told,
        Sent sent) {

    /** Which part we have in the connection. */
    public enum Phase {
        /** None. */
        OFF,
        /** None; our whole state is on its way to a relay that has no such document. */
        SEEDING,
        /** As {@link #SEEDING}, and an event told of the document, which may have been our own doing. */
        SEED_TOLD,
        /** The relay has not let us in yet. */
        WAITING,
        /** Our state vector is on its way, their answer is not here yet. */
        ASKED,
        /** Both their state vector and what we lack are here. */
        ANSWERED,
        /** The task is deciding. */
        DECIDING,
        /** As {@link #DECIDING}, and what was edited while apart needs no more care. */
        JOINING,
        /** Updates flow as they come. */
        JOINED,
        /** The relay does not let us in. */
        DENIED;

        /** Whether frames of the document are of this part in the connection, and not of an earlier one. */
        boolean hears() {
            return this == ASKED || this == ANSWERED || isDeciding() || this == JOINED;
        }

        boolean isDeciding() {
            return this == DECIDING || this == JOINING;
        }

        boolean isSeeding() {
            return this == SEEDING || this == SEED_TOLD;
        }

        /** Whether the relay lets us in, or is about to. */
        boolean takesPart() {
            return this == WAITING || hears();
        }
    }

    /**
     * What the relay has told since it was asked.
     *
     * @param theirs what it has
     * @param answer what we lack
     * @param early what came meanwhile
     */
    @SuppressWarnings("ArrayRecordComponent") // An update is the same only if it is one.
    public record Told(@Nullable StateVector theirs, byte @Nullable [] answer, UpdatePile early) {
        public static final Told NOTHING = new Told(null, null, UpdatePile.EMPTY);

        boolean isAll() {
            return theirs != null && answer != null;
        }
    }

    /**
     * What we sent while we take part, and what is still to be sent.
     *
     * @param waiting what is to be sent as soon as the socket is free
     * @param unacknowledged how many messages the relay has not acknowledged
     * @param older how many of these were sent before the relay was last asked what it has: what it says of them says
     *     nothing of what was sent since
     * @param refusals how often in a row it refused what was sent since it was asked
     */
    public record Sent(UpdatePile waiting, int unacknowledged, int older, int refusals) {
        public static final Sent NOTHING = new Sent(UpdatePile.EMPTY, 0, 0, 0);
        /** How often in a row the relay may refuse what it lacks, as it says itself, before nothing more is sent to it. */
        static final int MOST_REFUSALS = 2;

        /** One more message. */
        Sent one() {
            return new Sent(waiting, unacknowledged + 1, older, refusals);
        }

        Sent waiting(UpdatePile updates) {
            return new Sent(updates, unacknowledged, older, refusals);
        }

        Sent refused(int times) {
            return new Sent(waiting, unacknowledged, older, times);
        }

        /** The relay is asked what it has: the answer to that says what is to be sent. */
        Sent outdated() {
            return new Sent(UpdatePile.EMPTY, unacknowledged, unacknowledged, refusals);
        }

        boolean isMute() {
            return refusals >= MOST_REFUSALS;
        }

        boolean isDone() {
            return unacknowledged == 0 && waiting.isEmpty() && !isMute();
        }
    }

    /** Whether the relay is known to have everything that we have. */
    public enum Acknowledged {
        YES,
        NO,
        /** If that is nothing. */
        IF_EMPTY
    }

    /**
     * No part in any connection.
     *
     * @param caughtUp whether the list says that the relay has what we have
     * @param adopting whether an adoption was under way when the agent ended
     */
    public static RelayState initial(Standing standing, boolean caughtUp, boolean adopting) {
        return new RelayState(
                Phase.OFF, standing, false, caughtUp, 0, adopting, false, false, null, Told.NOTHING, Sent.NOTHING);
    }

    /** Whether the relay has acknowledged everything that the live replica holds. */
    public Acknowledged acknowledged() {
        return switch (phase) {
            case JOINED -> sent.isDone() ? Acknowledged.YES : Acknowledged.NO;
            case OFF -> agreed ? Acknowledged.YES : standing.isAbsent() ? Acknowledged.IF_EMPTY : Acknowledged.NO;
            default -> Acknowledged.NO;
        };
    }

    /** Whether the document can be put into the relay's trash. */
    public enum Deletable {
        /** The relay cannot be asked, or nobody knows whether it has the document. */
        LATER,
        /** It is not there. */
        GONE,
        YES
    }

    /** Whether the document can be put into the relay's trash now. */
    public Deletable deletable(boolean connected) {
        if (!connected || !standing.isKnown()) {
            return Deletable.LATER;
        }
        return standing.isListed() ? Deletable.YES : Deletable.GONE;
    }

    /** Whether the document stays as it is here until something happens. */
    public boolean isResting() {
        return phase == Phase.OFF || phase == Phase.DENIED;
    }

    RelayState in(Phase next) {
        return new RelayState(
                next, standing, agreed, caughtUp, attempts, adopting, preceded, relayEmpty, denied, told, sent);
    }

    RelayState standing(Standing news) {
        return new RelayState(
                phase, news, false, caughtUp, attempts, adopting, preceded, relayEmpty, denied, told, sent);
    }

    RelayState agreed(boolean same) {
        return new RelayState(
                phase, standing, same, caughtUp, attempts, adopting, preceded, relayEmpty, denied, told, sent);
    }

    RelayState adopting(boolean unfinished) {
        return new RelayState(
                phase, standing, agreed, caughtUp, attempts, unfinished, preceded, relayEmpty, denied, told, sent);
    }

    RelayState preceded(boolean was) {
        return new RelayState(
                phase, standing, agreed, caughtUp, attempts, adopting, was, relayEmpty, denied, told, sent);
    }

    RelayState relayEmpty(boolean empty) {
        return new RelayState(
                phase, standing, agreed, caughtUp, attempts, adopting, preceded, empty, denied, told, sent);
    }

    RelayState denied(@Nullable String reason) {
        return new RelayState(
                phase, standing, agreed, caughtUp, attempts, adopting, preceded, relayEmpty, reason, told, sent);
    }

    RelayState told(Told news) {
        return new RelayState(
                phase, standing, agreed, caughtUp, attempts, adopting, preceded, relayEmpty, denied, news, sent);
    }

    RelayState sent(Sent now) {
        return new RelayState(
                phase, standing, agreed, caughtUp, attempts, adopting, preceded, relayEmpty, denied, told, now);
    }

    /** The relay and we have the same. */
    RelayState evened() {
        return new RelayState(
                phase, standing, agreed, true, attempts, adopting, preceded, relayEmpty, denied, told, sent);
    }

    /** What was edited apart has been sent once more, on a condition. */
    RelayState attempted() {
        return new RelayState(
                phase, standing, agreed, caughtUp, attempts + 1, adopting, preceded, relayEmpty, denied, told, sent);
    }

    /** From now on whatever we edit is edited apart. */
    RelayState apart() {
        return new RelayState(phase, standing, agreed, false, 0, adopting, preceded, relayEmpty, denied, told, sent);
    }

    /** No part in the connection. What was not sent is in the live replica. */
    RelayState off() {
        return new RelayState(
                Phase.OFF,
                standing,
                false,
                caughtUp,
                attempts,
                adopting,
                false,
                false,
                denied,
                Told.NOTHING,
                Sent.NOTHING);
    }

    /** The relay is asked what it has. A refusal of what we send counts until something is taken. */
    RelayState asking() {
        return new RelayState(
                Phase.ASKED,
                standing,
                agreed,
                caughtUp,
                attempts,
                adopting,
                preceded,
                false,
                sent.refusals() == 0 ? null : denied,
                Told.NOTHING,
                sent.outdated());
    }
}
