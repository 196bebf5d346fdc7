package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Manual and completions: those in the tree are those of the commands there are, and their readers take them. */
final class GeneratedFilesTest {
    private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

    @BeforeAll
    static void writeIfAsked() throws IOException {
        if (Boolean.getBoolean("markco.update")) {
            GeneratedFiles.write(TREE);
        }
    }

    @Test
    @DisplayName("completions/ and man/ are those of the commands")
    void upToDate() throws IOException {
        SortedMap<String, String> present = GeneratedFiles.present(TREE);
        SortedMap<String, String> wanted = GeneratedFiles.wanted();
        String remedy = "run: mvn -B -ntp -pl markco-dist -am test -Dtest=GeneratedFilesTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dmarkco.update";
        assertThat(present.keySet()).as(remedy).isEqualTo(wanted.keySet());
        wanted.forEach((name, text) -> assertThat(present.get(name))
                .as("%s is stale; %s", name, remedy)
                .isEqualTo(text));
    }

    @Test
    @DisplayName("man reads every page without a warning, in 80 columns")
    void pagesRender() throws IOException {
        Tools.need("man");
        Tools.need("groff");
        try (Stream<Path> pages = Files.list(TREE.resolve("man"))) {
            for (Path page : pages.toList()) {
                Tools.Result shown = Tools.run(
                        TREE,
                        Map.of("MANWIDTH", "80", "MAN_KEEP_FORMATTING", "", "MANPAGER", "cat"),
                        List.of("man", "--warnings", "-l", page.toString()));
                assertThat(shown.exitCode()).as("%s: %s", page, shown.err()).isZero();
                assertThat(shown.err()).as("%s", page).isEmpty();
                assertThat(shown.out()).contains("NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS");
                assertThat(shown.out().lines().map(line -> line.replaceAll(".\b", "")))
                        .as("%s", page)
                        .allMatch(line -> line.length() <= 80);
            }
        }
    }

    @ParameterizedTest(name = "{0} reads {1}")
    @CsvSource({"bash, markco.bash", "zsh, _markco", "fish, markco.fish"})
    void shellsReadThem(String shell, String file) {
        Tools.need(shell);
        Tools.Result read = Tools.run(
                TREE,
                Map.of(),
                List.of(shell, "-n", TREE.resolve("completions/" + file).toString()));
        assertThat(read.err()).isEmpty();
        read.checked();
    }
}
