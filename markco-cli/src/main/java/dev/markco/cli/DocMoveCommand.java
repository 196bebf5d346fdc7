package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code markco doc mv}: gives a document another name. */
@Command(
        name = "mv",
        aliases = "move",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Give a document another name, in its project or in another of the same user.",
            "History stays, and so does whoever has it open; agents rename their file.",
            "A name that another document has is refused."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc mv local/notebook/01-index local/notebook/00-start",
            "  markco doc mv --dry-run local/notebook/draft local/book/chapter-1"
        })
final class DocMoveCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be done.")
    boolean dryRun;

    @Parameters(index = "0", paramLabel = "FROM", description = "The document, as user/project/path.")
    @Nullable
    String from;

    @Parameters(index = "1", paramLabel = "TO", description = "Its new name, as user/project/path.")
    @Nullable
    String to;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        DocumentKey source = DocumentKey.parse(String.valueOf(from));
        DocumentKey target = DocumentKey.parse(String.valueOf(to));
        if (!source.userId().equals(target.userId())) {
            throw new CliException(
                    ExitCode.USAGE,
                    "a document cannot be moved to another user",
                    "Dump it, and restore it there: markco doc dump, markco doc restore.");
        }
        try (RelayClient client = relay.open()) {
            if (dryRun) {
                Listed.require(client, source);
                if (Listed.find(client, target) != null) {
                    throw new CliException(
                            ExitCode.FAILURE, "another document is named " + target, "Choose another name.");
                }
                console.out().println("would move " + source + " to " + target);
            } else {
                client.move(source, target);
                console.say("moved " + source + " to " + target);
            }
        }
        return ExitCode.OK;
    }
}
