package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.Stages;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.text.TextDiff;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.PrintWriter;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code markco doc watch}: follows a document as others write it. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        description = {
            "Follow a document live: a line for each change, until Ctrl-C.",
            "A lost connection is made again; what changed meanwhile is one change then."
        },
        footer = {
            "",
            "Examples:",
            "  markco doc watch local/notebook/01-index",
            "  markco doc watch --json local/notebook/01-index | jq .changes",
            "  markco doc watch --count 1 local/notebook/01-index && make",
            "",
            "A relay has to be running. Exit code: 130 after Ctrl-C, 0 after --count",
            "changes, 6 when there is no such document or it went into the trash."
        })
final class DocWatchCommand implements Callable<Integer> {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final Time time = SystemTime.named("markco-command");

    @Mixin
    Console console = new Console();

    @Mixin
    RelayOptions relay = new RelayOptions();

    @Option(names = "--json", description = "Print one JSON object a line: first the event 'opened', then 'changed'.")
    boolean json;

    @Option(names = "--text", description = "Print the whole new text after each change, under a line with the time.")
    boolean text;

    @Option(names = "--count", paramLabel = "N", description = "End after so many changes.")
    int count;

    @Parameters(paramLabel = "KEY", description = "The document, as user/project/path.")
    @Nullable
    String key;

    private @Nullable String known;
    private int changes;

    /** Thrown through a connection when nobody wants to know more. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough", null, false, false);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        console.setUpLogging(Level.WARN);
        DocumentKey document = DocumentKey.parse(String.valueOf(key));
        if (count < 0) {
            throw new CliException(ExitCode.USAGE, "--count cannot be negative", "Give it 1 or more.");
        }
        try (RelayClient client = relay.openRunning()) {
            if (client.state(document).isEmpty()) {
                throw new RelayRefusal(404, "there is no document " + document, "List what there is: markco doc list");
            }
            return follow(client, document);
        }
    }

    private int follow(RelayClient client, DocumentKey document) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        boolean lost = false;
        while (true) {
            WatchedDocument watched = new WatchedDocument(now -> show(document, now));
            WatchedDocument.End end;
            try {
                WebSocket socket = client.socket(document, watched).join();
                if (lost) {
                    console.say("connected again");
                    lost = false;
                }
                pause = FIRST_PAUSE;
                end = watched.ended().join();
                socket.abort();
            } catch (CompletionException e) {
                Throwable cause = Stages.cause(e);
                if (cause instanceof Enough) {
                    return ExitCode.OK;
                }
                end = refused(document, cause);
            }
            if (end.code() == CloseCodes.TRASHED) {
                throw new RelayRefusal(410, document + " went into the trash", "");
            }
            if (!lost) {
                console.say("the connection is lost (" + describe(end) + "); trying again until Ctrl-C");
                lost = true;
            }
            long millis = pause.toMillis();
            time.sleep(
                    Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1)));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** What to make of a connection that did not come about: refusals that stay so end the command. */
    private static WatchedDocument.End refused(DocumentKey document, Throwable cause) {
        if (cause instanceof WebSocketHandshakeException handshake) {
            int status = handshake.getResponse().statusCode();
            if (status < 500 && status != 429) {
                throw new RelayRefusal(
                        status,
                        "the relay refuses to show " + document + " (" + status + ")",
                        status == 410 ? "It went into the trash." : "Look at its name, --user and --token.");
            }
            return new WatchedDocument.End(WatchedDocument.BROKEN, "the relay answers " + status);
        }
        if (cause instanceof RuntimeException unexpected) {
            throw unexpected;
        }
        return new WatchedDocument.End(WatchedDocument.BROKEN, String.valueOf(cause.getMessage()));
    }

    private static String describe(WatchedDocument.End end) {
        return end.reason().isEmpty() ? Integer.toString(end.code()) : end.reason();
    }

    /** Prints what a text changed; called by one thread at a time. */
    private void show(DocumentKey document, String now) {
        PrintWriter out = console.out();
        String before = known;
        known = now;
        if (before == null) {
            if (json) {
                out.println(opened(document, now));
                out.flush();
            }
            console.say("watching " + document + " (" + Counted.of(now.length(), "character") + "); Ctrl-C ends it");
            return;
        }
        if (before.equals(now)) {
            return;
        }
        TextChange change = new TextChange(time.wall().instant(), TextDiff.between(before, now), before, now);
        if (json) {
            out.println(change.toJson(document.toString(), text));
        } else if (text) {
            out.println("==> " + change.time() + " <==");
            out.print(now);
            out.println(now.endsWith("\n") ? "" : "\n");
        } else {
            out.println(change.toLine());
        }
        out.flush();
        changes++;
        if (out.checkError() || changes == count) {
            throw new Enough();
        }
    }

    private ObjectNode opened(DocumentKey document, String now) {
        ObjectNode opened = JsonMapper.shared().createObjectNode();
        opened.put("time", time.wall().instant().toString());
        opened.put("event", "opened");
        opened.put("key", document.toString());
        opened.put("length", now.length());
        if (text) {
            opened.put("text", now);
        }
        return opened;
    }
}
