package dev.markco.agent.internal.decision;

import dev.markco.yjs.StateVector;

/** What can be done between a document and its relay. Each says which event tells of it, if one does. */
public sealed interface RelayEffect {
    /** What asks the relay over HTTP or writes the log: it is done by the task, without a lock. */
    sealed interface Errand extends RelayEffect {}

    /** What is done at once. */
    enum Move implements RelayEffect {
        /** Ask to be let in: {@link RelayEvent.Lost} if there is no connection. */
        ATTACH,
        /** End our part in the connection. */
        DETACH,
        /** Let another document join. */
        SETTLE,
        /** Tell the relay what we have, and ask what it has. */
        ASK,
        /** Ask for the socket: {@link RelayEvent.SocketFree}. */
        WANT_TO_SEND,
        /** Hold our replica against the list: {@link RelayEvent.Weighed}. */
        WEIGH,
        /** Look what our replica has: {@link RelayEvent.Compared}. */
        COMPARE,
        /** Have the document's task run. */
        SIGNAL,
        /** Ask the relay's list what became of the document. */
        DOUBT
    }

    /** What takes a while. */
    enum Talk implements Errand {
        /** Create the document with our whole state, if there is none: {@link RelayEvent.Created} or {@link RelayEvent.Preceded}. */
        CREATE,
        /** Put our whole state into the document if it has nothing: {@link RelayEvent.Filled}. */
        FILL,
        /** Look whether anything was edited since both had the same: {@link RelayEvent.EditsSeen}. */
        LOOK_FOR_EDITS,
        /** Find out what became of an adoption: {@link RelayEvent.AdoptionEnded}. */
        END_ADOPTION,
        /** Give our history up for the relay's: {@link RelayEvent.Adopted}. */
        ADOPT
    }

    /**
     * Send what was edited apart to a relay that has {@code theirs}, less what it got from elsewhere, if it does not change
     * meanwhile: {@link RelayEvent.EditsSent}.
     */
    record SendEdits(StateVector theirs) implements Errand {}

    /** Merge what the relay sent. */
    @SuppressWarnings("ArrayRecordComponent") // An update is the same only if it is one.
    record Merge(byte[] update) implements RelayEffect {}

    /** Send what the relay lacks, which has {@code theirs}. */
    record SendLacking(StateVector theirs) implements RelayEffect {}

    /** This is the message that the socket gets. */
    @SuppressWarnings("ArrayRecordComponent") // An update is the same only if it is one.
    record Hand(byte[] update) implements RelayEffect {}

    /** Tell those who run the agent; {@code what} goes on from the document's name. */
    record Warn(String what) implements RelayEffect {}
}
