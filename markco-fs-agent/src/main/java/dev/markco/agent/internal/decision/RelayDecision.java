package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.decision.RelayEffect.Move;
import dev.markco.agent.internal.decision.RelayState.Phase;
import dev.markco.agent.internal.decision.RelayState.Sent;
import dev.markco.agent.internal.decision.RelayState.Told;
import dev.markco.yjs.Updates;

/**
 * What is decided between a document and its relay. What the relay's list says decides whether anything is exchanged at all
 * (R24): a document that is the same there is left alone, one that is not there is created (R3), any other one joins. Joining
 * means: tell what we have, hear what the relay has, decide (R1), and only then let anything flow. Pure.
 */
public final class RelayDecision {
    /** What may arrive while we decide, in bytes; beyond it we ask anew. */
    static final long MOST_EARLY_BYTES = 16 << 20;
    /** Updates that wait to be sent before they are merged into one. */
    static final int MOST_WAITING = 256;

    private static final String NOTHING_TAKEN = "it takes no changes from us";

    private RelayDecision() {}

    /** What comes of an event. */
    public static Turn<RelayState, RelayEffect> decide(RelayState state, RelayEvent event) {
        if (event instanceof RelayEvent.Step step) {
            return RelayMeeting.decide(state, step);
        }
        if (event instanceof RelayEvent.UpdateCame came) {
            return update(state, came.update());
        } else if (event instanceof RelayEvent.Edited edited) {
            return edited(state, edited.update());
        } else if (event instanceof RelayEvent.SocketFree) {
            return socketFree(state);
        } else if (event instanceof RelayEvent.Acknowledged status) {
            return status.applied() ? taken(state) : refused(state);
        } else if (event instanceof RelayEvent.VectorCame came) {
            return vector(state, came);
        } else if (event instanceof RelayEvent.AnswerCame came) {
            return answer(state, came.lacking());
        } else if (event instanceof RelayEvent.Stood stood) {
            return stood(state, stood.standing());
        } else if (event instanceof RelayEvent.Changed changed) {
            return changed(state, changed.id());
        } else if (event instanceof RelayEvent.Denied denied) {
            return denied(state, denied.reason());
        } else {
            return connection(state, event);
        }
    }

    /** Asks what the relay has. What is under way of an earlier answer is of no use any more. */
    private static Turn<RelayState, RelayEffect> ask(RelayState state) {
        return Turn.to(state.asking(), Move.ASK);
    }

    private static Turn<RelayState, RelayEffect> connection(RelayState state, RelayEvent event) {
        Phase phase = state.phase();
        if (event instanceof RelayEvent.Opened) {
            return phase.takesPart() || phase == Phase.DENIED ? ask(state) : Turn.to(state);
        }
        if (event instanceof RelayEvent.Lost) {
            return Turn.to(state.off().standing(Standing.UNKNOWN).denied(null).apart(), Move.SIGNAL);
        }
        if (event instanceof RelayEvent.Closed) {
            return phase.takesPart() || phase == Phase.DENIED
                    ? Turn.to(state.off().standing(Standing.UNKNOWN), Move.DETACH, Move.DOUBT, Move.SIGNAL)
                    : Turn.to(state);
        }
        return Turn.to(state.off(), Move.DETACH);
    }

    /**
     * What the list says counts from the next step on. Whoever has joined another document than the one that has the path now
     * leaves it; one that was refused, and is listed, asks again.
     */
    private static Turn<RelayState, RelayEffect> stood(RelayState state, Standing news) {
        boolean same = news.equals(state.standing());
        RelayState next = news.isKnown() ? state : state.apart().denied(null);
        switch (state.phase()) {
            case DENIED -> {
                if (!same || !news.isAbsent()) {
                    // One that is refused again for the same reason raises no new doubt.
                    next = next.off().denied(same ? next.denied() : null);
                }
                return Turn.to(next.standing(news), Move.SIGNAL);
            }
            case SEEDING, SEED_TOLD -> {
                // A list from before our creation says nothing new of it; any other one knows better than we do.
                return Turn.to((news.isAbsent() ? next : next.off()).standing(news), Move.SIGNAL);
            }
            case WAITING, ASKED, ANSWERED, DECIDING, JOINING, JOINED -> {
                if (state.standing().isOtherThan(news)) {
                    return Turn.to(next.off().standing(news), Move.DETACH, Move.SIGNAL);
                }
                if (state.phase() == Phase.JOINED
                        && news.isListed()
                        && state.sent().isMute()) {
                    // Perhaps it takes changes by now; one more refusal says that it does not.
                    return ask(next.standing(news).sent(state.sent().refused(Sent.MOST_REFUSALS - 1)));
                }
                return Turn.to(next.standing(news), Move.SIGNAL);
            }
            case OFF -> {
                return Turn.to(next.standing(news), Move.SIGNAL);
            }
        }
        throw new IllegalStateException(state.phase().name());
    }

    /** While we take part, we hear of changes in another way. */
    private static Turn<RelayState, RelayEffect> changed(RelayState state, String id) {
        return switch (state.phase()) {
            case SEEDING -> Turn.to(state.in(Phase.SEED_TOLD));
            case OFF, DENIED, SEED_TOLD -> Turn.to(state.off().standing(Standing.listed(id, null)), Move.SIGNAL);
            default -> Turn.to(state);
        };
    }

