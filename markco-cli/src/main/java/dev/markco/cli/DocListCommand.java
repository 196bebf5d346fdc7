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

/** {@code markco doc list}: what the relay keeps. */
@Command(
        name = "list",
        aliases = "ls",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "List documents: one line each with key, size of its state in bytes and time of its last change.",
            "The state is what the relay stores, history included: it is larger than the file."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc list                     all documents of the user 'local'",
            "  markco doc list local/notebook      those of one project",
            "  markco doc list --trash             what was deleted, the newest first",
            "  markco doc list --json | jq .key    one JSON object a line"
        })
final class DocListCommand implements Callable<Integer> {
    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Mixin
    UserOption user = new UserOption();

    @Option(names = "--json", description = "Print one JSON object a line.")
    boolean json;

    @Option(names = "--trash", description = "List what is in the trash: key, identity and time of its deletion.")
    boolean trash;

    @Parameters(arity = "0..1", paramLabel = "USER/PROJECT", description = "A project, or a user alone.")
    @Nullable
    String scope;

    @Override
    public Integer call() {
        console.setUpLogging(Level.WARN);
        Scope wanted = Scope.parse(scope == null ? user.name : scope);
        UUID userId = wanted.user();
        String project = wanted.project();
        try (RelayClient client = relay.open()) {
            if (trash) {
                for (JsonNode one : client.trash(userId, project).path("trash")) {
                    print(userId, one.path("project").asString(""), one);
                }
                return ExitCode.OK;
            }
            JsonNode answer = client.list(userId, project);
            if (project != null) {
                printAll(userId, project, answer.path("documents"));
            } else {
                for (Map.Entry<String, JsonNode> one : answer.path("projects").properties()) {
                    printAll(userId, one.getKey(), one.getValue().path("documents"));
                }
            }
        }
        return ExitCode.OK;
    }

    private void printAll(UUID userId, String project, JsonNode documents) {
        for (JsonNode document : documents) {
            print(userId, project, document);
        }
    }

    private void print(UUID userId, String project, JsonNode document) {
        PrintWriter out = console.out();
        String key = DocumentKey.userName(userId)
                + '/'
                + project
                + '/'
                + document.path("docPath").asString("");
        if (json) {
            ObjectNode line = JsonMapper.shared().createObjectNode();
            line.put("key", key);
            line.setAll((ObjectNode) document);
            out.println(line);
        } else if (trash) {
            out.printf(
                    Locale.ROOT,
                    "%-50s %s  %s%n",
                    key,
                    document.path("id").asString(""),
                    Moment.of(document.path("trashedAt").asString("")));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-46s %9d  %s%n",
                    key,
                    document.path("byteSize").asLong(0),
                    Moment.of(document.path("updatedAt").asString("")));
        }
    }
}
