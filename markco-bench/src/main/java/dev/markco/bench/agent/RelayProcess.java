package dev.markco.bench.agent;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A relay of markco's as a process of its own, which all syncers use. */
final class RelayProcess implements AutoCloseable {
    static final String PROJECT = "bench";

    private final Program program;
    private final int port;

    private RelayProcess(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts it on an empty database and waits until it serves. */
    static RelayProcess start(Path directory, String databaseUrl) throws IOException {
        int port = Program.freePort();
        Program program = Program.start(
                List.of(
                        "./markco",
                        "relay",
                        "serve",
                        "--port",
                        Integer.toString(port),
                        "--local-user",
                        "--data-dir",
                        directory.toString()),
                Map.of("DATABASE_URL", databaseUrl),
                directory.resolve("relay.log"));
        RelayProcess relay = new RelayProcess(program, port);
        try {
            program.await(
                    "the relay to serve",
                    () -> new String(Program.get(relay.uri().resolve("/health")), StandardCharsets.UTF_8)
                            .contains("ok"),
                    Duration.ofMillis(50),
                    Duration.ofMinutes(1));
            return relay;
        } catch (IOException e) {
            relay.close();
            throw e;
        }
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Where a document is served in the protocol of y-websocket. */
    URI socket(String docPath) {
        String key = DocumentKey.parse("local/" + PROJECT + "/" + docPath).toUrlPath();
        return URI.create("ws://127.0.0.1:" + port + "/sync/" + key);
    }

    @Override
    public void close() {
        program.close();
    }
}
