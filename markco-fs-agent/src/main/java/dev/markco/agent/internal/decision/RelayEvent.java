package dev.markco.agent.internal.decision;

import dev.markco.yjs.StateVector;
import org.jspecify.annotations.Nullable;

/** What happened between a document and its relay, or was observed when that was asked for. */
public sealed interface RelayEvent {
    /** What may happen at any time, and is told by whoever sees it. */
    sealed interface Notice extends RelayEvent {}

    /** What the document's task does, and finds out when a {@link RelayEffect} has it look or ask. */
    sealed interface Step extends RelayEvent {}

    /** The relay's list, or what was done by request, says this; {@link Standing#UNKNOWN} when the connection is gone. */
    record Stood(Standing standing) implements Notice {}

    /** An event says that somebody, perhaps ourselves, made or changed the document with that identity. */
    record Changed(String id) implements Notice {}

    /** The relay let us in. */
    record Opened() implements Notice {}

    /** The relay refused us. */
    record Denied(String reason) implements Notice {}

    /** The connection in which we took part is gone, or was when we were about to. */
    record Lost() implements Notice {}

    /** The relay ended our part: it has the document in the trash perhaps, or wants to be asked anew. */
    record Closed() implements Notice {}

    /** We take no part any more. */
    record Stopped() implements Notice {}

    /** The relay told what it has, and asks for what it lacks. */
    record VectorCame(StateVector theirs) implements Notice {}

    /** The relay sent what we lack of what it has. */
    @SuppressWarnings("ArrayRecordComponent") // An update is the same only if it is one.
    record AnswerCame(byte[] lacking) implements Notice {}

    /** The relay sent what somebody changed. */
    @SuppressWarnings("ArrayRecordComponent") // An update is the same only if it is one.
    record UpdateCame(byte[] update) implements Notice {}

    /** The relay has stored one of our messages, or will not. */
    record Acknowledged(boolean applied) implements Notice {}

    /** Our replica was changed by somebody else than the relay. */
    @SuppressWarnings("ArrayRecordComponent") // An update is the same only if it is one.
    record Edited(byte[] update) implements Notice {}

    /** The socket can take a message. */
    record SocketFree() implements Notice {}

    /**
     * The document has its turn.
     *
     * @param identity who it is on the relay as far as is known here, null for not at all
     */
    record Turned(boolean connected, @Nullable String identity) implements Step {}

    /**
     * Our replica was held against the relay's list.
     *
     * @param same whether its digest is the listed one
     * @param empty whether it has nothing
     */
    record Weighed(boolean same, boolean empty) implements Step {}

    /** What our replica has at this moment. */
    record Compared(StateVector ours) implements Step {}

    /**
     * The relay has made the document of our whole state.
     *
     * @param id its identity there, null from relays that do not tell
     * @param stateHash its digest, null as above
     */
    record Created(@Nullable String id, @Nullable String stateHash) implements Step {}

    /** There was a document of that name already. */
    record Preceded() implements Step {}

    /** Our whole state was merged into a document without anything. */
    record Filled() implements Step {}

    /** Whether our replica has edits that were not in what both had last. */
    record EditsSeen(boolean any) implements Step {}

    /** What was edited apart was sent, without what the relay got from elsewhere; or it has changed meanwhile. */
    record EditsSent(boolean taken) implements Step {}

    /** What became of an adoption that the last run left under way is known, and done. */
    record AdoptionEnded() implements Step {}

    /** Our history was given up for the relay's, unless that was not needed any more. */
    record Adopted() implements Step {}

    /** What was to be done could not be. */
    record Failed() implements Step {}
}
