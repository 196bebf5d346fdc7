package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.decision.RelayEffect.Move;
import dev.markco.agent.internal.decision.RelayEffect.Talk;
import dev.markco.agent.internal.decision.RelayState.Phase;
import dev.markco.agent.internal.decision.RelayState.Told;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import java.util.ArrayList;
import java.util.List;

/**
 * What a document's task decides between the document and its relay: whether to take part, and what to do once the relay has
 * told what it has. The part of {@link RelayDecision} that has a turn of its own. What comes back after something else ended
 * the decision, as a lost connection does, changes nothing. Pure.
 */
final class RelayMeeting {
    /** How often edits made while apart are sent on the condition that nothing else changed, before they are just sent. */
    static final int MOST_ATTEMPTS = 3;

    private RelayMeeting() {}

    static Turn<RelayState, RelayEffect> decide(RelayState state, RelayEvent.Step event) {
        if (event instanceof RelayEvent.Turned turned) {
            return turned(state, turned);
        } else if (event instanceof RelayEvent.Weighed weighed) {
            return weighed(state, weighed);
        } else if (event instanceof RelayEvent.Compared compared) {
            return compared(state, compared.ours());
        } else if (event instanceof RelayEvent.Created created) {
            return created(state, created);
        } else if (event instanceof RelayEvent.Preceded) {
            return preceded(state);
        } else if (event instanceof RelayEvent.EditsSeen seen) {
            return editsSeen(state, seen.any());
        } else if (event instanceof RelayEvent.EditsSent sent) {
            return editsSent(state, sent.taken());
        } else if (event instanceof RelayEvent.AdoptionEnded) {
            return askAgain(state.adopting(false));
        } else if (event instanceof RelayEvent.Failed) {
            return failed(state);
        } else {
            // Adopted or filled: the relay says what it has now.
            return askAgain(state.preceded(false));
        }
    }

    private static Turn<RelayState, RelayEffect> turned(RelayState state, RelayEvent.Turned turned) {
        if (state.phase() == Phase.ANSWERED) {
            return state.adopting()
                    ? Turn.to(state.in(Phase.DECIDING), Talk.END_ADOPTION)
                    : Turn.to(state.in(Phase.DECIDING), Move.COMPARE);
        }
        if (state.phase() != Phase.OFF || !turned.connected()) {
            return Turn.to(state);
        }
        if (state.standing().isDoubtfulFor(turned.identity())) {
            return Turn.to(state.standing(Standing.UNKNOWN), Move.DOUBT);
        }
        return considered(state);
    }

    /** Whether the document has to take part at all. */
    private static Turn<RelayState, RelayEffect> considered(RelayState state) {
        boolean differs = state.standing().isListed() && !state.agreed();
        return differs || state.standing().isAbsent() ? Turn.to(state, Move.WEIGH) : Turn.to(state);
    }

    private static Turn<RelayState, RelayEffect> weighed(RelayState state, RelayEvent.Weighed weighed) {
        if (state.phase() != Phase.OFF) {
            return Turn.to(state);
        }
        if (state.standing().isAbsent()) {
            return weighed.empty() ? Turn.to(state) : Turn.to(state.in(Phase.SEEDING), Talk.CREATE);
        }
        if (!state.standing().isListed()) {
            return Turn.to(state);
        }
        return weighed.same() && !state.adopting()
                ? Turn.to(state.agreed(true).evened().denied(null))
                : Turn.to(state.in(Phase.WAITING), Move.ATTACH);
    }

