package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.DocumentState.NEVER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a document does in its turn: every line is a case. */
final class DocumentMachineTest {
    private static final long NOW = Situations.NOW;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // dirty | look in | retired in | what is so    | to be done
                "false   | never   | never      | known history | ''",
                "true    | never   | never      | known history | READ_FILE",
                "false   | 1       | never      | known history | ''",
                "false   | 0       | never      | known history | READ_FILE",
                "false   | never   | 0          | known history retired | LOOK_AT_RETIRED",
                "false   | never   | 1          | known history retired | ''",
                "true    | never   | 1          | known history retired | LOOK_AT_RETIRED READ_FILE",
            })
    @DisplayName("what is looked at in a turn")
    void turned(boolean dirty, String look, String retired, String facts, String effects) {
        DocumentState state = Situations.settled();
        state = state.with(state.agenda().lookAt(time(look)).retiredAt(time(retired)));
        Turn<DocumentState, DocumentEffect> turn = next(state, facts, new DocumentEvent.Turned(dirty, NEVER));
        assertThat(Situations.of(turn)).isEqualTo(effects);
        assertThat(turn.state().agenda().writing()).isFalse();
    }

    private static long time(String in) {
        return in.equals("never") ? NEVER : NOW + Long.parseLong(in);
    }

    @Test
    @DisplayName("R7 what a crash left under way is ended before anything else is done, once")
    void recovers() {
        DocumentState opened = DocumentState.opened(TakeOnce.Occasion.CATCH_UP, null, false);
        DocumentEvent turned = new DocumentEvent.Turned(true, NEVER);
        assertThat(Situations.of(next(opened, "known", turned))).isEqualTo("RECOVER LOOK_AT_RETIRED READ_FILE");
        DocumentState recovered = next(opened, "known", new DocumentEvent.Recovered(Situations.HASH))
                .state();
        assertThat(recovered.file().content()).isEqualTo(Situations.HASH);
        assertThat(Situations.of(next(recovered, "known", turned))).isEqualTo("READ_FILE");
    }

    @Test
    @DisplayName("a change that came is written in the turn in which that is due, and the file is looked at before")
    void writes() {
        Turn<DocumentState, DocumentEffect> due =
                next(Situations.settled(), "known history pending", new DocumentEvent.Turned(false, NOW - 30));
        assertThat(Situations.of(due)).isEqualTo("READ_FILE");
        assertThat(due.state().agenda().writing()).isTrue();
        Turn<DocumentState, DocumentEffect> early =
                next(Situations.settled(), "known history pending", new DocumentEvent.Turned(false, NOW - 10));
        assertThat(Situations.of(early)).isEmpty();
        assertThat(Situations.of(next(early.state(), "known history pending", new DocumentEvent.TurnEnded())))
                .isEqualTo("COMPACT WAKE(20)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // file   | unsettled | editors are in | to be done
                "THERE    | false     | false          | LET_EDITORS_IN MEET_STRANGERS",
                "THERE    | true      | false          | MEET_STRANGERS",
                "AWAITED  | false     | false          | MEET_STRANGERS",
                "MISSING  | false     | false          | LET_EDITORS_IN MEET_STRANGERS",
                "THERE    | false     | true           | MEET_STRANGERS",
            })
    @DisplayName("R1 editors are let in when the file has been looked at, by which they are judged")
    void editors(Presence.Kind presence, boolean unsettled, boolean in, String effects) {
        FileState file =
                Situations.with(presence).file().awaiting(unsettled ? new Unsettled(Situations.HASH, NOW, NOW) : null);
        DocumentState state = new DocumentState(true, in, in, DocumentState.Fate.GOING, file, Agenda.EMPTY);
        Turn<DocumentState, DocumentEffect> turn = next(state, "known history", new DocumentEvent.FileDone());
        assertThat(Situations.of(turn)).isEqualTo(effects);
        assertThat(turn.state().looked()).isEqualTo(in || effects.startsWith("LET"));
        assertThat(Situations.of(next(turn.state(), "known history", new DocumentEvent.WaitedEnough())))
                .as("when something fails nobody waits any more")
                .isEqualTo(turn.state().editorsIn() ? "" : "LET_EDITORS_IN");
    }

    @Test
    @DisplayName("R6 the relay hears nothing of a document whose file was not looked at yet")
    void notLooked() {
        DocumentState opened = DocumentState.opened(TakeOnce.Occasion.CATCH_UP, null, false);
        assertThat(next(opened, "known history", new DocumentEvent.StrangersMet(false))
                        .effects())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "known history         | COMPACT",
                "known history retired | ''",
                // what the file lacks is written soon
                "known history pending | COMPACT WAKE(30)",
            })
    @DisplayName("what a turn ends with")
    void ends(String facts, String effects) {
        assertThat(Situations.of(next(Situations.settled(), facts, new DocumentEvent.TurnEnded())))
                .isEqualTo(effects);
    }

    @Test
    @DisplayName("R35 nothing is written to a file of which somebody has to decide what became of it")
    void undecided() {
        for (DocumentState state : new DocumentState[] {
            Situations.with(Presence.Kind.MISSING),
            Situations.settled().with(Situations.settled().file().with(Emptiness.FOUND))
        }) {
            assertThat(Situations.of(next(state, "known history pending", new DocumentEvent.TurnEnded())))
                    .isEqualTo("COMPACT");
            assertThat(state.isSettled(Situations.facts("known history", Facts.Relayed.LISTED)))
                    .isFalse();
            assertThat(state.isStuck(Situations.facts("known history", Facts.Relayed.LISTED)))
                    .isTrue();
        }
    }

    private static Turn<DocumentState, DocumentEffect> next(DocumentState state, String facts, DocumentEvent event) {
        return DocumentMachine.next(state, Situations.facts(facts, Facts.Relayed.LISTED), event);
    }
}
