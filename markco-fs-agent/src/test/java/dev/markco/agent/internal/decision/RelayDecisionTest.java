package dev.markco.agent.internal.decision;

import static dev.markco.agent.internal.decision.RelayWords.event;
import static dev.markco.agent.internal.decision.RelayWords.state;
import static dev.markco.agent.internal.decision.RelayWords.words;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.decision.RelayState.Phase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is decided between a document and its relay, by tables. The words are those of {@link RelayWords}. */
final class RelayDecisionTest {
    /** A document in each phase as it mostly is. */
    private static final Map<String, String> TYPICAL = Map.of(
            "off", "off listed:A:h",
            "seeding", "seeding absent",
            "seed-told", "seed-told absent",
            "waiting", "waiting listed:A:h",
            "asked", "asked listed:A:h unacked=1 older=1",
            "answered", "answered listed:A:h theirs:1 answer:u1",
            "deciding", "deciding listed:A:h theirs:1 answer:u1",
            "joining", "joining listed:A:h theirs:1 answer:u1",
            "joined", "joined listed:A:h caught-up waiting:u1 unacked=1",
            "denied", "denied listed:A:h denied:trash");

    /** Event, phases, the phase that each becomes ({@code same} when nothing changes at all), effects. */
    private static final String WHOLE = """
            stood listed:A:i  | off seeding seed-told denied           | off      | signal
            stood listed:A:i  | waiting                                | waiting  | signal
            stood listed:A:i  | asked                                  | asked    | signal
            stood listed:A:i  | answered                               | answered | signal
            stood listed:A:i  | deciding                               | deciding | signal
            stood listed:A:i  | joining                                | joining  | signal
            stood listed:A:i  | joined                                 | joined   | signal
            stood listed:B:h  | off seeding seed-told denied           | off      | signal
            stood listed:B:h  | waiting asked answered deciding joining joined | off | detach signal
            stood absent      | off denied                             | off      | signal
            stood absent      | seeding seed-told                      | same     | signal
            stood absent      | waiting asked answered deciding joining joined | off | detach signal
            stood unknown     | off seeding seed-told denied           | off      | signal
            stood unknown     | waiting                                | waiting  | signal
            stood unknown     | asked                                  | asked    | signal
            stood unknown     | answered                               | answered | signal
            stood unknown     | deciding                               | deciding | signal
            stood unknown     | joining                                | joining  | signal
            stood unknown     | joined                                 | joined   | signal

            changed A         | off denied seed-told                   | off      | signal
            changed A         | seeding                                | seed-told | -
            changed A         | waiting asked answered deciding joining joined | same | -

            opened            | off seeding seed-told                  | same     | -
            opened            | waiting asked answered deciding joining joined denied | asked | ask
            refused-us trash  | off seeding seed-told denied           | same     | -
            refused-us trash  | waiting asked answered deciding joining joined | denied | warn doubt
            lost              | off seeding seed-told waiting asked answered deciding joining joined denied | off | signal
            closed            | off seeding seed-told                  | same     | -
            closed            | waiting asked answered deciding joining joined denied | off | detach doubt signal
            stopped           | off seeding seed-told waiting asked answered deciding joining joined denied | off | detach

            vector 2          | off seeding seed-told waiting answered deciding joining denied | same | -
            vector 2          | asked                                  | asked    | -
            vector 2          | joined                                 | joined   | send-lacking:2
            answer u2         | off seeding seed-told waiting denied   | same     | -
            answer u2         | asked                                  | asked    | -
            answer u2         | answered                               | answered | -
            answer u2         | deciding                               | deciding | -
            answer u2         | joining                                | joining  | -
            answer u2         | joined                                 | same     | merge:u2
            update u2         | off seeding seed-told waiting denied   | same     | -
            update u2         | asked                                  | asked    | -
            update u2         | answered                               | answered | -
            update u2         | deciding                               | deciding | -
            update u2         | joining                                | joining  | -
            update u2         | joined                                 | same     | merge:u2
            ack               | off seeding seed-told waiting answered deciding joining denied | same | -
            ack               | asked                                  | asked    | signal
            ack               | joined                                 | joined   | -
            nack              | off seeding seed-told waiting answered deciding joining denied | same | -
            nack              | asked                                  | asked    | -
            nack              | joined                                 | asked    | ask warn

            edited u2         | off                                    | same     | signal
            edited u2         | seeding seed-told waiting asked answered deciding joining denied | same | -
            edited u2         | joined                                 | joined   | want-to-send
            socket-free       | off seeding seed-told waiting asked answered deciding joining denied | same | -
            socket-free       | joined                                 | joined   | hand:u1

            turned            | off                                    | same     | weigh
            turned            | answered                               | deciding | compare
            turned            | seeding seed-told waiting asked deciding joining joined denied | same | -
            weighed same      | off                                    | off      | -
            weighed same      | seeding seed-told waiting asked answered deciding joining joined denied | same | -
            weighed differs   | off                                    | waiting  | attach
            weighed differs   | seeding seed-told waiting asked answered deciding joining joined denied | same | -
            compared 12       | off seeding seed-told waiting asked answered joined denied | same | -
            compared 12       | deciding                               | same     | look-for-edits
            compared 12       | joining                                | joined   | merge:u1 send-lacking:1 settle signal

            created A h       | off waiting asked answered joined denied | same   | -
            created A h       | seeding seed-told                      | off      | weigh
            created A h       | deciding joining                       | asked    | ask settle
            preceded          | off waiting asked answered joined denied | same   | -
            preceded          | seeding seed-told                      | off      | signal
            preceded          | deciding joining                       | asked    | ask settle
            filled            | off seeding seed-told waiting asked answered joined denied | same | -
            filled            | deciding joining                       | asked    | ask settle
            edits-seen        | off seeding seed-told waiting asked answered joining joined denied | same | -
            edits-seen        | deciding                               | deciding | send-edits:1
            no-edits-seen     | off seeding seed-told waiting asked answered joining joined denied | same | -
            no-edits-seen     | deciding                               | joining  | compare
            edits-sent        | off seeding seed-told waiting asked answered joining joined denied | same | -
            edits-sent        | deciding                               | joining  | compare
            edits-not-sent    | off seeding seed-told waiting asked answered joining joined denied | same | -
            edits-not-sent    | deciding                               | asked    | ask settle
            adoption-ended    | off seeding seed-told waiting asked answered joined denied | same | -
            adoption-ended    | deciding joining                       | asked    | ask settle
            adopted           | off seeding seed-told waiting asked answered joined denied | same | -
            adopted           | deciding joining                       | asked    | ask settle
            failed            | off waiting asked answered joined denied | same   | -
            failed            | seeding seed-told                      | off      | -
            failed            | deciding joining                       | off      | settle detach
            """;

