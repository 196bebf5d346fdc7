package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.RelayWords.event;
import static dev.markco.agent.internal.decision.RelayWords.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.decision.RelayEffect.Move;
import dev.markco.agent.internal.decision.RelayState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens between a document and its relay, in whatever order: what always holds. A hostile relay says anything at any
 * time; what the document's task asks for is answered some time, and nothing else is asked for until then.
 */
final class RelayWalkTest {
    private static final long SEEDS = Long.getLong("markco.seeds", 1_000);
    private static final int STEPS = 200;

    private static final List<String> NOTICES = List.of(
            "stood listed:A:h",
            "stood listed:A:i",
            "stood listed:B:h",
            "stood absent",
            "stood unknown",
            "changed A",
            "opened",
            "opened",
            "opened",
            "refused-us trash",
            "lost",
            "closed",
            "vector 0",
            "vector 1",
            "vector 12",
            "answer u0",
            "answer u2",
            "answer u1",
            "update u0",
            "update u3",
            "update big",
            "ack",
            "ack",
            "nack",
            "edited u1",
            "edited u2",
            "socket-free");

    private final List<String> past = new ArrayList<>();
    private Random random = new Random(0);
    private RelayState state = RelayState.initial(Standing.UNKNOWN, false, false);
    private @Nullable RelayEffect errand;
    private boolean attached;
    /** The document counts among those that are about to join. */
    private boolean joins;

    private int sent;

    @Test
    @DisplayName("R1 R18 nothing flows before it is decided, no decision is left open, no message is counted twice")
    void whateverHappens() {
        boolean joined = false;
        for (long seed = 1; seed <= SEEDS; seed++) {
            walk(seed);
            joined |= past.stream().anyMatch(line -> line.contains("joined"));
        }
        assertThat(joined).isTrue();
    }

    private void walk(long seed) {
        random = new Random(seed);
        past.clear();
        past.add("seed " + seed);
        state = RelayState.initial(Standing.UNKNOWN, false, random.nextInt(10) == 0);
        errand = null;
        attached = false;
        joins = false;
        sent = 0;
        for (int step = 0; step < STEPS; step++) {
            int choice = random.nextInt(4);
            if (choice == 0 && errand == null) {
                feed("turned");
            } else if (choice == 0) {
                answer();
            } else {
                feed(NOTICES.get(random.nextInt(NOTICES.size())));
            }
        }
        while (errand != null) {
            answer();
        }
        feed("stopped");
        assertThat(attached).as(this::story).isFalse();
    }

    private String story() {
        return String.join("\n", past);
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void answer() {
        RelayEffect asked = errand;
        errand = null;
        if (random.nextInt(8) == 0) {
            feed("failed");
        } else if (asked instanceof RelayEffect.SendEdits) {
            feed(pick("edits-sent", "edits-not-sent"));
        } else if (asked instanceof RelayEffect.Talk talk) {
            feed(
                    switch (talk) {
                        case CREATE -> pick("created A h", "preceded");
                        case FILL -> "filled";
                        case LOOK_FOR_EDITS -> pick("edits-seen", "no-edits-seen");
                        case END_ADOPTION -> "adoption-ended";
                        case ADOPT -> "adopted";
                    });
        }
    }

    private void feed(String words) {
        RelayEvent event = event(words);
        boolean wasListening = state.phase().hears();
        int unacknowledged = state.sent().unacknowledged();
        Turn<RelayState, RelayEffect> turn = RelayDecision.decide(state, event);
        state = turn.state();
        past.add(words + " -> " + words(state) + " | " + words(turn.effects()));
        if (event instanceof RelayEvent.Lost) {
            attached = false;
            joins = false;
        }
        if (event instanceof RelayEvent.Denied) {
            joins = false;
        }
        if (event instanceof RelayEvent.Acknowledged && wasListening && unacknowledged > 0) {
            sent--;
        }
        if (!state.phase().hears()) {
            sent = 0;
        }
        List<String> seen = new ArrayList<>();
        for (RelayEffect effect : turn.effects()) {
            carryOut(event, effect, seen);
        }
        check(turn);
        seen.forEach(this::feed);
    }

    private void carryOut(RelayEvent event, RelayEffect effect, List<String> seen) {
        if (effect instanceof RelayEffect.Errand) {
            assertThat(event).as(this::story).isInstanceOf(RelayEvent.Step.class);
            assertThat(errand).as(this::story).isNull();
            errand = effect;
        } else if (effect == Move.WEIGH) {
            seen.add("weighed " + pick("same", "differs", "empty"));
        } else if (effect == Move.COMPARE) {
            seen.add("compared " + pick("0", "1", "12", "3"));
        } else if (effect == Move.ATTACH && random.nextInt(10) == 0) {
            seen.add("lost");
        } else if (effect == Move.ATTACH) {
            attached = true;
            joins = true;
        } else if (effect == Move.DETACH) {
            attached = false;
            joins = false;
        } else if (effect == Move.SETTLE) {
            joins = false;
        } else if (effect instanceof RelayEffect.SendLacking || effect instanceof RelayEffect.Hand) {
            sent++;
        } else if (effect instanceof RelayEffect.Merge) {
            assertThat(state.phase()).as(this::story).isEqualTo(Phase.JOINED);
        }
    }

    private void check(Turn<RelayState, RelayEffect> turn) {
        Phase phase = state.phase();
        boolean looks = turn.effects().contains(Move.COMPARE);
        assertThat(phase.isDeciding() && errand == null && !looks)
                .as(() -> "a decision that nobody makes: " + story())
                .isFalse();
        assertThat(phase.isSeeding() && errand == null).as(this::story).isFalse();
        assertThat(phase.takesPart() && !attached && !turn.effects().contains(Move.ATTACH))
                .as(() -> "a part in a connection that hears nothing: " + story())
                .isFalse();
        assertThat(phase == Phase.JOINED && joins).as(this::story).isFalse();
        assertThat(state.sent().unacknowledged()).as(this::story).isEqualTo(sent);
        assertThat(state.sent().older()).as(this::story).isBetween(0, sent);
        assertThat(state.told().early().bytes()).as(this::story).isLessThanOrEqualTo(RelayDecision.MOST_EARLY_BYTES);
        if (phase == Phase.OFF) {
            assertThat(state.told()).as(this::story).isEqualTo(RelayState.Told.NOTHING);
            assertThat(state.sent()).as(this::story).isEqualTo(RelayState.Sent.NOTHING);
        }
        if (phase != Phase.JOINED) {
            assertThat(state.sent().waiting().isEmpty()).as(this::story).isTrue();
        }
        if (phase == Phase.DENIED) {
            assertThat(state.denied()).as(this::story).isNotNull();
        }
        if (state.acknowledged() == RelayState.Acknowledged.YES && phase == Phase.JOINED) {
            assertThat(sent).as(this::story).isZero();
        }
    }
}
