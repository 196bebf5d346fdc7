package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code markco project list}: which projects the relay keeps. */
@Command(
        name = "list",
        aliases = "ls",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "List projects: one line each with name, number of documents, size of their",
            "states in bytes, history included, and time of the last change."
        },
        footer = {
            "",
            "Examples:",
            "  markco project list",
            "  markco project list --user 31bdffb9-5a8e-4dd5-9d2c-6e1c3f1f6a10",
            "  markco project list --json | jq -r .project"
        })
final class ProjectListCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Mixin
    UserOption user = new UserOption();

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Parameters(arity = "0..1", paramLabel = "USER", description = "The same as --user.")
    @Nullable
    String owner;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        UUID userId = owner == null ? user.id() : DocumentKey.parseUser(owner);
        try (RelayClient client = relay.open()) {
            for (Map.Entry<String, JsonNode> one :
                    client.list(userId, null).path("projects").properties()) {
                print(new ProjectName(userId, one.getKey()), one.getValue().path("documents"));
            }
        }
        return ExitCode.OK;
    }

    private void print(ProjectName project, JsonNode documents) {
        long bytes = 0;
        String updated = "";
        for (JsonNode document : documents) {
            bytes += document.path("byteSize").asLong(0);
            String when = document.path("updatedAt").asString("");
            updated = when.compareTo(updated) > 0 ? when : updated;
        }
        PrintWriter out = console.out();
        if (json) {
            ObjectNode line = JsonMapper.shared().createObjectNode();
            line.put("project", project.toString());
            line.put("documents", documents.size());
            line.put("byteSize", bytes);
            line.put("updatedAt", updated);
            out.println(line);
        } else {
            out.printf(Locale.ROOT, "%-38s %6d %11d  %s%n", project, documents.size(), bytes, Moment.of(updated));
        }
    }
}
