package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command says what it does, fits a terminal, and ends well when asked for help or version. */
final class HelpTest {
    private static Stream<List<String>> commands() {
        List<List<String>> found = new ArrayList<>();
        collect(Main.commandLine(), List.of(), found);
        return found.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> found) {
        found.add(path);
        command.getSubcommands().forEach((name, sub) -> {
            if (name.equals(sub.getCommandName()) && !name.equals("help")) {
                List<String> longer = new ArrayList<>(path);
                longer.add(name);
                collect(sub, longer, found);
            }
        });
    }

    private static String run(List<String> path, String option) {
        CommandLine commandLine = Main.commandLine();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        commandLine.setUsageHelpAutoWidth(false);
        List<String> arguments = new ArrayList<>(path);
        arguments.add(option);
        assertThat(commandLine.execute(arguments.toArray(String[]::new))).isZero();
        assertThat(err.toString()).isEmpty();
        return out.toString();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpDescribesAndFits(List<String> path) {
        String help = run(path, "--help");
        assertThat(help)
                .startsWith("Usage: "
                        + String.join(
                                " ",
                                Stream.concat(Stream.of("markco"), path.stream())
                                        .toList()));
        assertThat(help.lines()).allMatch(line -> line.length() <= 80);
        assertThat(help.lines().count()).isGreaterThan(4);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void versionIsToldEverywhere(List<String> path) {
        assertThat(run(path, "--version")).startsWith("markco ").doesNotContain("${");
    }
}
