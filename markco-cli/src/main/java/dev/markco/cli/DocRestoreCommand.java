package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code markco doc restore}: gives a document a text, or merges a state into it, in front of everyone's eyes. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Make a document equal to a text, or merge a Yjs state into it.",
            "Whoever has the document open sees the difference as an edit; history is kept."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc restore local/notebook/01-index < other.md",
            "  markco doc restore local/notebook/01-index 01-index.yjs --format yjs"
        })
final class DocRestoreCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "What the input is: text or yjs (default: ${DEFAULT-VALUE}).")
    RestoreFormat format = RestoreFormat.TEXT;

    @Parameters(index = "0", paramLabel = "KEY", description = "The document, as user/project/path.")
    @Nullable
    String key;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            defaultValue = "-",
            description = "Where to read from; '-' is standard input, the default.")
    String file = "-";

    private enum RestoreFormat {
        TEXT(DumpFormat.TEXT),
        YJS(DumpFormat.YJS);

        private final DumpFormat as;

        RestoreFormat(DumpFormat as) {
            this.as = as;
        }
    }

    @Override
    public Integer call() throws IOException {
        console.setUpLogging(Level.WARN);
        DocumentKey document = DocumentKey.parse(String.valueOf(key));
        byte[] content = read();
        try (RelayClient client = relay.open()) {
            client.put(document, format.as.mediaType(), content);
        }
        console.say("restored " + document + " (" + content.length + " bytes)");
        return ExitCode.OK;
    }

    private byte[] read() throws IOException {
        if (file.equals("-")) {
            return System.in.readAllBytes();
        }
        try {
            return Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.NOT_FOUND, "there is no file " + file, "Name an existing file, or '-'.", e);
        }
    }
}
