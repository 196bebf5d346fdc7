package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code markco doc rm}: moves documents into the trash. */
@Command(
        name = "rm",
        aliases = "remove",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Move documents into the relay's trash, with their history; agents move their files to .markco/trash/.",
            "'markco doc untrash' takes them out again."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc rm local/notebook/notes/scratch",
            "  markco doc rm --yes local/notebook/a local/notebook/b",
            "  markco doc rm --dry-run local/notebook/a",
            "",
            "Exit code: 0 all are gone, 3 some are, 6 there is none of them."
        })
final class DocRemoveCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Mixin
    Confirmation confirmation = new Confirmation();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Only say what would be done.")
    boolean dryRun;

    @Parameters(arity = "1..*", paramLabel = "KEY", description = "The documents, as user/project/path.")
    List<String> keys = new ArrayList<>();

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        List<DocumentKey> documents =
                keys.stream().map(DocumentKey::parse).distinct().toList();
        if (!dryRun) {
            confirmation.require(
                    console,
                    documents.size() == 1
                            ? "Move " + documents.get(0) + " into the trash?"
                            : "Move " + documents.size() + " documents into the trash?");
        }
        Attempts attempts = new Attempts(console);
        try (RelayClient client = relay.open()) {
            for (DocumentKey document : documents) {
                attempts.run(() -> remove(client, document));
            }
        }
        return attempts.exitCode();
    }

    private void remove(RelayClient client, DocumentKey document) {
        if (dryRun) {
            Listed.require(client, document);
            console.out().println("would move " + document + " into the trash");
        } else {
            client.delete(document);
            console.say("moved " + document + " into the trash");
        }
    }
}
