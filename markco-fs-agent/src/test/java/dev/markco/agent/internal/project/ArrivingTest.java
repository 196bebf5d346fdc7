package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArrivingTest {
    @ParameterizedTest(name = "unread {0}, unwritten {1}, equal {2}, one away {3}: waits {4}")
    @CsvSource({
        "false, false, false, false, false",
        "false, false, true,  false, true",
        "false, false, false, true,  true",
        "true,  false, false, false, true",
        "false, true,  false, false, true",
    })
    @DisplayName("R12 a new file waits if it may be a known one")
    void waits(boolean unread, boolean unwritten, boolean equal, boolean away, boolean expected) {
        assertThat(Arriving.waits(unread, unwritten, equal, away)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {3}")
    @CsvSource({
        "rounds follow each other,                          100, false,  100",
        "there was much to do,                              900, false,  900",
        "the process was stopped,                         20000, false, 1000",
        "nobody can say what became of the one away,        100, true,     0",
    })
    @DisplayName("R13 R36 only time in which somebody looked, and could decide, is waiting")
    void waited(String what, long elapsed, boolean stuck, long expected) {
        assertThat(Arriving.waited(elapsed, stuck)).as(what).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {8}")
    @CsvSource({
        // what,                                      there, waited, unread, unwritten, away, equal, equal away;
        // decision
        "it went again,                               false,     0, true,  false, true,  true,  true,  IS_GONE",
        "nothing is known yet of the others,          true,      0, true,  false, false, true,  false, WAITS",
        "nor after a long time,                       true,   5999, true,  false, false, true,  false, WAITS",
        "all waiting ends,                            true,   6000, true,  true,  true,  true,  true,  IS_ITS_OWN",
        "it is empty and may be one that comes back,  true,    500, false, true,  false, false, false, WAITS",
        "it is equal to one that is there,            true,   1499, false, false, false, true,  false, WAITS",
        "so it is a copy,                             true,   1500, false, false, false, true,  false, IS_ITS_OWN",
        "so it is while another is away,              true,   1500, false, false, true,  true,  false, IS_ITS_OWN",
        "it is equal to one that is away,             true,   1500, false, false, true,  true,  true,  WAITS",
        "until all waiting ends,                      true,   5999, false, false, true,  true,  true,  WAITS",
        "the one that it was equal to was renamed,    true,      0, false, false, false, false, false, IS_ITS_OWN",
        "one is away that it may be with an edit,     true,   3000, false, false, true,  false, false, WAITS",
        "that one is back or decided about,           true,      0, false, false, false, false, false, IS_ITS_OWN",
    })
    @DisplayName("R12 R13 how long a new file waits")
    void decide(
            String what,
            boolean there,
            long waited,
            boolean unread,
            boolean unwritten,
            boolean away,
            boolean equal,
            boolean equalIsAway,
            Arriving expected) {
        assertThat(Arriving.decide(new Arriving.Seen(there, waited, unread, unwritten, away, equal, () -> equalIsAway)))
                .as(what)
                .isEqualTo(expected);
    }
}
