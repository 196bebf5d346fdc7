package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArrivingTest {
    @ParameterizedTest(name = "unread {0}, equal {1}, one away {2}: waits {3}")
    @CsvSource({
        "false, false, false, false",
        "false, true,  false, true",
        "false, false, true,  true",
        "true,  false, false, true",
    })
    @DisplayName("R12 a new file waits if it may be a known one")
    void waits(boolean unread, boolean equal, boolean away, boolean expected) {
        assertThat(Arriving.waits(unread, equal, away)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {8}")
    @CsvSource({
        // what,                                      there, waited, unread, came,  away,  equal, equal away; decision
        "it went again,                               false,     0, true,  false, true,  true,  true,  IS_GONE",
        "nothing is known yet of the others,          true,      0, true,  false, false, true,  false, WAITS",
        "nor after a long time,                       true,   5999, true,  true,  false, true,  false, WAITS",
        "all waiting ends,                            true,   6000, true,  false, true,  true,  true,  IS_ITS_OWN",
        "it is equal to one that is there,            true,   1499, false, false, false, true,  false, WAITS",
        "so it is a copy,                             true,   1500, false, false, false, true,  false, IS_ITS_OWN",
        "it is equal to one that is away,             true,   1500, false, false, true,  true,  true,  WAITS",
        "until all waiting ends,                      true,   5999, false, false, true,  true,  true,  WAITS",
        "the one that it was equal to was renamed,    true,      0, false, false, false, false, false, IS_ITS_OWN",
        "one is away that it may be with an edit,     true,   3000, false, true,  true,  false, false, WAITS",
        "that one is back or decided about,           true,      0, false, true,  false, false, false, IS_ITS_OWN",
    })
    @DisplayName("R12 R13 how long a new file waits")
    void decide(
            String what,
            boolean there,
            long waited,
            boolean unread,
            boolean came,
            boolean away,
            boolean equal,
            boolean equalIsAway,
            Arriving expected) {
        assertThat(Arriving.decide(new Arriving.Seen(there, waited, unread, came, away, equal, () -> equalIsAway)))
                .as(what)
                .isEqualTo(expected);
    }
}
