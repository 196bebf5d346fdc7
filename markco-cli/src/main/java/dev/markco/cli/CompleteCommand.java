package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * {@code markco __complete}: the document keys, or projects, that begin with what was typed, for the shells' completions.
 * Only a relay that runs is asked. Whatever goes wrong, or takes longer than 0.8 s (or the property
 * {@code markco.completion.millis}), is an empty answer.
 */
@Command(
        name = "__complete",
        hidden = true,
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = "Print the keys, or projects, that begin with what was typed.")
final class CompleteCommand implements Callable<Integer> {
    private static final long LIMIT_MILLIS = Long.getLong("markco.completion.millis", 800);

    /** What is asked for. */
    enum What {
        KEYS,
        PROJECTS
    }

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Parameters(index = "0", paramLabel = "WHAT", description = "keys or projects.")
    What what = What.KEYS;

    @Parameters(index = "1", arity = "0..1", paramLabel = "PREFIX", description = "What was typed.")
    String prefix = "";

    @Override
    public Integer call() throws InterruptedException {
        console.setUpLogging(Level.ERROR);
        FutureTask<Set<String>> asked = new FutureTask<>(this::candidates);
        Thread thread = new Thread(asked, "complete");
        thread.setDaemon(true);
        thread.start();
        try {
            PrintWriter out = console.out();
            asked.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS).forEach(out::println);
        } catch (ExecutionException | TimeoutException e) {
            // Nothing is completed then.
        }
        return ExitCode.OK;
    }

    /** The answer, one level at a time: users with a slash, then projects, then keys. */
    private Set<String> candidates() {
        Set<String> found = new TreeSet<>();
        int slash = prefix.indexOf('/');
        if (slash < 0) {
            String user = DocumentKey.LOCAL_NAME + "/";
            if (user.startsWith(prefix)) {
                found.add(user);
            }
            return found;
        }
        String owner = prefix.substring(0, slash);
        UUID userId = DocumentKey.parseUser(owner);
        int second = prefix.indexOf('/', slash + 1);
        URI running = relay.named();
        if (running == null) {
            return found;
        }
        try (RelayClient client = relay.client(running)) {
            if (second < 0) {
                for (Map.Entry<String, JsonNode> project :
                        client.list(userId, null).path("projects").properties()) {
                    add(found, owner + "/" + project.getKey() + (what == What.KEYS ? "/" : ""));
                }
            } else if (what == What.KEYS) {
                String project = prefix.substring(slash + 1, second);
                for (JsonNode document : client.list(userId, project).path("documents")) {
                    add(
                            found,
                            owner + "/" + project + "/"
                                    + document.path("docPath").asString(""));
                }
            }
        }
        return found;
    }

    private void add(Set<String> found, @Nullable String candidate) {
        if (candidate != null
                && candidate.startsWith(prefix)
                && candidate.chars().noneMatch(c -> c < ' ')) {
            found.add(candidate);
        }
    }
}
