package dev.markco.relay.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each kind of PostgreSQL error leads to: only bad data is ever given up. */
final class SqlErrorsTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "40001, CONFLICT", // serialization failure
        "40P01, CONFLICT", // deadlock
        "08006, UNAVAILABLE", // connection lost
        "57P01, UNAVAILABLE", // administrator's command
        "57P03, UNAVAILABLE", // starting up
        "53100, UNAVAILABLE", // disk full
        "53300, UNAVAILABLE", // too many connections
        "28P01, UNAVAILABLE", // password changed
        "3D000, UNAVAILABLE", // database gone
        "25006, UNAVAILABLE", // read-only after a failover
        "58030, UNAVAILABLE", // input/output error
        "22021, DATA", // character not in the encoding
        "23502, DATA", // not null
        "54000, DATA", // over a limit
        "42P01, OTHER", // no such table
        "42501, OTHER", // no right to it
        "XX000, OTHER"
    })
    void kinds(String state, SqlErrors.Kind kind) {
        SQLException e = new SQLException("said the server", state);
        assertThat(SqlErrors.kind(e)).isEqualTo(kind);
        assertThat(SqlErrors.isForGood(new StoreException("x", e))).isEqualTo(kind == SqlErrors.Kind.DATA);
        assertThat(SqlErrors.wrap("saving", e))
                .hasMessageContaining("saving failed")
                .hasMessageContaining("said the server")
                .satisfies(wrapped -> assertThat(wrapped instanceof DatabaseUnavailableException)
                        .isEqualTo(kind == SqlErrors.Kind.UNAVAILABLE));
    }

    @Test
    @DisplayName("a pool's error is judged by the driver's error within, and without one it is transient")
    void wrappedByThePool() {
        assertThat(SqlErrors.kind(new SQLTransientConnectionException("no connection within 5 s")))
                .isEqualTo(SqlErrors.Kind.UNAVAILABLE);
        SQLException wrapped =
                new SQLTransientConnectionException("no connection", new SQLException("bad password", "28P01"));
        assertThat(SqlErrors.isHopeless(wrapped)).isTrue();
        assertThat(SqlErrors.rootMessage(wrapped)).isEqualTo("bad password");
    }
}
