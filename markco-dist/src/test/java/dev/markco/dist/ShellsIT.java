package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Completion in the real shells, of what is installed, with keys from a relay that runs. */
final class ShellsIT {
    /** Asks bash's completion as readline would: with the words of the line. */
    private static final String BASH = """
            source "$1"
            shift
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            _markco 2>/dev/null
            printf '%s\\n' "${COMPREPLY[@]}"
            """;

    /** Types a line and two tabs into an interactive zsh on a terminal of its own, and shows what that printed. */
    private static final String ZSH = """
            zmodload zsh/zpty
            zpty z zsh -f -i
            zpty -w z 'PS1="> "; fpath=('$1' $fpath); autoload -U compinit; compinit -u -D; LISTMAX=1000'
            zpty -w z 'print -r -- RE''ADY'
            zpty -r -m z out '*READY*'
            zpty -w -n z $2$'\\t\\t'
            zpty -r -m z out "*$3*" && print -r -- $out
            zpty -d z
            """;

    @TempDir
    static Path temp;

    private static Installed markco;
    private static RunningUp up;

    @BeforeAll
    static void install() {
        markco = Installed.shared(temp.resolve("home"));
        up = RunningUp.start(markco);
    }

    @AfterAll
    static void stop() {
        if (up != null) {
            up.close();
        }
    }

    private static Tools.Result run(List<String> command) {
        return Tools.run(markco.home(), markco.environment(), command);
    }

    private static Path share(String path) {
        return markco.prefix().resolve("share").resolve(path);
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "'markco do', doc",
        "'markco doc ', dump",
        "'markco doc du', dump",
        "'markco doc dump --fo', --format",
        "'markco doc dump --format ', yjs",
        "'markco completion z', zsh",
        "'markco doc dump loc', local/",
        "'markco doc dump local/', local/notebook/",
        "'markco doc dump local/notebook/01', local/notebook/01-index",
        "'markco agent --project noteb', notebook",
    })
    void completes(String line, String expected) throws IOException {
        Tools.need("bash");
        Path script = Files.writeString(Files.createTempFile(temp, "complete", ".bash"), BASH);
        List<String> words = List.of(line.split(" ", -1));
        List<String> command = new java.util.ArrayList<>(List.of(
                "bash",
                "--norc",
                script.toString(),
                share("bash-completion/completions/markco").toString()));
        command.addAll(words);
        assertThat(run(command).out().lines()).contains(expected);

        Tools.need("fish");
        assertThat(run(List.of(
                                "fish",
                                "--no-config",
                                "-c",
                                "source $argv[1]; complete -C $argv[2]",
                                share("fish/vendor_completions.d/markco.fish").toString(),
                                line))
                        .out()
                        .lines()
                        .map(found -> found.replaceFirst("\t.*", "").replaceFirst("/$", "")))
                .contains(expected.replaceFirst("/$", ""));
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "zsh: {0} → {1}")
    @CsvSource({
        "'markco do', doc",
        "'markco doc ', Write a document",
        "'markco doc dump --format ', yjs",
        "'markco doc dump local/', local/notebook/",
        "'markco doc dump local/notebook/', ideas",
    })
    void zsh(String line, String expected) throws IOException {
        Tools.need("zsh");
        Path script = Files.writeString(Files.createTempFile(temp, "complete", ".zsh"), ZSH);
        Tools.Result shown = run(List.of(
                "timeout",
                "30",
                "zsh",
                "-f",
                script.toString(),
                share("zsh/site-functions").toString(),
                line,
                expected));
        assertThat(shown.out()).as(shown.err()).contains(expected);
    }

    @Test
    @DisplayName("without a relay, or with one that is wrong, nothing is completed and nothing said")
    void silentWithout() {
        for (String line : List.of(
                "markco __complete keys local/ --relay http://127.0.0.1:1",
                "markco __complete keys local/ --relay nonsense",
                "markco __complete keys nobody/",
                "markco __complete keys local/x/ --data-dir /nonexistent")) {
            Tools.Result result = markco.shell(line);
            assertThat(result).as(line).isEqualTo(new Tools.Result(0, "", ""));
        }
    }
}
