package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A test class with a relay, a process with an embedded PostgreSQL, which all such classes of this process share. */
abstract class WithRelay {
    private static @Nullable MarkcoProcess relay;
    private static URI address = URI.create("http://127.0.0.1:1");

    static final Path data = Path.of(
                    "target", "relays", Long.toString(ProcessHandle.current().pid()))
            .toAbsolutePath();

    @TempDir
    Path temp;

    @BeforeAll
    static synchronized void startRelay() throws IOException {
        if (relay != null) {
            return;
        }
        // Pids come again.
        deleteTree(data);
        MarkcoProcess started =
                MarkcoProcess.start(Map.of(), "relay", "serve", "--port", "0", "--data-dir", data.toString());
        Runtime.getRuntime().addShutdownHook(new Thread(started::close, "stop-relay"));
        address = URI.create(started.awaitSaid("relay serves (http://127\\.0\\.0\\.1:\\d+)"));
        await().until(() -> RelayAccess.running(data).isPresent());
        relay = started;
    }

    static URI address() {
        return address;
    }

    static MarkcoProcess.Result markco(String... arguments) {
        return markcoWith("", arguments);
    }

    static MarkcoProcess.Result markcoWith(String input, String... arguments) {
        return InProcess.run(input.getBytes(StandardCharsets.UTF_8), withData(arguments));
    }

    static String[] withData(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--data-dir=" + data);
        return all.toArray(String[]::new);
    }

    /** Runs one that has to end well; returns what it printed. */
    static String done(String... arguments) {
        MarkcoProcess.Result result = markco(arguments);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
        return result.out();
    }

    /** Gives a document a text. */
    static void write(String key, String text) {
        MarkcoProcess.Result result = markcoWith(text, "doc", "restore", key);
        assertThat(result.exitCode()).as(result.err()).isEqualTo(ExitCode.OK);
    }

    static String text(String key) {
        return done("doc", "dump", key);
    }

    /** A document's whole state. */
    static byte[] state(String key) {
        try (RelayClient client = new RelayClient(address, null, () -> {})) {
            return client.get(DocumentKey.parse(key), DumpFormat.YJS);
        }
    }

    static List<JsonNode> lines(String json) {
        return json.lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
