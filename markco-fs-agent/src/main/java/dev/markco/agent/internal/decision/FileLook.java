package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.DocumentEffect.Simple.ATTACH;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.HEED_FILE;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.LEAVE_GIT;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.MEET;
import static dev.markco.agent.internal.decision.DocumentEffect.Simple.NOTE_AS_MEANT;
import static dev.markco.agent.internal.decision.DocumentState.NEVER;

import dev.markco.agent.internal.disk.FileText;
import dev.markco.agent.internal.git.GitBatch;
import dev.markco.agent.internal.git.GitGuard;
import dev.markco.agent.internal.use.Writers;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What it means what a look at the file found (R9, R13, R34, R35). Pure. */
final class FileLook {
    /** How often it is looked whether a program still has the file open for writing. */
    private static final long OPEN_INTERVAL = 100;
    /** So long after it was read, a change within {@link Agenda#TICK} shows in the stamp. */
    static final long AFTER_TICK = Agenda.TICK + 10;

    private FileLook() {}

    static Turn<DocumentState, DocumentEffect> decide(DocumentState state, Facts facts, DocumentEvent.FileSeen seen) {
        List<DocumentEffect> effects = new ArrayList<>();
        DocumentState now = state;
        if (!facts.pending()) {
            now = FileWrite.unobstructed(state, effects);
        }
        Sight sight = seen.sight();
        if (sight instanceof Sight.Anothers) {
            DocumentState displaced = now.with(now.file().with(Presence.DISPLACED));
            return new Turn<>(displaced.lookAt(facts.now() + OPEN_INTERVAL), effects);
        }
        String alien = alien(now.file(), sight);
        if (alien != null) {
            return refuse(now, alien, effects);
        }
        now = now.with(now.file().readable());
        if (sight instanceof Sight.Nothing) {
            return new Turn<>(lookAtNothing(now, facts), effects);
        }
        now = now.with(now.file().with(Presence.THERE));
        if (facts.detached()) {
            effects.add(ATTACH);
        }
        if (sight instanceof Sight.AsKnown known) {
            now = settled(now.with(now.file().holding(known.hash())), effects, HEED_FILE);
        } else if (sight instanceof Sight.AsMeant meant) {
            now = settled(now.with(now.file().holding(meant.hash())), effects, NOTE_AS_MEANT);
        } else if (sight instanceof Sight.Other other) {
            now = lookAtOther(now, facts, other, effects);
        }
        boolean again = now.agenda().lookAt() == NEVER && Agenda.mayHideChange(seen.age());
        return new Turn<>(again ? now.lookAt(facts.now() + AFTER_TICK) : now, effects);
    }

    /** Why no document can hold what is there; null where one can, or what is there means that its text is lost. */
    private static @Nullable String alien(FileState file, Sight sight) {
        if (sight instanceof Sight.Alien alien) {
            return alien.why();
        }
        boolean written = file.occasion() != TakeOnce.Occasion.CATCH_UP;
        return written && sight instanceof Sight.Other other && other.isZeros() ? FileText.HOLDS_ZEROS : null;
    }

    static Turn<DocumentState, DocumentEffect> refuse(DocumentState state, String why, List<DocumentEffect> effects) {
        FileState file = state.file();
        if (!why.equals(file.refused())) {
            effects.add(new DocumentEffect.Say(true, "is left alone: " + why));
        }
        return new Turn<>(
                state.with(file.with(file.emptiness().decided()).refusedFor(why))
                        .lookAt(NEVER),
                effects);
    }

    private static DocumentState lookAtNothing(DocumentState state, Facts facts) {
        FileState file = state.file().awaiting(null);
        if (!facts.diskHistory() || facts.detached()) {
            return state.with(file).lookAt(NEVER);
        }
        Presence presence = file.presence().absent(facts.now());
        return state.with(file.with(presence)).lookAt(presence.lookAt());
    }

    private static DocumentState lookAtOther(
            DocumentState state, Facts facts, Sight.Other other, List<DocumentEffect> effects) {
        FileState file = state.file();
        boolean unseen = file.occasion() == TakeOnce.Occasion.CATCH_UP
                && other.isBlank()
                && other.known().length > 0
                && file.emptiness() != Emptiness.MEANT;
        if (unseen) {
            boolean strange = other.strange() || other.isZeros();
            Emptiness found = strange ? Emptiness.STRANGE : Emptiness.FOUND;
            return state.with(file.awaiting(null).with(found)).lookAt(NEVER);
        }
        long now = facts.now();
        Unsettled change = unsettled(file.unsettled(), other, now);
        file = file.with(file.emptiness().decided()).holding(other.hash()).awaiting(change);
        long wait = Settling.delay(
                other.known(), other.seen(), other.writers(), now - change.changed(), now - change.since());
        if (wait > 0) {
            boolean open = other.writers() == Writers.OPEN;
            return state.with(file.waitingFor(open ? FileState.IN_USE : null))
                    .lookAt(now + (open ? Math.min(wait, OPEN_INTERVAL) : wait));
        }
        if (other.git() == GitBatch.Verdict.WAIT) {
            return state.with(file).lookAt(now + GitGuard.INTERVAL);
        }
        if (other.foreign()) {
            effects.add(MEET);
            return state.with(file.awaiting(null)).lookAt(NEVER);
        }
        boolean pulled = other.git() != GitBatch.Verdict.ORDINARY;
        effects.add(new DocumentEffect.TakeSave(
                pulled ? TakeOnce.Occasion.CATCH_UP : file.occasion(), other.git() == GitBatch.Verdict.BATCH));
        return state.with(file).lookAt(NEVER);
    }

    private static Unsettled unsettled(@Nullable Unsettled before, Sight.Other other, long now) {
        if (before != null && Objects.equals(before.hash(), other.hash())) {
            return before;
        }
        // What changed long before we looked has been quiet since.
        long changed = now - Math.min(other.quiet(), Settling.LONGEST);
        return new Unsettled(other.hash(), changed, before == null ? now : before.since());
    }

    /** All that the file holds is taken. */
    private static DocumentState settled(DocumentState state, List<DocumentEffect> effects, DocumentEffect... first) {
        effects.addAll(List.of(first));
        effects.add(LEAVE_GIT);
        FileState file = state.file().settled();
        return state.with(file.with(file.emptiness().decided())).lookAt(NEVER);
    }

    /** All that the file holds is taken, or is not to be. */
    static Turn<DocumentState, DocumentEffect> noted(DocumentState state, DocumentEffect... first) {
        List<DocumentEffect> effects = new ArrayList<>();
        return new Turn<>(settled(state, effects, first), effects);
    }

    static Turn<DocumentState, DocumentEffect> met(DocumentState state, Facts facts, Meeting meeting) {
        return switch (meeting) {
            case NONE, FILL -> Turn.to(state);
            case SAME -> noted(state);
            case LEAVE ->
                refuse(
                        state,
                        "the file and the document came from different places, and the file is a link",
                        new ArrayList<>());
            case SET_ASIDE -> Turn.to(state.lookAt(facts.now() + 1));
        };
    }
}
