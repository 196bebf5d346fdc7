package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** The branch that a command line needs is the same as in the whole model. */
final class CommandTreeTest {
    private static Stream<List<String>> commands() {
        List<List<String>> found = new ArrayList<>();
        collect(CommandTree.whole(), List.of(), found);
        return found.stream();
    }

    private static void collect(CommandLine command, List<String> path, List<List<String>> found) {
        found.add(path);
        command.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            collect(sub, longer, found);
        });
    }

    private static CommandLine at(CommandLine root, List<String> path) {
        CommandLine at = root;
        for (String name : path) {
            at = Objects.requireNonNull(at.getSubcommands().get(name));
        }
        return at;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsFoundWithAllThatIsBelowIt(List<String> path) {
        List<String> arguments = new ArrayList<>(path);
        arguments.add("--help");
        assertThat(at(CommandTree.of(arguments), path).getUsageMessage())
                .isEqualTo(at(CommandTree.whole(), path).getUsageMessage());
    }

    @Test
    @DisplayName("only what was named is built, and all of a group where nothing was named that there is")
    void onlyTheBranch() {
        CommandLine dump = CommandTree.of(List.of("doc", "dump", "local/a/b"));
        assertThat(dump.getSubcommands()).containsOnlyKeys("doc");
        assertThat(at(dump, List.of("doc")).getSubcommands()).containsOnlyKeys("dump");
        CommandLine misspelt = CommandTree.of(List.of("doc", "dmp"));
        assertThat(misspelt.getSubcommands()).containsOnlyKeys("doc");
        assertThat(at(misspelt, List.of("doc")).getSubcommands()).containsKeys("dump", "list", "restore");
        assertThat(CommandTree.of(List.of("--version")).getSubcommands()).isEmpty();
        assertThat(CommandTree.of(List.of("--version", "doc")).getSubcommands()).containsKeys("doc", "relay", "up");
        assertThat(CommandTree.of(List.of("-v", "doc")).getSubcommands()).containsKeys("doc", "relay", "up");
        assertThat(CommandTree.of(List.of("help", "doc")).getSubcommands()).containsKeys("doc", "relay", "up");
    }
}
