package dev.markco.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real npm providers, y-websocket and Hocuspocus, running in one Node process that a test drives. */
public final class ProviderClients implements AutoCloseable {
    private final Process node;
    private final BufferedWriter commands;
    private final BufferedReader answers;

    private ProviderClients(Process node) {
        this.node = node;
        this.commands = new BufferedWriter(new OutputStreamWriter(node.getOutputStream(), StandardCharsets.UTF_8));
        this.answers = new BufferedReader(new InputStreamReader(node.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts Node; fails, saying how to get it, where it or the packages are missing. */
    public static ProviderClients start() {
        Path directory = Path.of(System.getProperty("markco.interop.dir", "../interop"));
        assertThat(Files.isDirectory(directory.resolve("node_modules/yjs")))
                .as(
                        "the npm packages are installed in %s ('npm ci' there does it; 'mvn verify' at the top too)",
                        directory)
                .isTrue();
        try {
            return new ProviderClients(new ProcessBuilder("node", "provider-client.mjs")
                    .directory(directory.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("node could not be started; the interoperability tests need Node 18+", e);
        }
    }

    /** A y-websocket client of {@code base}/{@code room}. */
    public Client yWebsocket(URI base, String room) {
        return yWebsocket(base, room, "");
    }

    /** A Hocuspocus client of document {@code name} on the socket {@code url}. */
    public Client hocuspocus(URI url, String name) {
        return hocuspocus(url, name, "");
    }

    /** As {@link #yWebsocket(URI, String)}, with a token in the address. */
    public Client yWebsocket(URI base, String room, String token) {
        return open("y-websocket", base, room, token);
    }

    /** As {@link #hocuspocus(URI, String)}, with a token in the document's auth message. */
    public Client hocuspocus(URI url, String name, String token) {
        return open("hocuspocus", url, name, token);
    }

    private int opened;

    private Client open(String kind, URI url, String room, String token) {
        String id = "c" + opened++;
        call(Map.of("op", "open", "id", id, "kind", kind, "url", url.toString(), "room", room, "token", token));
        return new Client(id);
    }

    private synchronized JsonNode call(Map<String, ?> command) {
        try {
            commands.write(JsonMapper.shared().writeValueAsString(command));
            commands.newLine();
            commands.flush();
            String line = answers.readLine();
            assertThat(line).as("the Node process is still there").isNotNull();
            JsonNode answer = JsonMapper.shared().readTree(line);
            assertThat(answer.path("ok").asBoolean(false))
                    .as("%s: %s", command, answer)
                    .isTrue();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One provider with its document. */
    public final class Client {
        private final String id;

        private Client(String id) {
            this.id = id;
        }

        private JsonNode call(String op, Map<String, ? extends @Nullable Object> arguments) {
            Map<String, @Nullable Object> command = new LinkedHashMap<>();
            command.put("op", op);
            command.put("id", id);
            command.putAll(arguments);
            return ProviderClients.this.call(command);
        }

        public void insert(int index, String text) {
            call("insert", Map.of("index", index, "text", text));
        }

        public void append(String text) {
            call("append", Map.of("text", text));
        }

        public void delete(int index, int length) {
            call("delete", Map.of("index", index, "length", length));
        }

        public String text() {
            return call("text", Map.of()).path("text").asString();
        }

        public boolean isSynced() {
            return status().path("synced").asBoolean(false);
        }

        /** Changes that a Hocuspocus server has not acknowledged yet. */
        public int unsyncedChanges() {
            return status().path("unsynced").asInt(-1);
        }

        public JsonNode status() {
            return call("status", Map.of());
        }

        public long clientId() {
            return status().path("clientId").asLong();
        }

        public void presence(@Nullable Map<String, ?> state) {
            Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
            arguments.put("state", state);
            call("presence", arguments);
        }

        /** The states of everyone this client sees, by client id. */
        public JsonNode present() {
            return call("present", Map.of()).path("states");
        }

        /** Names another token for the open document; Hocuspocus only. */
        public void renewToken(String token) {
            call("token", Map.of("token", token));
        }

        public void disconnect() {
            call("disconnect", Map.of());
        }

        public void connect() {
            call("connect", Map.of());
        }

        public void destroy() {
            call("destroy", Map.of());
        }
    }

    @Override
    public void close() {
        try {
            commands.close();
            if (!node.waitFor(5, TimeUnit.SECONDS)) {
                node.destroyForcibly();
            }
        } catch (IOException e) {
            node.destroyForcibly();
        } catch (InterruptedException e) {
            node.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
