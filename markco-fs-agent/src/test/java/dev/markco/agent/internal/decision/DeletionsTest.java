package dev.markco.agent.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of documents that are deleted on one side, and perhaps edited on the other: every line is a case. */
final class DeletionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // file      | what is so        | file then | to be done
                // deleted here, and nobody edited it: its text is kept, and the document is deleted there in the next
                // turn
                "MISSING     | known history     | THERE     | KEEP_IN_TRASH DETACH",
                // its log was taken away, so there is no text to keep
                "MISSING     | -                 | THERE     | DETACH",
                // deleted here, edited there before that was known: the file comes back
                "MISSING     | known history pending | RETURNING | SAY",
                // it came back by itself before somebody said so
                "THERE       | known history     | THERE     | ''",
                "AWAITED     | known history     | AWAITED   | ''",
                "RETURNING   | known history pending | RETURNING | ''",
            })
    @DisplayName("R12 a file is gone, and that is meant")
    void deletedHere(Presence.Kind file, String facts, Presence.Kind then, String effects) {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                Situations.with(file),
                Situations.facts(facts, Facts.Relayed.LISTED),
                new DocumentEvent.DeletionMeant());
        assertThat(turn.state().file().presence().kind()).isEqualTo(then);
        assertThat(Situations.of(turn)).isEqualTo(effects);
        assertThat(Situations.fromNow(turn.state().agenda().changedAt()))
                .as("when it is written")
                .isEqualTo(then == Presence.Kind.RETURNING && file == Presence.Kind.MISSING ? "0" : "never");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MISSING | NO      | known history | THERE   | PUT_BACK",
                // what it was is nowhere here: it comes from the relay
                "MISSING | NO      | -             | THERE   | ''",
                "THERE   | NO      | known history | THERE   | ''",
                "AWAITED | NO      | known history | AWAITED | ''",
                "THERE   | FOUND   | known history | THERE   | NOTE_EMPTY LEAVE_GIT",
                "THERE   | STRANGE | known history | THERE   | NOTE_EMPTY LEAVE_GIT",
            })
    @DisplayName("R12 R35 a file is gone, or empty, and that is not meant")
    void notMeant(Presence.Kind file, Emptiness emptiness, String facts, Presence.Kind then, String effects) {
        DocumentState state = Situations.with(file);
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                state.with(state.file().with(emptiness)),
                Situations.facts(facts, Facts.Relayed.LISTED),
                new DocumentEvent.LossNotMeant());
        assertThat(turn.state().file().presence().kind()).isEqualTo(then);
        assertThat(turn.state().file().emptiness()).isEqualTo(Emptiness.NO);
        assertThat(Situations.of(turn)).isEqualTo(effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what is so                    | relay    | file    | to be done
                // a deletion that is meant is told
                "known history detached          | LISTED   | absent  | DELETE_THERE",
                "known history detached          | UNLISTED | absent  | DELETE_THERE",
                "known history detached          | NONE     | absent  | DELETE_THERE",
                // not before it is known how somebody changed it
                "known history detached          | CHANGED  | absent  | ADVANCE_RELAY NOTE_SHARED",
                // not where somebody edited it meanwhile, or where its file is there again
                "known history detached pending  | LISTED   | absent  | ADVANCE_RELAY NOTE_SHARED",
                "known history detached          | LISTED   | there   | ADVANCE_RELAY NOTE_SHARED",
                // one that was deleted is not made anew there, whatever is not known
                "known history detached pending  | UNLISTED | absent  | NOTE_SHARED",
                // all others
                "known history                   | LISTED   | there   | ADVANCE_RELAY NOTE_SHARED",
                "known history                   | UNLISTED | there   | ADVANCE_RELAY NOTE_SHARED",
                "-                               | UNLISTED | absent  | ADVANCE_RELAY NOTE_SHARED",
                "known history                   | NONE     | there   | ''",
            })
    @DisplayName("R12 R20 what the relay is told of a document")
    void toldThere(String facts, Facts.Relayed relay, String file, String effects) {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                Situations.settled(),
                Situations.facts(facts, relay),
                new DocumentEvent.StrangersMet(file.equals("there")));
        assertThat(Situations.of(turn)).isEqualTo(effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DONE    | LISTED   | DELETED | ''",
                "DONE    | NONE     | DELETED | ''",
                // somebody changed it there before it heard of the deletion: it goes on, and its file comes back with
                // that
                "CHANGED | LISTED   | GOING   | JOIN_AGAIN ADVANCE_RELAY NOTE_SHARED",
                "CHANGED | CHANGED  | GOING   | JOIN_AGAIN ADVANCE_RELAY NOTE_SHARED",
                "LATER   | LISTED   | GOING   | ADVANCE_RELAY NOTE_SHARED",
                "LATER   | UNLISTED | GOING   | NOTE_SHARED",
            })
    @DisplayName("R12 deleted here, and the relay was asked to delete it, too")
    void answered(DocumentEvent.Answer answer, Facts.Relayed relay, DocumentState.Fate fate, String effects) {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                Situations.settled(),
                Situations.facts("known history detached", relay),
                new DocumentEvent.DeletionAnswered(answer));
        assertThat(turn.state().fate()).isEqualTo(fate);
        assertThat(Situations.of(turn)).isEqualTo(effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // deleted there, and nobody edited it here: the file goes to the trash
                "false | false | TRASH_FILE",
                // deleted there, edited here before that was known: it is restored
                "false | true  | RESTORE_THERE",
                // deleted here, too, and come back
                "true  | false | RESTORE_THERE",
                "true  | true  | RESTORE_THERE",
            })
    @DisplayName("R12 R20 a document is in the relay's trash")
    void deletedThere(boolean returning, boolean edited, String effects) {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                Situations.settled(),
                Situations.facts("known history", Facts.Relayed.UNLISTED),
                new DocumentEvent.TrashedThere(returning, edited));
        assertThat(turn.state().fate()).isEqualTo(DocumentState.Fate.GOING);
        assertThat(Situations.of(turn)).isEqualTo(effects);
    }

    @Test
    @DisplayName("R12 a file that was saved just before it was to go to the trash stays, and its document is restored")
    void savedMeanwhile() {
        Facts facts = Situations.facts("known history", Facts.Relayed.UNLISTED);
        Turn<DocumentState, DocumentEffect> gone =
                DocumentMachine.next(Situations.settled(), facts, new DocumentEvent.FileTrashed(true));
        assertThat(gone.state().fate()).isEqualTo(DocumentState.Fate.BURIED);
        assertThat(gone.effects()).isEmpty();
        Turn<DocumentState, DocumentEffect> stays =
                DocumentMachine.next(Situations.settled(), facts, new DocumentEvent.FileTrashed(false));
        assertThat(stays.state().fate()).isEqualTo(DocumentState.Fate.GOING);
        assertThat(Situations.of(stays)).isEqualTo("RESTORE_THERE");
    }
}