    private static Turn<RelayState, RelayEffect> denied(RelayState state, String reason) {
        if (!state.phase().takesPart() && state.phase() != Phase.DENIED) {
            return Turn.to(state);
        }
        RelayState refused = state.off().in(Phase.DENIED).denied(reason);
        return reason.equals(state.denied())
                ? Turn.to(refused)
                : Turn.to(refused, new RelayEffect.Warn("the relay refuses it: " + reason), Move.DOUBT);
    }

    private static Turn<RelayState, RelayEffect> vector(RelayState state, RelayEvent.VectorCame came) {
        if (state.phase() == Phase.ASKED) {
            Told told = state.told();
            return heard(state.told(new Told(came.theirs(), told.answer(), told.early())));
        }
        boolean answers = state.phase() == Phase.JOINED
                && !state.relayEmpty()
                && !state.sent().isMute();
        return answers
                ? Turn.to(state.sent(state.sent().one()), new RelayEffect.SendLacking(came.theirs()))
                : Turn.to(state);
    }

    private static Turn<RelayState, RelayEffect> answer(RelayState state, byte[] lacking) {
        Told told = state.told();
        if (state.phase() != Phase.ASKED || told.answer() != null) {
            return update(state, lacking);
        }
        return heard(state.told(new Told(told.theirs(), lacking, told.early())));
    }

    private static Turn<RelayState, RelayEffect> heard(RelayState state) {
        return state.told().isAll() ? Turn.to(state.in(Phase.ANSWERED), Move.SIGNAL) : Turn.to(state);
    }

    private static Turn<RelayState, RelayEffect> update(RelayState state, byte[] update) {
        if (!state.phase().hears()) {
            // Of an earlier part in this connection; joining anew brings it.
            return Turn.to(state);
        }
        if (state.phase() == Phase.JOINED) {
            boolean stillEmpty = state.relayEmpty() && Updates.isEmpty(update);
            return Turn.to(state.relayEmpty(stillEmpty), new RelayEffect.Merge(update));
        }
        Told told = state.told();
        UpdatePile early = told.early().plus(update);
        // An answer that comes later has what is forgotten here.
        return early.bytes() > MOST_EARLY_BYTES
                ? ask(state)
                : Turn.to(state.told(new Told(told.theirs(), told.answer(), early)));
    }

    private static Turn<RelayState, RelayEffect> edited(RelayState state, byte[] update) {
        if (state.phase() != Phase.JOINED) {
            boolean off = state.phase() == Phase.OFF && state.standing().isKnown();
            return off ? Turn.to(state.agreed(false), Move.SIGNAL) : Turn.to(state.agreed(false));
        }
        if (state.relayEmpty()) {
            return ask(state);
        }
        if (state.sent().isMute()) {
            return Turn.to(state);
        }
        UpdatePile waiting = state.sent().waiting().plus(update);
        if (waiting.count() > MOST_WAITING) {
            waiting = UpdatePile.of(Updates.merge(waiting.inOrder()));
        }
        return Turn.to(state.sent(state.sent().waiting(waiting)), Move.WANT_TO_SEND);
    }

    private static Turn<RelayState, RelayEffect> socketFree(RelayState state) {
        UpdatePile waiting = state.sent().waiting();
        if (state.phase() != Phase.JOINED || waiting.isEmpty()) {
            return Turn.to(state);
        }
        byte[] update = waiting.count() == 1 ? waiting.last() : Updates.merge(waiting.inOrder());
        return Turn.to(state.sent(state.sent().waiting(UpdatePile.EMPTY).one()), new RelayEffect.Hand(update));
    }

    private static Turn<RelayState, RelayEffect> taken(RelayState state) {
        Sent before = state.sent();
        if (!state.phase().hears() || before.unacknowledged() == 0) {
            return Turn.to(state);
        }
        RelayState next = state.sent(counted(before));
        if (before.older() == 0 && before.refusals() > 0) {
            // It takes something again, and perhaps not what was sent before that.
            next = next.sent(next.sent().refused(0)).denied(null);
            if (before.isMute()) {
                return ask(next);
            }
        }
        return next.sent().isDone() ? Turn.to(next, Move.SIGNAL) : Turn.to(next);
    }

    private static Turn<RelayState, RelayEffect> refused(RelayState state) {
        Sent before = state.sent();
        if (!state.phase().hears() || before.unacknowledged() == 0) {
            return Turn.to(state);
        }
        RelayState next = state.sent(counted(before));
        if (before.older() > 0 || state.phase() != Phase.JOINED || before.isMute()) {
            // The relay was asked since what it has, and was sent what it lacked.
            return Turn.to(next);
        }
        next = next.sent(next.sent().refused(before.refusals() + 1));
        if (!next.sent().isMute()) {
            return Turn.to(
                    next.asking(),
                    Move.ASK,
                    new RelayEffect.Warn("the relay did not take an update; asking anew what it has"));
        }
        RelayState mute = next.sent(next.sent().waiting(UpdatePile.EMPTY)).denied(NOTHING_TAKEN);
        return NOTHING_TAKEN.equals(state.denied())
                ? Turn.to(mute)
                : Turn.to(mute, new RelayEffect.Warn("the relay refuses what is edited here: " + NOTHING_TAKEN));
    }

    /** One message less is unacknowledged: the oldest. */
    private static Sent counted(Sent sent) {
        return new Sent(sent.waiting(), sent.unacknowledged() - 1, Math.max(0, sent.older() - 1), sent.refusals());
    }
}
