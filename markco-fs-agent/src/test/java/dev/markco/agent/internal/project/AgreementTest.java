package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.project.Agreement.Move;
import dev.markco.agent.internal.project.Agreement.Ours;
import dev.markco.agent.internal.project.Agreement.Step;
import dev.markco.agent.internal.uplink.Listed;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AgreementTest {
    private static final Listed X_AT_A = new Listed("a", "X", "h");
    private static final Listed X_AT_B = new Listed("b", "X", "h");
    private static final Listed Y_AT_A = new Listed("a", "Y", "k");

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("R12 R24 what one document of ours, the relay's list and its trash mean together")
    void oneDocument(String what, Ours ours, List<Listed> listed, Set<String> trashed, List<Step> steps) {
        assertThat(Agreement.steps(List.of(ours), listed, trashed)).as(what).isEqualTo(steps);
    }

    static Stream<Arguments> cases() {
        Ours unshared = new Ours("a", null, null, null);
        Ours shared = new Ours("a", "X", "a", null);
        Ours movedHere = new Ours("b", "X", "a", null);
        Ours movedBoth = new Ours("c", "X", "a", null);
        Step stand = new Step.Stand("a", Standing.listed("X", "h"));
        return Stream.of(
                Arguments.of("never shared, not there", unshared, List.of(), Set.of(), List.of(absent("a", null))),
                Arguments.of(
                        "never shared, one of that name there",
                        unshared,
                        List.of(X_AT_A),
                        Set.of(),
                        List.of(new Step.Stand("a", Standing.listed("X", "h").soughtAs(null)))),
                Arguments.of(
                        "never shared, and the one that it was about to join was moved",
                        new Ours("a", null, null, "X"),
                        List.of(X_AT_B),
                        Set.of(),
                        List.of(new Step.Follow("a", "X", "b"))),
                Arguments.of(
                        "never shared, the one that it was about to join was moved, and another one has the name",
                        new Ours("a", null, null, "X"),
                        List.of(X_AT_B, Y_AT_A),
                        Set.of(),
                        List.of(new Step.Stand("a", Standing.listed("Y", "k").soughtAs(null)), new Step.Take(X_AT_B))),
                Arguments.of(
                        "never shared, and the one that it was about to join is in the trash",
                        new Ours("a", null, null, "X"),
                        List.of(),
                        Set.of("X"),
                        List.of(absent("a", null))),
                Arguments.of("there as ever", shared, List.of(X_AT_A), Set.of(), List.of(stand)),
                Arguments.of(
                        "neither there nor in the trash: an emptied relay, or moved to another project",
                        shared,
                        List.of(),
                        Set.of("Z"),
                        List.of(new Step.Seek("a", "X"))),
                Arguments.of("in the trash", shared, List.of(), Set.of("X"), List.of(new Step.Bury("a", "X"))),
                Arguments.of(
                        "in the trash, and another one has the name",
                        shared,
                        List.of(Y_AT_A),
                        Set.of("X"),
                        List.of(new Step.Bury("a", "X"), new Step.Take(Y_AT_A))),
                Arguments.of(
                        "gone without a trace, and another one has the name",
                        shared,
                        List.of(Y_AT_A),
                        Set.of(),
                        List.of(new Step.Stand("a", Standing.listed("Y", "k").soughtAs("X")))),
                Arguments.of("moved there", shared, List.of(X_AT_B), Set.of(), List.of(new Step.Follow("a", "X", "b"))),
                Arguments.of(
                        "moved there, and another one has the name",
                        shared,
                        List.of(X_AT_B, Y_AT_A),
                        Set.of(),
                        List.of(new Step.Follow("a", "X", "b"), new Step.Take(Y_AT_A))),
                Arguments.of("moved here", movedHere, List.of(X_AT_A), Set.of(), List.of(new Step.Lead("b", "X", "a"))),
                Arguments.of(
                        "moved here, and told already",
                        movedHere,
                        List.of(X_AT_B),
                        Set.of(),
                        List.of(new Step.Stand("b", Standing.listed("X", "h")))),
                Arguments.of(
                        "moved on both sides: there counts",
                        movedBoth,
                        List.of(X_AT_B),
                        Set.of(),
                        List.of(new Step.Follow("c", "X", "b"))),
                Arguments.of(
                        "in the list and in the trash: restored just now",
                        shared,
                        List.of(X_AT_A),
                        Set.of("X"),
                        List.of(stand)));
    }

    private static Step absent(String docPath, @Nullable String sought) {
        return new Step.Stand(docPath, Standing.absent(sought));
    }

    @Test
    @DisplayName("R12 the trash is asked for when one of ours is not in the list")
    void trashIsAskedForWhenNeeded() {
        assertThat(Agreement.needsTrash(List.of(new Ours("a", null, null, null)), List.of()))
                .isFalse();
        assertThat(Agreement.needsTrash(List.of(new Ours("a", "X", "a", null)), List.of(X_AT_B)))
                .isFalse();
        assertThat(Agreement.needsTrash(List.of(new Ours("a", "X", "a", null)), List.of(Y_AT_A)))
                .isTrue();
    }

    @Test
    void whatOnlyTheRelayHasIsTaken() {
        assertThat(Agreement.steps(List.of(), List.of(X_AT_A, new Listed("z", "Z", null)), Set.of()))
                .containsExactly(new Step.Take(X_AT_A), new Step.Take(new Listed("z", "Z", null)));
    }

    @Test
    @DisplayName("R12 names are freed before they are taken")
    void burialsComeFirst() {
        List<Step> steps = Agreement.steps(
                List.of(new Ours("a", "X", "a", null), new Ours("b", "Y", "b", null)), List.of(X_AT_B), Set.of("Y"));
        assertThat(steps).containsExactly(new Step.Bury("b", "Y"), new Step.Follow("a", "X", "b"));
    }

    @Test
    @DisplayName(
            "R12 documents that took each other's names here are moved there in an order in which each name is free")
    void namesThatWereExchangedHere() {
        Ours x = new Ours("b", "X", "a", null);
        Ours y = new Ours("a", "Y", "b", null);
        Listed there = new Listed("b", "Y", "k");
        List<Step> circle = List.of(new Step.Turn(List.of(
                new Move("b", "X", "a", "b.moving-X"),
                new Move("a", "Y", "b", "a"),
                new Move("b", "X", "b.moving-X", "b"))));
        assertThat(Agreement.steps(List.of(x, y), List.of(X_AT_A, there), Set.of()))
                .isEqualTo(circle);
        // It was cut off after the first, and after the second.
        assertThat(Agreement.steps(List.of(x, y), List.of(new Listed("b.moving-X", "X", "h"), there), Set.of()))
                .isEqualTo(List.of(
                        new Step.Turn(List.of(new Move("a", "Y", "b", "a"), new Move("b", "X", "b.moving-X", "b")))));
        assertThat(Agreement.steps(List.of(x, y), List.of(new Listed("b.moving-X", "X", "h"), Y_AT_A), Set.of()))
                .contains(new Step.Lead("b", "X", "b.moving-X"));
        // A chain needs no detour: Y went on to a free name.
        assertThat(Agreement.steps(List.of(x, new Ours("c", "Y", "b", null)), List.of(X_AT_A, there), Set.of()))
                .isEqualTo(List.of(new Step.Turn(List.of(new Move("c", "Y", "b", "c"), new Move("b", "X", "a", "b")))));
    }

    @Test
    @DisplayName("R12 documents that took each other's names there are followed together")
    void namesThatWereExchangedThere() {
        Ours x = new Ours("a", "X", "a", null);
        Ours y = new Ours("b", "Y", "b", null);
        Ours z = new Ours("c", "Z", "c", null);
        Listed moved = new Listed("d", "Z", "m");
        assertThat(Agreement.steps(List.of(x, y, z), List.of(X_AT_B, Y_AT_A, moved), Set.of()))
                .isEqualTo(List.of(
                        new Step.Follow("c", "Z", "d"),
                        new Step.FollowAll(List.of(new Step.Follow("a", "X", "b"), new Step.Follow("b", "Y", "a")))));
    }
}
