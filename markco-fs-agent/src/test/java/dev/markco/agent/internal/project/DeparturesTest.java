package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.project.Departures.Arrived;
import dev.markco.agent.internal.project.Departures.Decision;
import dev.markco.agent.internal.project.Departures.Gone;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DeparturesTest {
    private static double notAlike(Gone gone, Arrived arrived) {
        return 0;
    }

    private static boolean notSame(Gone gone, Arrived arrived) {
        return false;
    }

    @Test
    @DisplayName("R12 a file that is gone while one of equal content came was renamed, any other one was deleted")
    void renamedOrDeleted() {
        Decision decision = Departures.decide(
                List.of(gone("a", "one"), gone("b", "two")),
                List.of(),
                List.of(arrived("c", "one"), arrived("d", "else")),
                DeparturesTest::notSame,
                DeparturesTest::notAlike,
                9,
                0);
        assertThat(decision.renamed()).isEqualTo(Map.of("a", arrived("c", "one")));
        assertThat(decision.deleted()).containsExactly("b");
        assertThat(decision.braked()).isFalse();
    }

    @Test
    @DisplayName("R12 of files with equal content, the one that keeps its name is meant")
    void equalContents() {
        Decision decision = Departures.decide(
                List.of(gone("old/a", ""), gone("old/b", ""), gone("c", "")),
                List.of(),
                List.of(arrived("new/b", ""), arrived("new/a", ""), arrived("z", "")),
                DeparturesTest::notSame,
                DeparturesTest::notAlike,
                9,
                0);
        assertThat(decision.renamed())
                .isEqualTo(Map.of("old/a", arrived("new/a", ""), "old/b", arrived("new/b", ""), "c", arrived("z", "")));
    }

    @Test
    @DisplayName("R12 of files with equal content, the one that the system tells to be the same is meant")
    void equalContentsThatAreTold() {
        Decision decision = Departures.decide(
                List.of(gone("a", "x"), gone("b", "x")),
                List.of(),
                List.of(arrived("dir/b", "x"), arrived("c", "x")),
                (gone, arrived) ->
                        gone.docPath().equals("b") && arrived.docPath().equals("c"),
                DeparturesTest::notAlike,
                9,
                0);
        assertThat(decision.renamed()).isEqualTo(Map.of("b", arrived("c", "x"), "a", arrived("dir/b", "x")));
    }

    @ParameterizedTest(name = "{0} is gone, and {1} came: {2}")
    @CsvSource({
        "a,                     a.conflict-here-0123abcd,      false",
        "b,                     a.conflict-here-0123abcd,      false",
        "d/a,                   d/a.conflict-here-0123abcd,    false",
        "a.conflict-here-0123abcd, a,                          true",
        "a.conflict-here-0123abcd, d/a.conflict-here-0123abcd, true",
        "a,                     a.conflict,                    true",
    })
    @DisplayName("R12 no file becomes the copy of what had no place in one: equal, alike, or told to be the same")
    void copiesAreMade(String from, String to, boolean renamed) {
        for (String text : new String[] {"x", "another"}) {
            Decision decision = Departures.decide(
                    List.of(gone(from, "x")),
                    List.of(),
                    List.of(arrived(to, text)),
                    (gone, arrived) -> true,
                    (gone, arrived) -> 1,
                    9,
                    0);
            assertThat(decision.renamed()).isEqualTo(renamed ? Map.of(from, arrived(to, text)) : Map.of());
        }
    }

    @Test
    void oneNewFileIsTheNameOfOneOnly() {
        Decision decision = Departures.decide(
                List.of(gone("a", "x"), gone("b", "x")),
                List.of(),
                List.of(arrived("c", "x")),
                DeparturesTest::notSame,
                DeparturesTest::notAlike,
                9,
                0);
        assertThat(decision.renamed()).containsOnlyKeys("a");
        assertThat(decision.deleted()).containsExactly("b");
    }

    @ParameterizedTest(name = "{0} of {1} at once, {2} just before: {3}")
    @CsvSource({
        "4, 4, 0, false",
        "5, 10, 0, false",
        "5, 9, 0, true",
        "6, 11, 0, true",
        "4, 5, 9, false",
        "5, 20, 4, false",
        "5, 12, 5, true",
        "0, 5, 9, false"
    })
    @DisplayName("R12 the brake: more than half, and at least five")
    void brake(int gone, int files, int recent, boolean braked) {
        List<Gone> all = new ArrayList<>();
        for (int i = 0; i < gone; i++) {
            all.add(gone("f" + i, "text " + i));
        }
        assertThat(Departures.decide(
                                all,
                                List.of(),
                                List.of(),
                                DeparturesTest::notSame,
                                DeparturesTest::notAlike,
                                files,
                                recent)
                        .braked())
                .isEqualTo(braked);
    }

    @Test
    @DisplayName("R12 what git took away is meant, however many files that are")
    void gitIsObeyed() {
        List<Gone> all = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            all.add(new Gone("f" + i + ".md", "f" + i, hash("text " + i), true));
        }
        assertThat(Departures.decide(
                                all, List.of(), List.of(), DeparturesTest::notSame, DeparturesTest::notAlike, 100, 0)
                        .braked())
                .isFalse();
        for (int i = 0; i < 5; i++) {
            all.add(gone("g" + i, "text"));
        }
        assertThat(Departures.decide(
                                all, List.of(), List.of(), DeparturesTest::notSame, DeparturesTest::notAlike, 100, 0)
                        .braked())
                .isFalse();
        assertThat(Departures.decide(all, List.of(), List.of(), DeparturesTest::notSame, DeparturesTest::notAlike, 9, 0)
                        .braked())
                .isTrue();
    }

    @Test
    @DisplayName("R12 a directory that was renamed is not braked")
    void renamesAreNotBraked() {
        List<Gone> all = new ArrayList<>();
        List<Arrived> come = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(gone("old/f" + i, "text " + i));
            come.add(arrived("new/f" + i, "text " + i));
        }
        Decision decision =
                Departures.decide(all, List.of(), come, DeparturesTest::notSame, DeparturesTest::notAlike, 8, 0);
        assertThat(decision.deleted()).isEmpty();
        assertThat(decision.braked()).isFalse();
    }

    @ParameterizedTest(name = "{0} gone and {1} empty of {2}, {3} of these strangely: {4}")
    @CsvSource({"0, 4, 4, 0, false", "2, 3, 9, 0, true", "2, 3, 10, 0, false", "0, 1, 90, 1, true", "0, 5, 9, 0, true"})
    @DisplayName(
            "R35 files that were emptied unseen count as those that are gone, and one whose times are strange is enough")
    void emptied(int gone, int empty, int files, int strange, boolean braked) {
        List<Gone> all = new ArrayList<>();
        for (int i = 0; i < gone; i++) {
            all.add(gone("g" + i, "text " + i));
        }
        List<Departures.Emptied> emptied = new ArrayList<>();
        for (int i = 0; i < empty; i++) {
            emptied.add(new Departures.Emptied("e" + i, i < strange));
        }
        Decision decision =
                Departures.decide(all, emptied, List.of(), DeparturesTest::notSame, DeparturesTest::notAlike, files, 0);
        assertThat(decision.braked()).isEqualTo(braked);
        assertThat(decision.emptied()).hasSize(empty);
    }

    @Test
    @DisplayName("R12 a file that was renamed and edited is the one that it is most alike; an equal one comes first")
    void renamedAndEdited() {
        Map<String, Double> alike = Map.of("a>x", 0.9, "b>x", 0.95, "a>y", 0.6, "b>y", 0.6, "c>z", 0.49);
        Decision decision = Departures.decide(
                List.of(gone("a", "1"), gone("b", "2"), gone("c", "3"), gone("d", "4")),
                List.of(),
                List.of(arrived("x", "7"), arrived("y", "8"), arrived("z", "9"), arrived("w", "4")),
                DeparturesTest::notSame,
                (gone, arrived) -> alike.getOrDefault(gone.docPath() + ">" + arrived.docPath(), 0.0),
                9,
                0);
        assertThat(decision.renamed())
                .isEqualTo(Map.of("b", arrived("x", "7"), "a", arrived("y", "8"), "d", arrived("w", "4")));
        assertThat(decision.deleted()).containsExactly("c");
    }

    private static Gone gone(String docPath, String text) {
        return new Gone(docPath + ".md", docPath, hash(text), false);
    }

    private static Arrived arrived(String docPath, String text) {
        return new Arrived(docPath + ".md", docPath, hash(text));
    }

    private static ContentHash hash(String text) {
        return ContentHash.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