    /** Our history beside theirs (R1), at the very moment at which they are merged, if they are. */
    private static Turn<RelayState, RelayEffect> compared(RelayState state, StateVector ours) {
        StateVector theirs = state.told().theirs();
        if (!state.phase().isDeciding() || theirs == null) {
            return Turn.to(state);
        }
        return switch (Joining.decide(ours, theirs)) {
            case NOTHING -> join(state, ours, theirs);
            case MERGE -> {
                boolean apart = state.phase() == Phase.DECIDING
                        && !state.caughtUp()
                        && state.attempts() < MOST_ATTEMPTS
                        && !theirs.covers(ours);
                yield apart ? Turn.to(state, Talk.LOOK_FOR_EDITS) : join(state, ours, theirs);
            }
            case SEED -> Turn.to(state, state.preceded() ? Talk.FILL : Talk.CREATE);
            case ADOPT -> Turn.to(state, Talk.ADOPT);
        };
    }

    /** Merges both ways. From here on updates flow as they come. */
    private static Turn<RelayState, RelayEffect> join(RelayState state, StateVector ours, StateVector theirs) {
        Told told = state.told();
        byte[] lacking = told.answer();
        List<byte[]> updates = new ArrayList<>();
        if (lacking != null) {
            updates.add(lacking);
        }
        updates.addAll(told.early().inOrder());
        boolean empty = ours.isEmpty() && theirs.isEmpty() && updates.stream().allMatch(Updates::isEmpty);
        RelayState joined = state.in(Phase.JOINED)
                .told(Told.NOTHING)
                .preceded(false)
                .relayEmpty(empty)
                .evened();
        List<RelayEffect> effects = new ArrayList<>();
        updates.forEach(update -> effects.add(new RelayEffect.Merge(update)));
        if (!ours.isEmpty()) {
            // Even if it lacks nothing: what it has of ours need not be stored yet, and its acknowledgement says when
            // it is (R18).
            joined = joined.sent(joined.sent().one());
            effects.add(new RelayEffect.SendLacking(theirs));
        }
        effects.add(Move.SETTLE);
        effects.add(Move.SIGNAL);
        return new Turn<>(joined, List.copyOf(effects));
    }

    /** The relay made the document of what we sent. While it was under way, something else may have been heard of it. */
    private static Turn<RelayState, RelayEffect> created(RelayState state, RelayEvent.Created created) {
        Standing listed = Standing.listed(created.id(), created.stateHash());
        if (state.phase().isSeeding()) {
            return considered(state.in(Phase.OFF).standing(listed));
        }
        return state.phase().isDeciding() ? askAgain(state.standing(listed)) : Turn.to(state);
    }

    private static Turn<RelayState, RelayEffect> preceded(RelayState state) {
        if (state.phase().isSeeding()) {
            return Turn.to(state.in(Phase.OFF).standing(Standing.listed(null, null)), Move.SIGNAL);
        }
        return state.phase().isDeciding() ? askAgain(state.preceded(true)) : Turn.to(state);
    }

    private static Turn<RelayState, RelayEffect> editsSeen(RelayState state, boolean any) {
        StateVector theirs = state.told().theirs();
        if (state.phase() != Phase.DECIDING || theirs == null) {
            return Turn.to(state);
        }
        return any ? Turn.to(state, new RelayEffect.SendEdits(theirs)) : Turn.to(state.in(Phase.JOINING), Move.COMPARE);
    }

    private static Turn<RelayState, RelayEffect> editsSent(RelayState state, boolean taken) {
        if (state.phase() != Phase.DECIDING) {
            return Turn.to(state);
        }
        return taken ? Turn.to(state.in(Phase.JOINING), Move.COMPARE) : askAgain(state.attempted());
    }

    /** Asks what the relay has now, unless something else ended the decision. */
    private static Turn<RelayState, RelayEffect> askAgain(RelayState state) {
        return state.phase().isDeciding() ? Turn.to(state.asking(), Move.ASK, Move.SETTLE) : Turn.to(state);
    }

    private static Turn<RelayState, RelayEffect> failed(RelayState state) {
        if (state.phase().isDeciding()) {
            return Turn.to(state.off(), Move.SETTLE, Move.DETACH);
        }
        return Turn.to(state.phase().isSeeding() ? state.in(Phase.OFF) : state);
    }
}
