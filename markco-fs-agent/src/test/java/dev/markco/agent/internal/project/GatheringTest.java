package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.project.Gathering.Act;
import dev.markco.agent.internal.project.Gathering.Next;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatheringTest {
    @ParameterizedTest(name = "{0}: {8}")
    @CsvSource({
        // what,                                since, approved, any,   others, unknown, git,   now;  act,
        // since then, approved then
        "none is gone,                             -1, false,    false, false,  false, false, 5000, NOTHING, -1,   false",
        "all are back: a word is no longer needed, 4000, true,   false, false,  false, false, 5000, NOTHING, -1,   false",
        "one is gone,                              -1, false,    true,  false,  false, false, 5000, DECIDE,  -1,   false",
        "others go,                                -1, false,    true,  true,   false, false, 5000, WAIT,    5000, false",
        "others still go,                        2001, true,     true,  true,   false, false, 5000, WAIT,    2001, true",
        "others go for too long,                 2000, false,    true,  true,   false, false, 5000, DECIDE,  -1,   false",
        "only others go so far,                    -1, false,    false, true,   false, false, 5000, WAIT,    5000, false",
        "others may be gone,                       -1, false,    true,  false,  true,  false, 5000, WAIT,    5000, false",
        "others went and are not looked at,      2000, true,     true,  true,   true,  false, 5000, WAIT,    2000, true",
        "others are not looked at for a minute,    10, true,     true,  false,  true,  false, 60009, WAIT,   10,   true",
        "they are not looked at for longer,        10, true,     true,  false,  true,  false, 60010, DECIDE, -1,   true",
        "only others may be gone,                  -1, false,    false, false,  true,  false, 5000, WAIT,    5000, false",
        "git is at work,                           -1, true,     true,  false,  false, true,  5000, WAIT,    5000, true",
        "git is at work for long (it ends itself), 10, false,    true,  true,   false, true,  5000, WAIT,    10,   false",
        "git is done,                              10, true,     true,  false,  false, false, 5000, DECIDE,  -1,   true",
    })
    @DisplayName("R12 R13 R35 when it is decided about files that are gone or empty")
    void looked(
            String what,
            long since,
            boolean approved,
            boolean any,
            boolean others,
            boolean unknown,
            boolean git,
            long now,
            Act act,
            long sinceThen,
            boolean approvedThen) {
        Gathering state = new Gathering(since, approved, true, 4, 1_000);
        assertThat(state.looked(any, others, unknown, () -> git, now))
                .as(what)
                .isEqualTo(new Next(new Gathering(sinceThen, approvedThen, act != Act.NOTHING, 4, 1_000), act));
    }

    @ParameterizedTest(name = "{0}: {6}")
    @CsvSource({
        // what,                                        approved, braked before, doubtful, more, now;
        // act, approved then, lost then, lost at then
        "few were deleted,                              false, false,    false,  2,   30000, CARRY_OUT, false, 2, 30000",
        "few more were deleted just after,              false, false,    false,  2,   10999, CARRY_OUT, false, 6, 10999",
        "and when these are long ago,                   false, false,    false,  2,   11000, CARRY_OUT, false, 2, 11000",
        "all were renamed,                              false, false,    false,  0,   10999, CARRY_OUT, false, 4, 1000",
        "many were deleted,                             false, false,    true,   7,   10999, BRAKE,     false, 4, 1000",
        "many were deleted and somebody said it is so,  true, true,     true,   7,   30000, CARRY_OUT, false, 7, 30000",
        "a word holds once,                             true, false,     false,  1,   30000, CARRY_OUT, false, 1, 30000",
        "some of many are back and others are not,       false, true,     false,  3, 30000, BRAKE, false, 4, 1000",
        "the others were renamed,                        false, true,     false,  0,   10999, CARRY_OUT, false, 4, 1000",
    })
    @DisplayName("R12 what is done when it is decided")
    void decided(
            String what,
            boolean approved,
            boolean before,
            boolean doubtful,
            int more,
            long now,
            Act act,
            boolean approvedThen,
            int lostThen,
            long lostAtThen) {
        Gathering state = new Gathering(Gathering.NONE, approved, before, 4, 1_000);
        assertThat(state.decided(doubtful, more, now))
                .as(what)
                .isEqualTo(new Next(
                        new Gathering(Gathering.NONE, approvedThen, act == Act.BRAKE, lostThen, lostAtThen), act));
    }
}
