package dev.markco.agent.internal.decision;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.git.GitBatch;
import dev.markco.agent.internal.use.Writers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a look at a file comes to: every line is a case. */
final class FileLookTest {
    private static final long LONG_AGO = 3_600_000;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // before   | since | what is so             | then      | again in
                "THERE      | 0     | known history          | AWAITED   | 1000",
                "AWAITED    | 999   | known history          | AWAITED   | 1",
                "AWAITED    | 1000  | known history          | MISSING   | never",
                "MISSING    | 0     | known history          | MISSING   | never",
                // it was deleted, and is to be written all the same
                "RETURNING  | 0     | known history pending  | RETURNING | never",
                // it was deleted, and that was meant
                "THERE      | 0     | known history detached | THERE     | never",
                // there was another document's
                "DISPLACED  | 0     | known history          | AWAITED   | 1000",
                // there never was one
                "THERE      | 0     | known                  | THERE     | never",
                "THERE      | 0     | -                      | THERE     | never",
            })
    @DisplayName("R12 there is no file: one that is just being saved anew is waited for")
    void nothing(Presence.Kind before, long since, String facts, Presence.Kind then, String again) {
        DocumentState state = Situations.settled();
        state = state.with(state.file().with(new Presence(before, Situations.NOW - since)));
        Turn<DocumentState, DocumentEffect> turn = look(state, facts, new Sight.Nothing(), LONG_AGO);
        assertThat(turn.state().file().presence().kind()).isEqualTo(then);
        assertThat(Situations.fromNow(turn.state().agenda().lookAt())).isEqualTo(again);
        assertThat(Situations.of(turn)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // known    | found       | writers | quiet | git      | to be done      | again in
                // what is appended is taken at once
                "one;       | one;two;    | NONE    | 0     | ORDINARY | TAKE(ORDINARY)  | never",
                "one;       | one;two;    | OPEN    | 0     | ORDINARY | TAKE(ORDINARY)  | never",
                // anything else when the file has been quiet
                "one;       | uno;        | NONE    | 0     | ORDINARY | ''              | 30",
                "one;       | uno;        | NONE    | 29    | ORDINARY | ''              | 1",
                "one;       | uno;        | NONE    | 30    | ORDINARY | TAKE(ORDINARY)  | never",
                // a longer while when it lost its end, as while it is written anew
                "one;two;   | on          | NONE    | 30    | ORDINARY | ''              | 170",
                "one;two;   | on          | NONE    | 200   | ORDINARY | TAKE(ORDINARY)  | never",
                // while a program has it open it is looked at often, and taken when it has been whole for a while
                "one;       | uno;        | OPEN    | 30    | ORDINARY | ''              | 100",
                "one;       | uno;        | OPEN    | 500   | ORDINARY | TAKE(ORDINARY)  | never",
                "one;two;   | on          | OPEN    | 900   | ORDINARY | ''              | 100",
                // a git command is waited for, and what it made counts once
                "one;       | uno;        | NONE    | 30    | WAIT     | ''              | 50",
                "one;       | uno;        | NONE    | 30    | BATCH    | TAKE(CATCH_UP,BATCH) | never",
                "one;       | uno;        | NONE    | 30    | PERHAPS  | TAKE(CATCH_UP)       | never",
            })
    @DisplayName("R13 R34 a file holds something else than was known")
    void other(
            String known,
            String found,
            Writers writers,
            long quiet,
            GitBatch.Verdict git,
            String effects,
            String again) {
        Turn<DocumentState, DocumentEffect> turn =
                look(Situations.settled(), "known history", sight(known, found, writers, quiet, git, false), LONG_AGO);
        assertThat(Situations.of(turn)).isEqualTo(effects);
        assertThat(Situations.fromNow(turn.state().agenda().lookAt())).isEqualTo(again);
        assertThat(turn.state().file().content()).isEqualTo(ContentHash.of(bytes(found)));
        assertThat(turn.state().file().waiting() != null)
                .as("it is said that it is waited for a program")
                .isEqualTo(writers == Writers.OPEN && effects.isEmpty());
    }

    @Test
    @DisplayName("R13 a file that keeps changing is taken after a second")
    void keepsChanging() {
        DocumentState state = Situations.settled();
        Turn<DocumentState, DocumentEffect> turn = look(
                state.with(state.file()
                        .awaiting(new Unsettled(Situations.HASH, Situations.NOW - 10, Situations.NOW - 1_000))),
                "known history",
                sight("one;", "uno;", Writers.NONE, 0, GitBatch.Verdict.ORDINARY, false),
                LONG_AGO);
        assertThat(Situations.of(turn)).isEqualTo("TAKE(ORDINARY)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // occasion | known | found | strange | before  | then    | to be done
                "CATCH_UP   | one;  | ''    | false   | NO      | FOUND   | ''",
                "CATCH_UP   | one;  | ''    | true    | NO      | STRANGE | ''",
                "CATCH_UP   | one;  | ''    | true    | FOUND   | STRANGE | ''",
                // somebody said that it is meant
                "CATCH_UP   | one;  | ''    | true    | MEANT   | MEANT   | TAKE(CATCH_UP)",
                // it was seen to be emptied
                "ORDINARY   | one;  | ''    | false   | NO      | NO      | TAKE(ORDINARY)",
                // it has a text again
                "CATCH_UP   | one;  | uno;  | false   | FOUND   | NO      | TAKE(CATCH_UP)",
                // nobody means zero bytes, whatever the times say
                "CATCH_UP   | one;  | 000   | false   | NO      | STRANGE | ''",
                "CATCH_UP   | one;  | 000   | false   | FOUND   | STRANGE | ''",
                "CATCH_UP   | one;  | 000   | false   | MEANT   | MEANT   | TAKE(CATCH_UP)",
                // a program was seen to write them, which may fill the file later
                "ORDINARY   | one;  | 000   | false   | NO      | NO      | SAY",
                "ORDINARY   | one;  | 000   | false   | MEANT   | MEANT   | SAY",
                // there are others, too
                "CATCH_UP   | one;  | a000; | false   | FOUND   | NO      | TAKE(CATCH_UP)",
            })
    @DisplayName("R35 a file that held text was found empty, or full of zero bytes")
    void empty(
            TakeOnce.Occasion occasion,
            String known,
            String found,
            boolean strange,
            Emptiness before,
            Emptiness then,
            String effects) {
        FileState file = FileState.unseen(occasion, Situations.HASH, false).with(before);
        Turn<DocumentState, DocumentEffect> turn = look(
                Situations.settled().with(file),
                "known history",
                sight(known, found, Writers.NONE, LONG_AGO, GitBatch.Verdict.ORDINARY, strange),
                LONG_AGO);
        assertThat(turn.state().file().emptiness()).isEqualTo(then);
        assertThat(Situations.of(turn)).isEqualTo(effects);
    }

    @Test
    @DisplayName(
            "a file that holds what was known, or what it is to hold, is settled, and attached if it was deleted before")
    void asKnown() {
        DocumentState awaited = Situations.with(Presence.Kind.AWAITED);
        Turn<DocumentState, DocumentEffect> known =
                look(awaited, "known history", new Sight.AsKnown(Situations.HASH), LONG_AGO);
        assertThat(known.state().file()).isEqualTo(Situations.settled().file());
        assertThat(Situations.of(known)).isEqualTo("HEED_FILE LEAVE_GIT");
        assertThat(Situations.of(look(awaited, "known history detached", new Sight.AsMeant(Situations.HASH), LONG_AGO)))
                .isEqualTo("ATTACH NOTE_AS_MEANT LEAVE_GIT");
    }

    @Test
    @DisplayName(
            "R35 one that no document can hold is left alone, and nobody is asked any more what its emptiness meant")
    void nothingToAskAbout() {
        FileState file = FileState.unseen(TakeOnce.Occasion.CATCH_UP, Situations.HASH, false)
                .with(Emptiness.STRANGE);
        Turn<DocumentState, DocumentEffect> turn = look(
                Situations.settled().with(file), "known history", new Sight.Alien("it is not UTF-8 text"), LONG_AGO);
        assertThat(turn.state().file().emptiness()).isEqualTo(Emptiness.NO);
        assertThat(turn.state().file().trouble()).isEqualTo("it is not UTF-8 text");
        assertThat(Situations.of(turn)).isEqualTo("SAY");
    }

    @Test
    @DisplayName(
            "R12 the file of another document is neither read nor written over, and looked at until somebody has decided")
    void anothers() {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                Situations.settled()
                        .with(Agenda.EMPTY.changed(Situations.NOW - 40).writing(true)),
                Situations.facts("known history pending", Facts.Relayed.LISTED),
                new DocumentEvent.FileSeen(new Sight.Anothers(), LONG_AGO));
        assertThat(turn.effects()).isEmpty();
        assertThat(turn.state().isDisplaced()).isTrue();
        assertThat(Situations.fromNow(turn.state().agenda().lookAt())).isEqualTo("100");
        assertThat(turn.state().isSettled(Situations.facts("known history", Facts.Relayed.LISTED)))
                .isFalse();
        assertThat(look(turn.state(), "known history", new Sight.AsKnown(Situations.HASH), LONG_AGO)
                        .state()
                        .isDisplaced())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 60", "49, 60", "50, never", "-1, never"})
    @DisplayName("a file that was changed just before it was read is read once more, since its stamp may hide a change")
    void withinATick(long age, String again) {
        Turn<DocumentState, DocumentEffect> turn =
                look(Situations.settled(), "known history", new Sight.AsKnown(Situations.HASH), age);
        assertThat(Situations.fromNow(turn.state().agenda().lookAt())).isEqualTo(again);
    }

    @Test
    @DisplayName("what no document can hold is left alone, and that is said once")
    void alien() {
        Turn<DocumentState, DocumentEffect> first =
                look(Situations.settled(), "known history", new Sight.Alien("it is a directory"), LONG_AGO);
        assertThat(first.state().file().trouble()).isEqualTo("it is a directory");
        assertThat(Situations.of(first)).isEqualTo("SAY");
        assertThat(Situations.of(look(first.state(), "known history", new Sight.Alien("it is a directory"), LONG_AGO)))
                .isEmpty();
        assertThat(look(first.state(), "known history", new Sight.AsKnown(Situations.HASH), LONG_AGO)
                        .state()
                        .file()
                        .trouble())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, false, SAME",
        "true, false, true, SAME",
        "false, true, false, FILL",
        "false, true, true, FILL",
        "false, false, false, SET_ASIDE",
        "false, false, true, LEAVE"
    })
    @DisplayName("R3 R4 a file that was never seen meets a document from elsewhere")
    void meeting(boolean same, boolean empty, boolean link, Meeting meeting) {
        assertThat(Meeting.decide(same, empty, link)).isEqualTo(meeting);
    }

    private static Turn<DocumentState, DocumentEffect> look(DocumentState state, String facts, Sight sight, long age) {
        return DocumentMachine.next(
                state, Situations.facts(facts, Facts.Relayed.LISTED), new DocumentEvent.FileSeen(sight, age));
    }

    private static Sight.Other sight(
            String known, String found, Writers writers, long quiet, GitBatch.Verdict git, boolean strange) {
        return new Sight.Other(
                bytes(known), bytes(found), ContentHash.of(bytes(found)), strange, quiet, writers, git, false);
    }

    private static byte[] bytes(String text) {
        return text.replace(';', '\n').replace('0', '\0').getBytes(UTF_8);
    }
}
