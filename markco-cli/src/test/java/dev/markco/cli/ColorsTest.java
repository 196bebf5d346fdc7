package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.markco.cli.config.Settings;
import dev.markco.cli.terminal.Palette;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Whatever is printed has colours or not by one decision. */
final class ColorsTest {
    private static final String ESCAPE = "\u001b[";

    @AfterEach
    void logAsBefore() {
        Logging.setUp(Level.ERROR, 0, LogFormat.TEXT, false);
    }

    private static CommandSpec list(Map<String, String> environment) {
        CommandLine root = Main.commandLine(Settings.of(environment));
        CommandLine doc = Objects.requireNonNull(root.getSubcommands().get("doc"));
        return Objects.requireNonNull(doc.getSubcommands().get("list")).getCommandSpec();
    }

    @ParameterizedTest(name = "{0}, MARKCO_COLOR={1}, terminal {2}: {3}")
    @CsvSource({
        "doc list, '', true, true",
        "doc list, '', false, false",
        "doc list, always, false, true",
        "doc list, never, true, false",
        "doc list, sometimes, false, false",
        "doc list --color=never, always, true, false",
        "doc list --color never, always, true, false",
        "--color always doc list, '', false, true",
        "doc list --color never --color=ALWAYS, '', false, true",
        "doc list --color=sometimes, '', true, true",
        "doc list --color, '', true, true",
        "doc list -- --color=always, '', false, false",
    })
    void theCommandLineBeatsSettingsWhichBeatTheTerminal(String line, String set, boolean terminal, boolean colored) {
        Palette palette = Colors.of(
                list(set.isEmpty() ? Map.of() : Map.of("MARKCO_COLOR", set)),
                List.of(line.split(" ", -1)),
                Map.of(),
                terminal);
        assertThat(palette.isColored()).isEqualTo(colored);
    }

    @ParameterizedTest(name = "markco {0}")
    @CsvSource({
        "--help",
        "doc --help",
        "doc list --help",
        "help doc dump",
        "help",
        "frobnicate",
        "doc",
        "doc list --frobnicate",
        "doc dump nonsense",
        "help nothing",
    })
    void helpAndErrorsAreColouredWhereThatIsWanted(String line) {
        for (String when : List.of("always", "never")) {
            MarkcoProcess.Result result = InProcess.run(new byte[0], (line + " --color=" + when).split(" ", -1));
            assertThat((result.out() + result.err()).contains(ESCAPE))
                    .as("%s: %s%s", when, result.out(), result.err())
                    .isEqualTo(when.equals("always"));
        }
    }

    @ParameterizedTest
    @CsvSource({"always, true", "never, false"})
    void logLinesToo(String when, boolean colored) {
        MarkcoProcess.Result result = InProcess.run(new byte[0], () -> {
            int code = Main.run("doc", "dump", "nonsense", "--color=" + when);
            LoggerFactory.getLogger("dev.markco.Thing").warn("it rains");
            return code;
        });
        String line = result.err()
                .lines()
                .filter(one -> one.contains("it rains"))
                .findFirst()
                .orElseThrow();
        assertThat(line.contains(ESCAPE)).as(line).isEqualTo(colored);
    }

    @Test
    void aDiffIsPaintedLineByLine() {
        UnifiedDiff diff = UnifiedDiff.of("a", "same\nold\n", "b", "same\nnew");
        assertThat(diff.format(3, Palette.ANSI)).isEqualTo("""
                <1>--- a<0>
                <1>+++ b<0>
                <36>@@ -1,2 +1,2 @@<0>
                 same
                <31>-old<0>
                <32>+new<0>
                \\ No newline at end of file
                """.replaceAll("<(\\d+)>", "\u001b[$1m"));
        assertThat(diff.format(3, Palette.ANSI).replaceAll("\u001b\\[\\d+m", ""))
                .isEqualTo(diff.format(3, Palette.PLAIN));
    }
}