    private static List<String> whole() {
        return WHOLE.lines().filter(line -> !line.isBlank()).toList();
    }

    @ParameterizedTest
    @MethodSource("whole")
    @DisplayName("R24 each event in each phase")
    void eachEventInEachPhase(String line) {
        String[] cells = line.split(" *\\| *", -1);
        for (String phase : cells[1].split(" ", -1)) {
            RelayState before = state(typical(phase));
            Turn<RelayState, RelayEffect> turn = RelayDecision.decide(before, event(cells[0]));
            String becomes = cells[2].equals("same") ? phase : cells[2];
            assertThat(word(turn.state().phase())).as(phase).isEqualTo(becomes);
            assertThat(words(turn.effects())).as(phase).isEqualTo(cells[3].trim());
            if (cells[2].equals("same")) {
                assertThat(turn.state()).as(phase).isEqualTo(before);
            }
        }
    }

    private static String typical(String phase) {
        String words = TYPICAL.get(phase);
        assertThat(words).as(phase).isNotNull();
        return words == null ? "" : words;
    }

    private static String word(Phase phase) {
        return phase.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Test
    void theTableHasEachEventInEachPhaseOnce() {
        Map<String, Set<String>> phases = new HashMap<>();
        Set<Class<?>> events = new HashSet<>();
        for (String line : whole()) {
            String[] cells = line.split(" *\\| *", -1);
            events.add(event(cells[0]).getClass());
            for (String phase : cells[1].split(" ", -1)) {
                assertThat(phases.computeIfAbsent(cells[0], event -> new TreeSet<>())
                                .add(phase))
                        .as(line)
                        .isTrue();
            }
        }
        Set<Class<?>> all = new HashSet<>();
        for (Class<?> kind : RelayEvent.class.getPermittedSubclasses()) {
            all.addAll(Arrays.asList(kind.getPermittedSubclasses()));
        }
        assertThat(events).isEqualTo(all);
        assertThat(TYPICAL).hasSameSizeAs(Phase.values());
        phases.forEach((event, in) -> assertThat(in).as(event).isEqualTo(new TreeSet<>(TYPICAL.keySet())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The list says the same as we have, something else, nothing; and what is heard before we look.
                "turned         | off listed:A:h          | off listed:A:h                  | weigh",
                "turned offline | off listed:A:h          | off listed:A:h                  | -",
                "turned B       | off listed:A:h          | off unknown                     | doubt",
                "turned A       | off listed:A:h          | off listed:A:h                  | weigh",
                "turned         | off unknown             | off unknown                     | -",
                "turned         | off listed:A:h agreed   | off listed:A:h agreed           | -",
                "turned         | off absent              | off absent                      | weigh",
                "weighed same   | off listed:A:h          | off listed:A:h agreed caught-up | -",
                "weighed same   | off listed:A:h denied:trash | off listed:A:h agreed caught-up | -",
                "weighed same   | off listed:A:h adopting | waiting listed:A:h adopting     | attach",
                "weighed empty  | off absent              | off absent                      | -",
                "weighed differs | off absent             | seeding absent                  | create",
                "weighed differs | off unknown            | off unknown                     | -",
                "stood listed:A:i | off listed:A:h agreed caught-up | off listed:A:i caught-up | signal",
                "changed A      | off listed:A:h agreed caught-up | off listed:A:- caught-up | signal",
                "edited u1      | off listed:A:h agreed caught-up | off listed:A:h caught-up | signal",
                "edited u1      | off unknown             | off unknown                     | -",
            })
    @DisplayName("R24 a document takes part only where the relay has something else")
    void whetherToTakePart(String event, String before, String after, String effects) {
        check(event, before, after, effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // We have edits, the relay tells of the creation, which was our own; then of somebody's change.
                "created A h    | seeding absent          | off listed:A:h                  | weigh",
                "created A h    | seed-told absent        | off listed:A:h                  | weigh",
                "changed A      | seed-told absent        | off listed:A:-                  | signal",
                "created A h    | off listed:A:-          | off listed:A:-                  | -",
                // A list that is newer than what we do, or as old.
                "stood listed:A:i | seeding absent        | off listed:A:i                  | signal",
                "created A h    | off listed:A:i          | off listed:A:i                  | -",
                "stood absent   | seeding absent          | seeding absent                  | signal",
                // The connection is lost meanwhile: that the relay got it is no reason to call what comes later caught
                // up.
                "stood unknown  | seeding absent          | off unknown                     | signal",
                "lost           | seeding absent          | off unknown                     | signal",
                "created A h    | off unknown             | off unknown                     | -",
                "preceded       | off unknown             | off unknown                     | -",
                "preceded       | seeding absent          | off listed:-:-                  | signal",
                "failed         | seeding absent          | off absent                      | -",
                "failed         | off unknown             | off unknown                     | -",
            })
    @DisplayName("R3 R24 what is heard of a document while it is created is not forgotten")
    void whileSeeding(String event, String before, String after, String effects) {
        check(event, before, after, effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vector 2  | asked listed:A:-                       | asked listed:A:- theirs:2 | -",
                "answer u2 | asked listed:A:-                       | asked listed:A:- answer:u2 | -",
                "answer u2 | asked listed:A:- theirs:2              | answered listed:A:- theirs:2 answer:u2 | signal",
                "vector 2  | asked listed:A:- answer:u2             | answered listed:A:- theirs:2 answer:u2 | signal",
                "vector 3  | asked listed:A:- theirs:2              | asked listed:A:- theirs:3 | -",
                "answer u3 | asked listed:A:- answer:u2             | asked listed:A:- answer:u2 early:u3 | -",
                "update u3 | asked listed:A:-                       | asked listed:A:- early:u3 | -",
                "update u1 | asked listed:A:- early:u3              | asked listed:A:- early:u3,u1 | -",
                "update big | asked listed:A:- theirs:2 early:big   | asked listed:A:- | ask",
                "update big | answered listed:A:- theirs:2 answer:u2 early:big | asked listed:A:- | ask",
                "update big | deciding listed:A:- theirs:2 answer:u2 early:big | asked listed:A:- | ask",
                "answer big | joining listed:A:- theirs:2 answer:u2 early:big  | asked listed:A:- | ask",
                "opened    | deciding listed:A:- theirs:2 answer:u2 | asked listed:A:- | ask",
                "opened    | joined listed:A:- caught-up waiting:u1 unacked=2 | asked listed:A:- caught-up unacked=2 older=2 | ask",
            })
    @DisplayName("R1 nothing flows before both have told what they have, and nothing of that is lost")
    void whileAsking(String event, String before, String after, String effects) {
        check(event, before, after, effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Neither has anything.
                "compared 0  | deciding listed:A:- theirs:0 answer:u0 | joined listed:A:- caught-up empty | merge:u0 settle signal",
                // Somebody made it meanwhile.
                "compared 0  | deciding listed:A:- theirs:0 answer:u0 early:u2 | joined listed:A:- caught-up | merge:u0 merge:u2 settle signal",
                // Only they have something; only we.
                "compared 0  | deciding listed:A:- theirs:2 answer:u2 | joined listed:A:- caught-up | merge:u2 settle signal",
                "compared 1  | deciding listed:A:- theirs:0 answer:u0 | deciding listed:A:- theirs:0 answer:u0 | create",
                "compared 1  | deciding listed:A:- theirs:0 answer:u0 preceded | deciding listed:A:- theirs:0 answer:u0 preceded | fill",
                // Both, and they share nothing.
                "compared 1  | deciding listed:A:- theirs:2 answer:u2 | deciding listed:A:- theirs:2 answer:u2 | adopt",
                // Related: what was edited apart is looked at first, unless there is nothing, or it is enough.
                "compared 12 | deciding listed:A:- theirs:2 answer:u2 | deciding listed:A:- theirs:2 answer:u2 | look-for-edits",
                "compared 12 | deciding listed:A:- caught-up theirs:2 answer:u2 | joined listed:A:- caught-up unacked=1 | merge:u2 send-lacking:2 settle signal",
                "compared 12 | deciding listed:A:- attempts=3 theirs:2 answer:u2 | joined listed:A:- caught-up attempts=3 unacked=1 | merge:u2 send-lacking:2 settle signal",
                "compared 2  | deciding listed:A:- theirs:23 answer:u3 | joined listed:A:- caught-up unacked=1 | merge:u3 send-lacking:23 settle signal",
                "no-edits-seen | deciding listed:A:- theirs:2 answer:u2 | joining listed:A:- theirs:2 answer:u2 | compare",
                "edits-seen  | deciding listed:A:- theirs:2 answer:u2 | deciding listed:A:- theirs:2 answer:u2 | send-edits:2",
                "edits-sent  | deciding listed:A:- attempts=1 theirs:2 answer:u2 | joining listed:A:- attempts=1 theirs:2 answer:u2 | compare",
                "edits-not-sent | deciding listed:A:- attempts=1 theirs:2 answer:u2 | asked listed:A:- attempts=2 | ask settle",
                // Only that something else had changed counts, not that the request failed.
                "failed      | deciding listed:A:- attempts=1 theirs:2 answer:u2 | off listed:A:- attempts=1 | settle detach",
                "compared 12 | joining listed:A:- theirs:2 answer:u2 early:u3 | joined listed:A:- caught-up unacked=1 | merge:u2 merge:u3 send-lacking:2 settle signal",
                // Whoever types into what was empty a moment ago: it is decided by what is there when it is merged.
                "compared 1  | joining listed:A:- theirs:2 answer:u2 | joining listed:A:- theirs:2 answer:u2 | adopt",
                "compared 1  | joining listed:A:- theirs:0 answer:u0 | joining listed:A:- theirs:0 answer:u0 | create",
                // An adoption of which nobody knows what became.
                "turned      | answered listed:A:- adopting theirs:2 answer:u2 | deciding listed:A:- adopting theirs:2 answer:u2 | end-adoption",
                "adoption-ended | deciding listed:A:- adopting theirs:2 answer:u2 | asked listed:A:- | ask settle",
                "adoption-ended | off unknown adopting | off unknown | -",
                // Made by somebody who was first, and without anything.
                "preceded    | deciding listed:A:- theirs:0 answer:u0 | asked listed:A:- preceded | ask settle",
                "filled      | deciding listed:A:- preceded theirs:0 answer:u0 | asked listed:A:- | ask settle",
                "created B h | deciding listed:A:- theirs:0 answer:u0 | asked listed:B:h | ask settle",
                // The decision ended before its outcome came.
                "adopted     | off unknown                | off unknown                | -",
                "edits-sent  | asked listed:A:- attempts=1 | asked listed:A:- attempts=1 | -",
                "compared 12 | off unknown                | off unknown                | -",
                "failed      | asked listed:A:-           | asked listed:A:-           | -",
                "failed      | deciding listed:A:- theirs:2 answer:u2 early:u3 | off listed:A:- | settle detach",
            })
    @DisplayName("R1 R3 R4 R5 what is done once the relay has told what it has")
    void deciding(String event, String before, String after, String effects) {
        check(event, before, after, effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "edited u1   | joined listed:A:- caught-up           | joined listed:A:- caught-up waiting:u1 | want-to-send",
                "edited u2   | joined listed:A:- caught-up waiting:u1 | joined listed:A:- caught-up waiting:u1,u2 | want-to-send",
                "socket-free | joined listed:A:- waiting:u1,u2 unacked=1 | joined listed:A:- unacked=2 | hand:u1+u2",
                "socket-free | joined listed:A:-                     | joined listed:A:- | -",
                "vector 3    | joined listed:A:- unacked=1           | joined listed:A:- unacked=2 | send-lacking:3",
                "vector 3    | joined listed:A:- empty               | joined listed:A:- empty | -",
                // The first text of a document that nobody has seeds it, whoever brings it.
                "edited u1   | joined listed:A:- caught-up empty     | asked listed:A:- caught-up | ask",
                "update u2   | joined listed:A:- empty               | joined listed:A:- | merge:u2",
                "update u0   | joined listed:A:- empty               | joined listed:A:- empty | merge:u0",
                "answer u2   | joined listed:A:- empty               | joined listed:A:- | merge:u2",
            })
    @DisplayName("R3 updates flow as they come once a document has joined")
    void joined(String event, String before, String after, String effects) {
        check(event, before, after, effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ack  | joined listed:A:- unacked=2           | joined listed:A:- unacked=1 | -",
                "ack  | joined listed:A:- unacked=1           | joined listed:A:- | signal",
                "ack  | joined listed:A:- unacked=1 waiting:u1 | joined listed:A:- waiting:u1 | -",
                "ack  | joined listed:A:-                     | joined listed:A:- | -",
                "nack | joined listed:A:-                     | joined listed:A:- | -",
                // What was sent in an earlier part is not counted in this one.
                "ack  | waiting listed:A:-                    | waiting listed:A:- | -",
                "nack | waiting listed:A:-                    | waiting listed:A:- | -",
                "nack | denied listed:A:- denied:trash        | denied listed:A:- denied:trash | -",
                // Refused: asked what it has, and sent what it lacks; refused again: nothing more is sent.
                "nack | joined listed:A:- unacked=3           | asked listed:A:- unacked=2 older=2 refusals=1 | ask warn",
                "nack | asked listed:A:- unacked=2 older=2 refusals=1 | asked listed:A:- unacked=1 older=1 refusals=1 | -",
                "nack | joined listed:A:- unacked=2 older=1 refusals=1 | joined listed:A:- unacked=1 refusals=1 | -",
                "nack | joined listed:A:- unacked=1 refusals=1 waiting:u1 | joined listed:A:- denied:it_takes_no_changes_from_us refusals=2 | warn",
                "edited u1 | joined listed:A:- denied:no refusals=2   | joined listed:A:- denied:no refusals=2 | -",
                "vector 3  | joined listed:A:- denied:no refusals=2   | joined listed:A:- denied:no refusals=2 | -",
                "update u2 | joined listed:A:- denied:no refusals=2   | joined listed:A:- denied:no refusals=2 | merge:u2",
                "nack | joined listed:A:- denied:no unacked=1 refusals=2 | joined listed:A:- denied:no refusals=2 | -",
                // At the next list it is tried once more, without another word.
                "stood listed:A:h | joined listed:A:- denied:no refusals=2 | asked listed:A:h denied:no refusals=1 | ask",
                "nack | joined listed:A:- denied:it_takes_no_changes_from_us unacked=1 refusals=1 | joined listed:A:- denied:it_takes_no_changes_from_us refusals=2 | -",
                // It takes something again: all that it lacks is sent.
                "ack  | joined listed:A:- denied:no unacked=1 refusals=1 | joined listed:A:- | signal",
                "ack  | joined listed:A:- denied:no unacked=2 older=1 refusals=1 | joined listed:A:- denied:no unacked=1 refusals=1 | -",
                "ack  | joined listed:A:- denied:no unacked=1 refusals=2 | asked listed:A:- | ask",
            })
    @DisplayName("R18 each acknowledgement counts for one message; a relay that takes nothing is not asked for ever")
    void acknowledgements(String event, String before, String after, String effects) {
        check(event, before, after, effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lost       | joined listed:A:- caught-up attempts=2 waiting:u1 unacked=3 | off unknown | signal",
                "lost       | deciding listed:A:- adopting theirs:2 answer:u2 early:u3 | off unknown adopting | signal",
                "lost       | denied listed:A:- denied:trash          | off unknown | signal",
                // A document that takes no part hears of a lost connection from the list alone.
                "stood unknown | off listed:A:h agreed caught-up attempts=2 | off unknown | signal",
                "stood unknown | off listed:A:h denied:trash          | off unknown | signal",
                "stood unknown | joined listed:A:- caught-up waiting:u1 | joined unknown waiting:u1 | signal",
                "closed     | joined listed:A:- caught-up waiting:u1 unacked=3 | off unknown caught-up | detach doubt signal",
                "closed     | off listed:A:h agreed                   | off listed:A:h agreed | -",
                "stopped    | joined listed:A:- caught-up waiting:u1  | off listed:A:- caught-up | detach",
                // Refused, and refused again.
                "refused-us trash | waiting listed:A:-                | denied listed:A:- denied:trash | warn doubt",
                "refused-us trash | denied listed:A:- denied:trash    | denied listed:A:- denied:trash | -",
                "refused-us other | denied listed:A:- denied:trash    | denied listed:A:- denied:other | warn doubt",
                "refused-us trash | waiting listed:A:- denied:trash   | denied listed:A:- denied:trash | -",
                "refused-us trash | off listed:A:h agreed             | off listed:A:h agreed | -",
                "refused-us trash | joined listed:A:- waiting:u1 unacked=1 | denied listed:A:- denied:trash | warn doubt",
                "stood listed:A:h | denied listed:A:h denied:trash    | off listed:A:h denied:trash | signal",
                "stood listed:A:i | denied listed:A:h denied:trash    | off listed:A:i | signal",
                "stood absent     | denied absent denied:trash        | denied absent denied:trash | signal",
                "stood unknown    | denied unknown denied:trash       | off unknown | signal",
                "opened           | waiting listed:A:- denied:trash   | asked listed:A:- | ask",
                // The path has another document now; one whose identity is not known stays.
                "stood listed:B:- | joined listed:A:- caught-up waiting:u1 unacked=1 | off listed:B:- caught-up | detach signal",
                "stood listed:B:- | joined listed:-:- waiting:u1      | joined listed:B:- waiting:u1 | signal",
                "stood listed:B:- | joined unknown waiting:u1         | joined listed:B:- waiting:u1 | signal",
            })
    @DisplayName("R20 what becomes of a part in the connection that ends, and of what is known then")
    void ends(String event, String before, String after, String effects) {
        check(event, before, after, effects);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "off listed:A:h agreed             | YES",
                "off listed:A:h                    | NO",
                "off unknown                       | NO",
                "off absent                        | IF_EMPTY",
                "seeding absent                    | NO",
                "waiting listed:A:h                | NO",
                "asked listed:A:h                  | NO",
                "answered listed:A:h               | NO",
                "deciding listed:A:h               | NO",
                "joining listed:A:h                | NO",
                "denied listed:A:h denied:trash    | NO",
                "joined listed:A:-                 | YES",
                "joined listed:A:- unacked=1       | NO",
                "joined listed:A:- waiting:u1      | NO",
                "joined listed:A:- refusals=2      | NO",
                "joined absent empty               | YES",
            })
    @DisplayName("R18 what counts as acknowledged")
    void acknowledged(String state, RelayState.Acknowledged expected) {
        assertThat(state(state).acknowledged()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "off unknown       | true  | LATER",
                "off listed:A:h    | false | LATER",
                "off listed:A:h    | true  | YES",
                "joined listed:A:h | true  | YES",
                "off absent        | true  | GONE",
                "off absent        | false | LATER",
            })
    @DisplayName("R12 when a document may be put into the relay's trash")
    void deletable(String state, boolean connected, RelayState.Deletable expected) {
        assertThat(state(state).deletable(connected)).isEqualTo(expected);
    }

    @Test
    void whatWaitsIsMergedWhenThereIsMuchOfIt() {
        RelayState state = state("joined listed:A:-");
        for (int i = 0; i < 2 * RelayDecision.MOST_WAITING; i++) {
            state = RelayDecision.decide(state, event("edited u" + (1 + i % 2))).state();
            assertThat(state.sent().waiting().count()).isLessThanOrEqualTo(RelayDecision.MOST_WAITING);
        }
        check(
                "socket-free",
                words(state).replaceFirst("waiting:.*", "waiting:u1,u2"),
                "joined listed:A:- unacked=1",
                "hand:u1+u2");
        assertThat(words(RelayDecision.decide(state, event("socket-free")).effects()))
                .isEqualTo("hand:u1+u2");
    }

    private static void check(String event, String before, String after, String effects) {
        Turn<RelayState, RelayEffect> turn = RelayDecision.decide(state(before), event(event));
        assertThat(words(turn.state())).isEqualTo(words(state(after)));
        assertThat(words(turn.effects())).isEqualTo(effects);
    }
}
