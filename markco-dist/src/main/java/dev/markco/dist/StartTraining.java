package dev.markco.dist;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.markco.cli.Main;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs the short commands once, against a stand-in for a relay, so that Java can note which classes they load: the list
 * that class data sharing makes its archive from.
 *
 * <p>The first argument is the directory of the jars; {@code build-id} is written beside it.
 */
public final class StartTraining {
    private static final String USER = "{\"userId\":\"local\",\"projects\":{\"p\":{\"docCount\":1,\"documents\":";
    private static final String DOCUMENTS =
            "[{\"docPath\":\"a\",\"contentHash\":\"0\",\"byteSize\":1,\"updatedAt\":\"2026-01-01T00:00:00Z\"}]";

    private StartTraining() {}

    public static void main(String[] args) throws IOException {
        Path jars = Path.of(args[0]);
        Files.writeString(jars.resolveSibling("build-id"), BuildId.of(jars) + "\n", StandardCharsets.UTF_8);
        // What the commands complain of is of no interest.
        PrintStream told = System.err;
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setErr(nowhere);
        HttpServer relay = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        relay.createContext("/", StartTraining::answer);
        relay.start();
        String url = "http://127.0.0.1:" + relay.getAddress().getPort();
        try {
            train(url, jars, settings(jars.resolveSibling("training")));
        } catch (RuntimeException e) {
            e.printStackTrace(told);
            System.exit(1);
        }
        System.exit(0);
    }

    /** A directory with a file of settings, since many have one. */
    private static Path settings(Path directory) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(
                directory.resolve(".markco.toml"), "relay = \"http://127.0.0.1:3005\"\n[agent]\nport = 4444\n");
        return directory;
    }

    private static void train(String url, Path jars, Path settings) {
        for (List<String> command : List.of(
                List.of("version"),
                List.of("--version"),
                List.of("--help"),
                List.of("help", "exit-codes"),
                List.of("doc", "--help"),
                List.of("frobnicate"),
                List.of("doc", "list", "--relay", url),
                List.of("doc", "list", "--json", "--relay", url, "local/p"),
                List.of("doc", "dump", "--relay", url, "local/p/a"),
                List.of("doc", "dump", "--relay", url, "local/p/missing"),
                List.of("doc", "cat", "--relay", url, "local/p/a"),
                List.of("project", "list", "--relay", url),
                List.of("status", "--relay", url),
                List.of("config", "show"),
                List.of("config", "show", "agent", "--project", settings.toString()),
                List.of("doc", "dmp", "--color=always"),
                List.of("doc", "dump", "nonsense", "--color=always"),
                List.of("completion", "bash"),
                List.of("__complete", "keys", "local/p/", "--relay", url),
                List.of("agent", "status", "--project", jars.toString()))) {
            Main.run(command.toArray(String[]::new));
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean missing = path.endsWith("/missing");
        String body = switch (path) {
            case "/api/documents/local" -> USER + DOCUMENTS + "}}}";
            case "/api/documents/local/p" -> "{\"documents\":" + DOCUMENTS + "}";
            default -> missing ? "{\"error\":\"no\",\"hint\":\"none\"}" : "text\n";
        };
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(missing ? 404 : 200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
