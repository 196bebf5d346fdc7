package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.DocumentEffect.Simple.LEAVE_GIT;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.SEE_USE;
import static dev.markco.agent.internal.decision.DocumentState.NEVER;

import dev.markco.agent.internal.use.Writers;
import java.util.ArrayList;
import java.util.List;

/** Whether and how the file is written once it was looked at, and what came of that (R7, R34). Pure. */
final class FileWrite {
    private FileWrite() {}

    /** The file was looked at, and what it held is taken: if it is to be written in this turn, it is seen who uses it. */
    static Turn<DocumentState, DocumentEffect> begin(DocumentState state, Facts facts) {
        Agenda agenda = state.agenda();
        if (!agenda.writing()) {
            return Turn.to(state);
        }
        DocumentState tried = state.with(agenda.tried(facts.now()));
        return mayWrite(state.file(), facts) ? new Turn<>(tried, List.of(SEE_USE)) : Turn.to(tried);
    }

    private static boolean mayWrite(FileState file, Facts facts) {
        return facts.pending() && file.isWritableAfterChange(facts.now()) && !file.isAwaited();
    }

    static Turn<DocumentState, DocumentEffect> decide(DocumentState state, Facts facts, DocumentEvent.UseSeen use) {
        if (use.gitAtWork()) {
            return Turn.to(state);
        }
        FileState file = state.file();
        long since = use.writers() != Writers.OPEN ? NEVER : Math.min(file.openSince(), facts.now());
        WriteWay way = WriteWay.decide(use.writers(), use.extendable(), since == NEVER ? 0 : facts.now() - since);
        List<DocumentEffect> effects = new ArrayList<>(List.of(LEAVE_GIT));
        if (way != WriteWay.WAIT) {
            effects.add(new DocumentEffect.PutFile(way));
        }
        FileState waiting = file.openSince(since).waitingFor(way == WriteWay.WAIT ? FileState.IN_USE : null);
        return new Turn<>(state.with(waiting), effects);
    }

    /** The file was written, or not. What was written is looked at once more, in case it changed in the same tick. */
    static Turn<DocumentState, DocumentEffect> put(DocumentState state, Facts facts, DocumentEvent.Put put) {
        long again = put.again() ? facts.now() : Math.min(state.agenda().lookAt(), facts.now() + FileLook.AFTER_TICK);
        DocumentState now = state.lookAt(again);
        if (facts.retired() && now.agenda().retiredAt() == NEVER) {
            now = now.with(now.agenda().retiredAt(facts.now()));
        }
        if (!put.done()) {
            return Turn.to(now);
        }
        List<DocumentEffect> effects = new ArrayList<>();
        now = unobstructed(now, effects);
        if (put.holds() != null) {
            // One that was to come back is there again: when it is missed from now on, that means something.
            now = now.with(now.file().holding(put.holds()).with(Presence.THERE));
        }
        return new Turn<>(now, effects);
    }

    /** Nothing keeps the file from being written any more. */
    static DocumentState unobstructed(DocumentState state, List<DocumentEffect> effects) {
        if (state.file().obstacle() == null) {
            return state;
        }
        effects.add(new DocumentEffect.Say(false, "is written again"));
        return state.with(state.file().obstructedBy(null));
    }

    static Turn<DocumentState, DocumentEffect> tooLarge(DocumentState state, long most) {
        return obstruct(state, Obstacle.size(most));
    }

    static Turn<DocumentState, DocumentEffect> refused(DocumentState state, Facts facts, String why) {
        return obstruct(state, Obstacle.refusal(why, state.file().obstacle(), facts.now()));
    }

    private static Turn<DocumentState, DocumentEffect> obstruct(DocumentState state, Obstacle met) {
        Obstacle before = state.file().obstacle();
        DocumentState now = state.with(state.file().obstructedBy(met));
        return before != null && before.why().equals(met.why())
                ? Turn.to(now)
                : new Turn<>(
                        now,
                        List.of(new DocumentEffect.Say(
                                true,
                                "is not written: " + met.why() + ". Its document goes on without it until it can be")));
    }
}
