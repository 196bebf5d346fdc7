package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.project.Exchanges.Decision;
import dev.markco.agent.internal.project.Exchanges.Place;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExchangesTest {
    /**
     * What is at the names: {@code a=b} is the file of b at a's name, {@code a=-} is nothing, {@code a=?} a file that nobody had;
     * those not named have their own. Elsewhere: {@code x=b} is b's file at the name x that no document has.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            nullValues = "none",
            value = {
                // what,                                     at the names,   elsewhere, moves,          replaced, closed
                "nothing happened,                           none,           none,     none,            none,  true",
                "two files were exchanged,                   a=b b=a,        none,     a>b b>a,         none,  true",
                "three went round,                           a=b b=c c=a,    none,     a>c b>a c>b,     none,  true",
                "two pairs were exchanged,                   a=b b=a c=d d=c, none,    a>b b>a c>d d>c, none,  true",
                "b has a's name and a a free one,            a=b b=-,        x=a,      a>x b>a,         none,  false",
                "the same with three,                        a=b b=c c=-,    x=a,      a>x b>a c>b,     none,  false",
                "b was put in the place of a,                a=b b=-,        none,     none,            a,     true",
                "b was put in the place of a and made anew,  a=b b=?,        none,     none,            a,     true",
                "a became a backup and was made anew,        a=?,            x=a,      none,            none,  true",
                "a became the backup b and was made anew,    a=? b=a,        none,     none,            b,     true",
                "backups move up,                            a=? b=a c=b,    x=c,      none,            b c,   true",
                "exchanged and then one saved by rename,     a=b b=?,        none,     none,            a,     true",
                "half of a circle that is under way,         a=b b=-,        none,     none,            a,     true",
                "a was only renamed,                         a=-,            x=a,      none,            none,  true",
                "one circle and one that was replaced,       a=b b=a c=d d=-, none,    a>b b>a,         c,     true",
                "a circle beside one that was renamed,       a=b b=a c=-,    x=c,      a>b b>a,         none,  true",
            })
    @DisplayName("R12 what it means that files have the names of others")
    void decide(String what, String places, String elsewhere, String moves, String replaced, boolean closed) {
        Map<String, Place> at = new TreeMap<>();
        for (String name : new String[] {"a", "b", "c", "d"}) {
            at.put(name, Place.OWN);
        }
        pairs(places, "=")
                .forEach((name, there) -> at.put(
                        name,
                        switch (there) {
                            case "-" -> Place.NOTHING;
                            case "?" -> Place.UNKNOWN;
                            default -> Place.of(there);
                        }));
        Map<String, String> free = new TreeMap<>();
        pairs(elsewhere, "=").forEach((name, owner) -> free.put(owner, name));
        Set<String> edits = replaced == null ? Set.of() : new TreeSet<>(Arrays.asList(replaced.split(" ")));
        assertThat(Exchanges.decide(at, free)).as(what).isEqualTo(new Decision(pairs(moves, ">"), edits, closed));
    }

    private static Map<String, String> pairs(String text, String sign) {
        return text == null
                ? Map.of()
                : Arrays.stream(text.split(" "))
                        .map(pair -> pair.split(sign))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    @ParameterizedTest(name = "closed {0}, replaced {1}, quiet {2}, waited {3}: {4}")
    @CsvSource({
        "true,  false, 0,    0,    true",
        "false, false, 999,  999,  false",
        "false, false, 1000, 1000, true",
        "true,  true,  999,  999,  false",
        "true,  true,  1000, 1000, true",
        "false, true,  10,   2999, false",
        "false, true,  10,   3000, true",
    })
    @DisplayName("R13 a circle is certain at once, all else when it has been quiet, and no longer than three seconds")
    void due(boolean closed, boolean replaced, long quiet, long waited, boolean due) {
        Decision decision = new Decision(Map.of("a", "b"), replaced ? Set.of("b") : Set.of(), closed);
        assertThat(Exchanges.isDue(decision, quiet, waited)).isEqualTo(due);
    }
}
