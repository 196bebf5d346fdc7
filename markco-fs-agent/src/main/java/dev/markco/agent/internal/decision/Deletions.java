package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.DocumentEffect.Simple.ADVANCE_RELAY;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.DELETE_THERE;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.DETACH;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.JOIN_AGAIN;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.KEEP_IN_TRASH;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.NOTE_EMPTY;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.NOTE_SHARED;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.PUT_BACK;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.TRASH_FILE;

import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of a document that is deleted here, or elsewhere, while it is edited elsewhere, or here (R12, R20): an edit
 * that whoever deleted did not know of wins, and what is deleted goes to a trash. Pure; the table is in {@code
 * DeletionsTest}.
 */
final class Deletions {
    private Deletions() {}

    /** The file is gone, and the project, or a person, says that this is meant. */
    static Turn<DocumentState, DocumentEffect> meant(DocumentState state, Facts facts) {
        if (!state.isMissing()) {
            return Turn.to(state);
        }
        if (facts.pending()) {
            return new Turn<>(
                    state.with(state.file().with(Presence.RETURNING))
                            .with(state.agenda().changed(facts.now())),
                    List.of(new DocumentEffect.Say(
                            true, "was deleted, and changed elsewhere before that was seen: it comes back")));
        }
        DocumentState gone = state.with(state.file().with(Presence.THERE));
        return new Turn<>(gone, facts.known() ? List.of(KEEP_IN_TRASH, DETACH) : List.of(DETACH));
    }

    /** That the file is gone, or empty, is not meant: it is written as it was. */
    static Turn<DocumentState, DocumentEffect> notMeant(DocumentState state, Facts facts) {
        FileState file = state.file();
        if (file.emptiness().isUndecided()) {
            return FileLook.noted(state.with(file.with(Emptiness.NO)), NOTE_EMPTY);
        }
        if (!state.isMissing()) {
            return Turn.to(state);
        }
        // One whose log was taken away comes from the relay: what it was is nowhere here.
        return new Turn<>(state.with(file.with(Presence.THERE)), facts.known() ? List.of(PUT_BACK) : List.of());
    }

    /** What the relay's side does in this turn, once the file was looked at. */
    static Turn<DocumentState, DocumentEffect> relayTurn(DocumentState state, Facts facts, boolean fileIsThere) {
        // One that somebody changed is joined first: the change may be one that the deletion does not beat.
        boolean deleted =
                facts.detached() && !fileIsThere && !facts.pending() && facts.relay() != Facts.Relayed.CHANGED;
        return deleted ? new Turn<>(state, List.of(DELETE_THERE)) : goOn(state, facts);
    }

    /** The relay has answered that the document is to go to its trash. */
    static Turn<DocumentState, DocumentEffect> answered(DocumentState state, Facts facts, DocumentEvent.Answer answer) {
        return switch (answer) {
            case DONE -> Turn.to(state.with(DocumentState.Fate.DELETED));
            case CHANGED -> {
                List<DocumentEffect> effects = new ArrayList<>(List.of(JOIN_AGAIN));
                effects.addAll(goOn(state, facts).effects());
                yield new Turn<>(state, effects);
            }
            case LATER -> goOn(state, facts);
        };
    }

    private static Turn<DocumentState, DocumentEffect> goOn(DocumentState state, Facts facts) {
        if (facts.relay() == Facts.Relayed.NONE) {
            return Turn.to(state);
        }
        boolean takesPart = !facts.detached() || facts.relay() != Facts.Relayed.UNLISTED;
        return new Turn<>(state, takesPart ? List.of(ADVANCE_RELAY, NOTE_SHARED) : List.of(NOTE_SHARED));
    }

    /** The document is in the relay's trash: its file goes there, too, unless something of it is not known elsewhere. */
    static Turn<DocumentState, DocumentEffect> trashedThere(DocumentState state, DocumentEvent.TrashedThere trashed) {
        if (trashed.returning()) {
            return new Turn<>(
                    state, List.of(new DocumentEffect.RestoreThere("is there again: its document is restored")));
        }
        return trashed.edited() ? edited(state) : new Turn<>(state, List.of(TRASH_FILE));
    }

    static Turn<DocumentState, DocumentEffect> fileTrashed(DocumentState state, boolean gone) {
        return gone ? Turn.to(state.with(DocumentState.Fate.BURIED)) : edited(state);
    }

    private static Turn<DocumentState, DocumentEffect> edited(DocumentState state) {
        return new Turn<>(
                state,
                List.of(new DocumentEffect.RestoreThere(
                        "was deleted elsewhere, and edited here before that was known: it is restored")));
    }
}
