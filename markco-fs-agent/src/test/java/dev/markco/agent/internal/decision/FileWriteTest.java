package dev.markco.agent.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.git.GitBatch;
import dev.markco.agent.internal.use.Writers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether, when and how a file is written: every line is a case. */
final class FileWriteTest {
    private static final long NOW = Situations.NOW;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what keeps it    | what is so             | to be done
                "nothing            | known history pending  | HEED_FILE LEAVE_GIT SEE_USE",
                "nothing            | known history          | HEED_FILE LEAVE_GIT",
                "an obstacle        | known history pending  | HEED_FILE LEAVE_GIT",
                "an old obstacle    | known history pending  | HEED_FILE LEAVE_GIT SEE_USE",
                // its document has changed: it may be smaller now
                "its size           | known history pending  | HEED_FILE LEAVE_GIT SEE_USE",
            })
    @DisplayName("R7 a file that is to be written, and was looked at just before, is")
    void begins(String obstacle, String facts, String effects) {
        FileState file = Situations.settled().file();
        file = switch (obstacle) {
            case "an obstacle" -> file.obstructedBy(new Obstacle("full", NOW + 1, 1_000));
            case "an old obstacle" -> file.obstructedBy(new Obstacle("full", NOW, 1_000));
            case "its size" -> file.obstructedBy(Obstacle.size(10));
            default -> file;
        };
        DocumentState state = Situations.settled()
                .with(file)
                .with(Agenda.EMPTY.changed(NOW - 40).writing(true));
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                state,
                Situations.facts(facts, Facts.Relayed.LISTED),
                new DocumentEvent.FileSeen(new Sight.AsKnown(Situations.HASH), 10_000));
        assertThat(Situations.of(turn)).isEqualTo(effects);
        assertThat(turn.state().agenda().wroteAt()).isEqualTo(NOW);
    }

    @Test
    @DisplayName("R12 a file that came back is there: when it is missed again, that means something")
    void cameBack() {
        DocumentState state = Situations.settled();
        DocumentState returning = state.with(state.file().with(Presence.RETURNING));
        Facts facts = Situations.facts("known history", Facts.Relayed.LISTED);
        DocumentState put = DocumentMachine.next(returning, facts, new DocumentEvent.Put(true, Situations.HASH, false))
                .state();
        assertThat(put.file().presence()).isEqualTo(Presence.THERE);
        // Nothing was to be written: it is still to come.
        assertThat(DocumentMachine.next(returning, facts, new DocumentEvent.Put(true, null, false))
                        .state()
                        .file()
                        .presence())
                .isEqualTo(Presence.RETURNING);
    }

    @Test
    @DisplayName("R13 what is not taken yet is not written over")
    void unsettled() {
        DocumentState state =
                Situations.settled().with(Agenda.EMPTY.changed(NOW - 40).writing(true));
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                state,
                Situations.facts("known history pending", Facts.Relayed.LISTED),
                new DocumentEvent.FileSeen(
                        new Sight.Other(
                                new byte[] {1},
                                new byte[] {2},
                                Situations.HASH,
                                false,
                                0,
                                Writers.NONE,
                                GitBatch.Verdict.ORDINARY,
                                false),
                        10_000));
        assertThat(Situations.of(turn)).isEmpty();
    }

    @Test
    @DisplayName("R12 a file that is being saved anew by deleting and creating it is not written in between")
    void awaited() {
        DocumentState state =
                Situations.settled().with(Agenda.EMPTY.changed(NOW - 40).writing(true));
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                state,
                Situations.facts("known history pending", Facts.Relayed.LISTED),
                new DocumentEvent.FileSeen(new Sight.Nothing(), Long.MAX_VALUE));
        assertThat(turn.state().file().presence().kind()).isEqualTo(Presence.Kind.AWAITED);
        assertThat(Situations.of(turn)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // git at work | writers | extendable | open for | to be done
                "false         | NONE    | false      | 0        | LEAVE_GIT PUT(REPLACE)",
                "false         | UNKNOWN | false      | 0        | LEAVE_GIT PUT(REPLACE)",
                "false         | OPEN    | true       | 0        | LEAVE_GIT PUT(EXTEND)",
                "false         | OPEN    | false      | 0        | LEAVE_GIT",
                "false         | OPEN    | false      | 59999    | LEAVE_GIT",
                // nobody keeps a file from being written for longer than a minute
                "false         | OPEN    | false      | 60000    | LEAVE_GIT PUT(REPLACE)",
                "true          | NONE    | false      | 0        | ''",
            })
    @DisplayName("R34 a file that a program has open for writing")
    void used(boolean git, Writers writers, boolean extendable, long openFor, String effects) {
        DocumentState state = Situations.settled();
        state = state.with(state.file().openSince(NOW - openFor));
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                state,
                Situations.facts("known history pending", Facts.Relayed.LISTED),
                new DocumentEvent.UseSeen(git, writers, extendable));
        assertThat(Situations.of(turn)).isEqualTo(effects);
        boolean waits = writers == Writers.OPEN && !effects.contains("PUT");
        assertThat(turn.state().file().waiting() != null).isEqualTo(waits);
    }

    @Test
    @DisplayName("R39 what the disk refuses is tried again later and later, said once, and said again when it is over")
    void refusals() {
        Facts facts = Situations.facts("known history pending", Facts.Relayed.LISTED);
        DocumentState state = Situations.settled();
        long[] waits = {1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000};
        for (int i = 0; i < waits.length; i++) {
            Turn<DocumentState, DocumentEffect> turn =
                    DocumentMachine.next(state, facts, new DocumentEvent.PutRefused("the disk is full"));
            assertThat(Situations.of(turn)).isEqualTo(i == 0 ? "SAY" : "");
            state = turn.state();
            Turn<DocumentState, DocumentEffect> end = DocumentMachine.next(state, facts, new DocumentEvent.TurnEnded());
            assertThat(Situations.of(end)).isEqualTo("COMPACT WAKE(" + waits[i] + ")");
        }
        Turn<DocumentState, DocumentEffect> over =
                DocumentMachine.next(state, facts, new DocumentEvent.Put(true, Situations.HASH, false));
        assertThat(Situations.of(over)).isEqualTo("SAY");
        assertThat(over.state().file().trouble()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"true, false, 60", "true, true, 0", "false, true, 0", "false, false, 60"})
    @DisplayName("what was written is looked at once more, at once where something came between")
    void lookedAtAgain(boolean done, boolean again, String in) {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(
                Situations.settled(),
                Situations.facts("known history retired", Facts.Relayed.LISTED),
                new DocumentEvent.Put(done, done ? Situations.HASH : null, again));
        assertThat(Situations.fromNow(turn.state().agenda().lookAt())).isEqualTo(in);
        assertThat(Situations.fromNow(turn.state().agenda().retiredAt())).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // changed | written | due
                "30        | 1000    | true",
                "29        | 1000    | false",
                "1000      | 99      | false",
                "1000      | 100     | true",
            })
    @DisplayName("what is typed waits 30 ms for more, and a file is written every 100 ms at most")
    void due(long changed, long written, boolean due) {
        Agenda agenda = Agenda.EMPTY.tried(NOW - written).changed(NOW - changed);
        assertThat(agenda.isWriteDue(NOW)).isEqualTo(due);
        assertThat(agenda.next() <= NOW).isEqualTo(due);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // found  | same  | unchanged | detached | size | decision
                "OTHER    | false | false     | false    | 5    | CHANGED",
                "OTHER    | true  | false     | false    | 11   | CHANGED",
                "KNOWN    | false | false     | false    | 10   | WRITE",
                "KNOWN    | false | false     | false    | 11   | TOO_LARGE",
                "KNOWN    | true  | false     | false    | 5    | NOTHING",
                "KNOWN    | false | true      | false    | 5    | NOTHING",
                "NOTHING  | false | false     | false    | 5    | WRITE",
                "NOTHING  | false | true      | false    | 5    | WRITE",
                // it was deleted, and there is nothing new
                "NOTHING  | false | true      | true     | 5    | NOTHING",
                "NOTHING  | false | false     | true     | 5    | WRITE",
            })
    @DisplayName("R7 whether a content is put into the file, by what is there")
    void putting(Putting.Found found, boolean same, boolean unchanged, boolean detached, long size, Putting putting) {
        assertThat(Putting.decide(found, same, unchanged, detached, size, 10)).isEqualTo(putting);
    }
}
