package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code markco doc dump}: one document, to standard output or a file. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Write a document to standard output or a file.",
        footer = {
            "",
            "Examples:",
            "  markco doc dump local/notebook/01-index",
            "  markco doc dump local/notebook/01-index -o 01-index.md",
            "  markco doc dump local/notebook/01-index --format yjs -o 01-index.yjs",
            "  markco doc dump local/notebook/01-index --json | jq -r .etag",
            "  markco doc dump local/notebook/01-index --format log | jq -r .receivedAt",
            "",
            "Exit code 6 means that there is no such document."
        })
final class DocDumpCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description =
                    "text, yjs (a v1 update of what it is now), json, or log: who changed it when, a line of JSON "
                            + "a change (default: ${DEFAULT-VALUE}).")
    DumpFormat format = DumpFormat.TEXT;

    @Option(names = "--json", description = "The same as --format json.")
    boolean json;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write here; the file appears complete or not at all. '-' is standard output, the default.")
    String output = InputFile.STANDARD;

    @Parameters(paramLabel = "KEY", description = "The document, as user/project/path.")
    @Nullable
    String key;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        DumpFormat wanted = wanted();
        DocumentKey document = DocumentKey.parse(String.valueOf(key));
        try (RelayClient client = relay.open()) {
            write(content(client, document, wanted));
        }
        return ExitCode.OK;
    }

    private DumpFormat wanted() {
        if (!json) {
            return format;
        }
        if (spec != null && Secret.isGiven(spec, "--format") && format != DumpFormat.JSON) {
            throw UsageException.of(
                    spec,
                    "--json is --format json, and --format " + format.name().toLowerCase(Locale.ROOT)
                            + " is another one",
                    format == DumpFormat.LOG ? "The log is JSON already, a line a change: leave out --json." : "");
        }
        return DumpFormat.JSON;
    }

    private static WholeFile.Content content(RelayClient client, DocumentKey document, DumpFormat format) {
        if (format == DumpFormat.LOG) {
            return DocumentLog.ask(client, document);
        }
        byte[] content = client.get(document, format);
        return out -> out.write(content);
    }

    private void write(WholeFile.Content content) {
        if (output.equals(InputFile.STANDARD)) {
            StandardOutput.write(content);
        } else {
            WholeFile.write(Path.of(output), content);
        }
    }
}
