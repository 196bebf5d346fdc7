package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code markco doc untrash}: takes documents out of the trash. */
@Command(
        name = "untrash",
        aliases = "undelete",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Take documents out of the trash, under their names, with their history; agents write their files again.",
            "A name that another document has by now is refused: move that one first."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc list --trash",
            "  markco doc untrash local/notebook/notes/scratch",
            "  markco doc untrash local/notebook/a --id 6f1c0a52-…   one of several of that name",
            "",
            "Exit code: 0 all are back, 3 some are, 6 there is none of them in the trash."
        })
final class DocUntrashCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--id", paramLabel = "ID", description = "Which one, if several of that name are in the trash.")
    @Nullable
    UUID id;

    @Parameters(arity = "1..*", paramLabel = "KEY", description = "The documents, as user/project/path.")
    List<String> keys = new ArrayList<>();

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        List<DocumentKey> documents = keys.stream().map(DocumentKey::parse).toList();
        if (id != null && documents.size() > 1 && spec != null) {
            throw UsageException.of(spec, "--id names one document, and several are given", "");
        }
        Attempts attempts = new Attempts(console);
        try (RelayClient client = relay.open()) {
            for (DocumentKey document : documents) {
                attempts.run(() -> restore(client, document));
            }
        }
        return attempts.exitCode();
    }

    private void restore(RelayClient client, DocumentKey document) {
        try {
            client.restore(document, id);
        } catch (RelayRefusal e) {
            throw e.status() == 404
                    ? new RelayRefusal(
                            404, document + " is not in the trash", "List what is there: markco doc list --trash")
                    : e;
        }
        console.say("took " + document + " out of the trash");
    }
}
