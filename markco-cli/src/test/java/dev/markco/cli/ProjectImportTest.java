package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.DocumentContent;
import dev.markco.yjs.YDoc;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file, a snapshot and the relay's document come to. */
final class ProjectImportTest {
    private static DocumentContent file(String text) {
        return new DocumentContent(text.replace("|", "\n"), false, false);
    }

    private static byte[] made(String text) {
        YDoc doc = new YDoc();
        file(text).applyTo(doc);
        return doc.encodeStateAsUpdate();
    }

    private static byte[] edited(byte[] state, String text) {
        YDoc doc = Histories.load(state);
        file(text).applyTo(doc);
        return doc.encodeStateAsUpdate();
    }

    private static String text(byte[] state) {
        return Histories.content(state).text().replace("\n", "|");
    }

    private static byte[] after(byte @Nullable [] current, ProjectImport.Decision decision) {
        YDoc doc = current == null ? new YDoc() : Histories.load(current);
        byte[] update = decision.update();
        if (update != null) {
            doc.applyUpdate(update);
        }
        return doc.encodeStateAsUpdate();
    }

    @ParameterizedTest(name = "snapshot {0}, file {1}, relay {2} → {3}")
    @CsvSource({
        // The relay has just the snapshot, or less, or what is in the file by another way.
        "a|b|, a|b|c|, a|b|, a|b|c|",
        "a|b|, a|b|c|, a|b|c|, a|b|c|",
        "a|b|, a|b|c|, a|b|c|d|, a|b|c|d|",
        "a|b|, a|b|c|d|, a|b|c|, a|b|c|d|",
        // Both went on.
        "a|b|, a|b|file|, relay|a|b|, relay|a|b|file|",
        "a|b|c|, a|c|, a|b|c|d|, a|c|d|",
        "a|b|, a|b|, a|b|relay|, a|b|relay|",
        "a|b|, a|c|, a|b|c|d|, a|b|c|d|",
        // The file was emptied, or taken back.
        "a|b|, '', a|b|, ''",
    })
    @DisplayName("R5 related histories are merged, and the same change counts once")
    void related(String snapshot, String file, String relay, String expected) {
        byte[] history = made(snapshot);
        byte[] current = edited(history, relay);
        byte[] result = after(current, ProjectImport.decide(file(file), history, current));
        assertThat(text(result)).isEqualTo(expected);
        assertThat(Histories.contains(result, history)).isTrue();
        ProjectImport.Decision again = ProjectImport.decide(file(file), history, result);
        assertThat(again.outcome()).isEqualTo(ProjectImport.Outcome.UNCHANGED);
        byte[] later = edited(result, "later|" + expected);
        assertThat(ProjectImport.decide(file(file), history, later).outcome())
                .as("what was written since stays")
                .isEqualTo(ProjectImport.Outcome.UNCHANGED);
    }

    @Test
    void aRelayThatIsBehindGetsTheRest() {
        byte[] old = made("a|");
        byte[] snapshot = edited(old, "a|b|");
        byte[] result = after(old, ProjectImport.decide(file("a|b|c|"), snapshot, old));
        assertThat(text(result)).isEqualTo("a|b|c|");
    }

    @ParameterizedTest(name = "file {0}, relay {1} → {2}, {3}")
    @CsvSource({
        "a|, b|, CONFLICT, b|",
        "a|, a|, SAME_TEXT, a|",
        "a|, a|b|, SAME_TEXT, a|b|",
        "a|b|, a|, CONFLICT, a|",
    })
    @DisplayName("R1 R4 unrelated histories are never merged")
    void unrelated(String file, String relay, ProjectImport.Outcome outcome, String expected) {
        for (byte[] snapshot : new byte[][] {null, made(file)}) {
            byte[] current = made(relay);
            ProjectImport.Decision decision = ProjectImport.decide(file(file), snapshot, current);
            assertThat(decision.outcome()).isEqualTo(outcome);
            assertThat(text(after(current, decision))).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("R3 an empty document never beats a file")
    void anEmptyDocumentIsFilled() {
        byte[] emptied = edited(made("x|"), "");
        ProjectImport.Decision decision = ProjectImport.decide(file("a|"), null, emptied);
        byte[] result = after(emptied, decision);
        assertThat(text(result)).isEqualTo("a|");
        assertThat(ProjectImport.decide(file("a|"), null, result).outcome()).isEqualTo(ProjectImport.Outcome.UNCHANGED);
        assertThat(ProjectImport.decide(file("a|"), null, edited(result, "")).outcome())
                .as("emptied after it was imported, it stays so")
                .isEqualTo(ProjectImport.Outcome.UNCHANGED);
    }

    @Test
    void nothingComesOfNothing() {
        assertThat(ProjectImport.decide(file(""), null, null).outcome()).isEqualTo(ProjectImport.Outcome.EMPTY);
        assertThat(ProjectImport.decide(file(""), null, made("x|")).outcome()).isEqualTo(ProjectImport.Outcome.EMPTY);
        assertThat(ProjectImport.decide(file(""), made("x|"), made("y|")).outcome())
                .isEqualTo(ProjectImport.Outcome.SAME_TEXT);
        assertThat(ProjectImport.decide(file(""), made("x|"), null).outcome()).isEqualTo(ProjectImport.Outcome.CREATED);
    }

    @Test
    @DisplayName("R2 the same input makes the same state, and other input another client")
    void importsAreDeterministic() {
        byte[] snapshot = made("a|");
        assertThat(ProjectImport.state(file("a|b|"), snapshot)).isEqualTo(ProjectImport.state(file("a|b|"), snapshot));
        assertThat(ProjectImport.state(file("a|"), snapshot)).isSameAs(snapshot);
        Consumer<byte[]> unrelated =
                other -> assertThat(Histories.isRelated(ProjectImport.state(file("b|"), null), other))
                        .isFalse();
        unrelated.accept(ProjectImport.state(file("c|"), null));
        unrelated.accept(ProjectImport.state(new DocumentContent("b\n", true, false), null));
        YDoc both = Histories.load(ProjectImport.state(file("a|b|"), snapshot));
        both.applyUpdate(ProjectImport.state(file("a|c|"), snapshot));
        assertThat(DocumentContent.of(both).text()).contains("b\n", "c\n");
    }
}
