package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EngineBenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void withoutNamesAllGroupsRunInOrder() {
        Arguments all = Arguments.parse(List.of());
        assertThat(all.groups()).containsExactly(Group.values());
        assertThat(all.quick()).isFalse();
    }

    @Test
    void namedGroupsRunInTheirOwnOrder() {
        Arguments some = Arguments.parse(List.of("heap", "--quick", "b2", "traces", "b2"));
        assertThat(some.groups()).containsExactly(Group.TRACES, Group.B2, Group.HEAP);
        assertThat(some.quick()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"b4, group b4", "B1, group B1", "--fast, option --fast"})
    void aWrongWordIsAShortErrorAndStatusTwo(String word, String what, @TempDir Path nowhere)
            throws IOException, InterruptedException {
        assertThat(run(nowhere, "b1", word)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("EngineBench: there is no " + what
                        + "; groups: traces, concurrent, b1, b2, b3, inserts, merge, heap");
        assertThat(out.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"--help", "-h"})
    void helpNamesAllGroupsAndMeasuresNothing(String word, @TempDir Path nowhere)
            throws IOException, InterruptedException {
        assertThat(run(nowhere, word)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("Usage: EngineBench ")
                .contains("  traces ", "  concurrent ", "  b1 ", "  b2 ", "  b3 ", "  inserts ", "  merge ", "  heap ");
        assertThat(err.size()).isZero();
    }

    @Test
    void withoutYjsItSaysHowToInstallIt(@TempDir Path nowhere) throws IOException, InterruptedException {
        assertThat(run(nowhere)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("yjs is not installed in " + nowhere.toAbsolutePath(), "npm ci --prefix interop");
    }

    @Test
    void aQuickRunIsOneProcessAndASecond() {
        assertThat(new Budget(3, 6, 6).quick()).isEqualTo(new Budget(1, 3, 1));
        assertThat(Budget.of(Group.HEAP).quick()).isEqualTo(new Budget(1, 1, 0));
    }

    private int run(Path interop, String... words) throws IOException, InterruptedException {
        return EngineBench.run(
                List.of(words),
                interop,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
