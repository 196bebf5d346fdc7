package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code markco doc cat}: the texts of documents, one after the other. */
@Command(
        name = "cat",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Write the texts of documents to standard output, one after the other.",
            "One that cannot be had is told, and the others are written all the same."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc cat local/notebook/01-index local/notebook/02-analysis/report.qmd",
            "  markco doc list --json | jq -r .key | xargs -d '\\n' markco doc cat > all.md",
            "  markco doc cat --json local/notebook/01-index | jq -r .content",
            "",
            "Exit code: 0 all were written, 3 some were, 6 there is none of them."
        })
final class DocCatCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(names = "--json", description = "Print one JSON object a line: key, etag, content.")
    boolean json;

    @Parameters(arity = "1..*", paramLabel = "KEY", description = "The documents, as user/project/path.")
    List<String> keys = new ArrayList<>();

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        List<DocumentKey> documents = keys.stream().map(DocumentKey::parse).toList();
        Attempts attempts = new Attempts(console);
        try (RelayClient client = relay.open()) {
            for (DocumentKey document : documents) {
                attempts.run(() ->
                        StandardOutput.write(json ? line(client, document) : client.get(document, DumpFormat.TEXT)));
            }
        }
        return attempts.exitCode();
    }

    private static byte[] line(RelayClient client, DocumentKey document) {
        ObjectNode line = JsonMapper.shared().createObjectNode();
        line.put("key", document.toString());
        line.setAll((ObjectNode) JsonMapper.shared().readTree(client.get(document, DumpFormat.JSON)));
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
