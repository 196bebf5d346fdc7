package dev.markco.cli;

import dev.markco.cli.terminal.Terminals;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code markco help}: the help of a command, or a topic that belongs to none. */
@Command(
        name = "help",
        helpCommand = true,
        description = "Explain a command, or a topic.",
        footer = {
            "",
            "Topics:",
            "  configuration    files of settings, and what beats what",
            "  environment      variables that are read",
            "  exit-codes       what a script may rely on",
            "  document-keys    how documents are named",
            "  going-back       to local only, to plain files, to another relay",
            "",
            "Examples:",
            "  markco help doc dump",
            "  markco help exit-codes"
        })
final class HelpCommand implements Callable<Integer> {
    private static final Set<String> TOPICS =
            Set.of("configuration", "environment", "exit-codes", "document-keys", "going-back");

    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    ColorOption color = new ColorOption();

    @Parameters(arity = "0..*", paramLabel = "COMMAND or TOPIC", description = "What is to be explained.")
    List<String> about = new ArrayList<>();

    @Override
    public Integer call() throws IOException {
        CommandSpec own = Objects.requireNonNull(spec);
        CommandLine at = own.root().commandLine();
        PrintWriter out = own.commandLine().getOut();
        if (about.size() == 1 && TOPICS.contains(about.get(0))) {
            out.print(topic(about.get(0)));
            out.flush();
            return ExitCode.OK;
        }
        for (String name : about) {
            CommandLine next = at.getSubcommands().get(name);
            if (next == null) {
                Set<String> known = new HashSet<>(at.getSubcommands().keySet());
                known.addAll(TOPICS);
                throw UsageException.unknown(own, "there is neither a command nor a topic '" + name + "'", name, known);
            }
            at = next;
        }
        at.usage(out, Colors.scheme(Colors.of(own, Terminals.OUT)));
        out.flush();
        return ExitCode.OK;
    }

    /** The text of a topic. */
    static String topic(String name) throws IOException {
        try (InputStream in = HelpCommand.class.getResourceAsStream("help/" + name + ".txt")) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
