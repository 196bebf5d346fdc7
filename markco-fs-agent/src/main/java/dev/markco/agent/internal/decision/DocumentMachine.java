package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.DocumentEffect.Simple.COMPACT;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.LET_EDITORS_IN;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.LOOK_AT_RETIRED;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.MEET_STRANGERS;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.READ_FILE;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.RECOVER;
import static dev.markco.agent.internal.decision.DocumentState.NEVER;

import java.util.ArrayList;
import java.util.List;

/**
 * What happens next to a document in memory, from what is known of it and what was observed. Who surrounds it observes, and
 * carries out what it says. Pure; {@link FileLook}, {@link FileWrite} and {@link Deletions} are its parts, each with a table.
 *
 * <p>A turn is {@link DocumentEvent.Turned}, {@link DocumentEvent.FileDone} and {@link DocumentEvent.TurnEnded}, each with all
 * that its effects tell of. What comes of an effect is decided before the next effect is carried out.
 */
public final class DocumentMachine {
    private DocumentMachine() {}

    /** Decides. */
    public static Turn<DocumentState, DocumentEffect> next(DocumentState state, Facts facts, DocumentEvent event) {
        if (event instanceof DocumentEvent.FileSeen seen) {
            return thenWrite(FileLook.decide(state, facts, seen), facts);
        } else if (event instanceof DocumentEvent.SaveTaken) {
            return thenWrite(FileLook.noted(state), facts);
        } else if (event instanceof DocumentEvent.Met met) {
            return thenWrite(FileLook.met(state, facts, met.meeting()), facts);
        } else if (event instanceof DocumentEvent.UseSeen use) {
            return FileWrite.decide(state, facts, use);
        } else if (event instanceof DocumentEvent.Put put) {
            return FileWrite.put(state, facts, put);
        } else if (event instanceof DocumentEvent.PutAtAlien alien) {
            return FileLook.refuse(state, alien.why(), new ArrayList<>());
        } else if (event instanceof DocumentEvent.PutTooLarge large) {
            return FileWrite.tooLarge(state, large.most());
        } else if (event instanceof DocumentEvent.PutRefused refused) {
            return FileWrite.refused(state, facts, refused.why());
        }
        return life(state, facts, event);
    }

    private static Turn<DocumentState, DocumentEffect> life(DocumentState state, Facts facts, DocumentEvent event) {
        if (event instanceof DocumentEvent.DeletionMeant) {
            return Deletions.meant(state, facts);
        } else if (event instanceof DocumentEvent.LossNotMeant) {
            return Deletions.notMeant(state, facts);
        } else if (event instanceof DocumentEvent.EmptinessMeant) {
            return Turn.to(state.with(state.file().with(Emptiness.MEANT)));
        } else if (event instanceof DocumentEvent.StrangersMet met) {
            return state.looked() ? Deletions.relayTurn(state, facts, met.fileIsThere()) : Turn.to(state);
        } else if (event instanceof DocumentEvent.DeletionAnswered deletion) {
            return Deletions.answered(state, facts, deletion.answer());
        } else if (event instanceof DocumentEvent.TrashedThere trashed) {
            return Deletions.trashedThere(state, trashed);
        } else if (event instanceof DocumentEvent.FileTrashed trashed) {
            return Deletions.fileTrashed(state, trashed.gone());
        }
        return turn(state, facts, event);
    }

    private static Turn<DocumentState, DocumentEffect> turn(DocumentState state, Facts facts, DocumentEvent event) {
        if (event instanceof DocumentEvent.Turned turned) {
            return begin(state, facts, turned);
        } else if (event instanceof DocumentEvent.Hurried) {
            return new Turn<>(state.with(state.agenda().writing(true)), List.of(READ_FILE));
        } else if (event instanceof DocumentEvent.Recovered recovered) {
            DocumentState now = state.nowRecovered();
            now = recovered.written() == null ? now : now.with(now.file().holding(recovered.written()));
            return Turn.to(facts.retired() ? now.with(now.agenda().retiredAt(facts.now())) : now);
        } else if (event instanceof DocumentEvent.RetiredSeen retired) {
            long at = retired.again() == NEVER ? NEVER : facts.now() + retired.again();
            return Turn.to(state.with(state.agenda().retiredAt(at)));
        } else if (event instanceof DocumentEvent.FileDone) {
            return fileDone(state);
        } else if (event instanceof DocumentEvent.WaitedEnough) {
            return state.editorsIn() ? Turn.to(state) : new Turn<>(state.editorsIn(true), List.of(LET_EDITORS_IN));
        }
        return end(state, facts);
    }

    private static Turn<DocumentState, DocumentEffect> begin(
            DocumentState state, Facts facts, DocumentEvent.Turned turned) {
        List<DocumentEffect> effects = new ArrayList<>();
        long now = facts.now();
        if (!state.recovered()) {
            effects.add(RECOVER);
        }
        Agenda agenda = state.agenda().changed(turned.changedAt());
        if (!state.recovered() || now >= agenda.retiredAt() || (turned.dirty() && facts.retired())) {
            effects.add(LOOK_AT_RETIRED);
        }
        boolean write = agenda.isWriteDue(now);
        if (turned.dirty() || write || now >= agenda.lookAt()) {
            effects.add(READ_FILE);
        }
        return new Turn<>(state.with(agenda.writing(write)), effects);
    }

    private static Turn<DocumentState, DocumentEffect> fileDone(DocumentState state) {
        List<DocumentEffect> effects = new ArrayList<>();
        DocumentState now = state;
        if (!state.awaitsFile()) {
            now = now.nowLooked();
        }
        if (now.looked() && !now.editorsIn()) {
            now = now.editorsIn(true);
            effects.add(LET_EDITORS_IN);
        }
        effects.add(MEET_STRANGERS);
        return new Turn<>(now, effects);
    }

    private static Turn<DocumentState, DocumentEffect> end(DocumentState state, Facts facts) {
        long now = facts.now();
        List<DocumentEffect> effects = new ArrayList<>();
        if (!facts.retired()) {
            effects.add(COMPACT);
        }
        Agenda agenda = state.agenda();
        if (facts.pending() && state.file().isWritable(now)) {
            agenda = agenda.changed(agenda.changedAt() == NEVER ? now : agenda.changedAt());
        }
        agenda = agenda.lookAt(Math.min(agenda.lookAt(), state.file().triedAgainAt(now)));
        if (agenda.next() != NEVER) {
            effects.add(new DocumentEffect.WakeIn(Math.max(1, agenda.next() - now)));
        }
        return new Turn<>(state.with(agenda.writing(false)), effects);
    }

    /** What is to be done for the look comes first, and what was not taken yet is not written over. */
    private static Turn<DocumentState, DocumentEffect> thenWrite(
            Turn<DocumentState, DocumentEffect> look, Facts facts) {
        boolean more = look.effects().stream()
                .anyMatch(effect -> effect instanceof DocumentEffect.TakeSave || effect == DocumentEffect.Simple.MEET);
        if (more) {
            return look;
        }
        Turn<DocumentState, DocumentEffect> write = FileWrite.begin(look.state(), facts);
        List<DocumentEffect> effects = new ArrayList<>(look.effects());
        effects.addAll(write.effects());
        return new Turn<>(write.state(), effects);
    }
}
