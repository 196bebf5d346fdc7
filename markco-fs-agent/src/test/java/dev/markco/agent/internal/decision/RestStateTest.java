package dev.markco.agent.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a document that is not in memory has to be: every line is a case. */
final class RestStateTest {
    private static final RestState.Resting REST = new RestState.Resting("hash", "id", 1_000);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // at rest | the list says | hash  | id    | agreed | needed
                "true      | UNKNOWN       | -     | -     | false  | false",
                "true      | LISTED        | hash  | id    | true   | false",
                "true      | LISTED        | hash  | -     | true   | false",
                // the same state under another identity: another document, or its first one
                "true      | LISTED        | hash  | other | true   | true",
                "true      | LISTED        | other | id    | false  | true",
                "true      | LISTED        | -     | id    | false  | true",
                "true      | ABSENT        | -     | -     | false  | true",
                // it has never been in memory
                "false     | UNKNOWN       | -     | -     | false  | true",
                "false     | LISTED        | hash  | id    | false  | true",
                "false     | ABSENT        | -     | -     | false  | true",
            })
    @DisplayName("what the relay's list says of a document at rest")
    void stood(
            boolean atRest,
            Standing.Kind kind,
            @Nullable String hash,
            @Nullable String id,
            boolean agreed,
            boolean needed) {
        Standing news = switch (kind) {
            case UNKNOWN -> Standing.UNKNOWN;
            case ABSENT -> Standing.absent(null);
            case LISTED -> Standing.listed(id, hash);
        };
        RestState state = RestState.takenUp(atRest ? REST : null).stood(news);
        assertThat(state.agreed()).isEqualTo(agreed);
        assertThat(state.isNeeded(false)).isEqualTo(needed);
        assertThat(state.isNeeded(true)).isTrue();
        assertThat(state.dirty()).as("its file was not looked at yet").isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2999, true", "3000, false"})
    @DisplayName("R19 a change that is told just after a document came to rest may be its own")
    void echo(long now, boolean echo) {
        assertThat(RestState.takenUp(REST).mayBeEcho(now)).isEqualTo(echo);
        assertThat(RestState.takenUp(null).mayBeEcho(now)).isFalse();
    }

    @Test
    @DisplayName("a document that was changed there is needed until it is in memory")
    void changedThere() {
        RestState changed = RestState.takenUp(REST).changedThere("id");
        assertThat(changed.isNeeded(false)).isTrue();
        assertThat(changed.standing()).isEqualTo(Standing.listed("id", null));
        assertThat(changed.opened().isNeeded(false)).isFalse();
        assertThat(changed.opened().dirty()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"LISTED, true, false", "LISTED, false, true", "ABSENT, false, true", "UNKNOWN, false, false"})
    @DisplayName("a document that came to rest is needed again where the relay lacks something of it")
    void rested(Standing.Kind kind, boolean shared, boolean needed) {
        Standing last = kind == Standing.Kind.LISTED
                ? Standing.listed("id", "earlier")
                : kind == Standing.Kind.ABSENT ? Standing.absent(null) : Standing.UNKNOWN;
        RestState state = RestState.takenUp(null).opened().rested(REST, last, shared);
        assertThat(state.isNeeded(false)).isEqualTo(needed);
        assertThat(state.agreed()).isEqualTo(shared);
        assertThat(state.standing()).isEqualTo(shared ? Standing.listed("id", "hash") : last);
        assertThat(state.loggedAnew(REST).agreed())
                .as("another history is nowhere yet")
                .isFalse();
        assertThat(state.loggedAnew(REST).isNeeded(false)).isEqualTo(kind != Standing.Kind.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"false, 0, 20000", "false, 20000, 0", "true, 0, 20", "true, 25, -5"})
    void stays(boolean crowded, long idle, long stays) {
        assertThat(RestState.stays(crowded, idle)).isEqualTo(stays);
    }
}
