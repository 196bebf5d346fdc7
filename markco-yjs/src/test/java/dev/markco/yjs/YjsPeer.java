package dev.markco.yjs;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Node process with the real yjs in it; {@code interop/yjs-peer.mjs} documents what it understands. */
final class YjsPeer implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    YjsPeer() {
        Path interop =
                Path.of(System.getProperty("markco.interop.dir", "../interop")).toAbsolutePath();
        if (!Files.isDirectory(interop.resolve("node_modules/yjs"))) {
            throw new IllegalStateException("yjs is not installed: run npm ci in " + interop);
        }
        try {
            process = new ProcessBuilder("node", "yjs-peer.mjs")
                    .directory(interop.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException missing) {
            throw new IllegalStateException("the interoperability tests need Node.js 18 or newer on the PATH", missing);
        }
        requests = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** A request for {@link #batch}. */
    static Map<String, Object> request(String op, Object... fields) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("op", op);
        for (int i = 0; i < fields.length; i += 2) {
            Object value = fields[i + 1];
            request.put((String) fields[i], value instanceof byte[] bytes ? base64(bytes) : value);
        }
        return request;
    }

    JsonNode ask(String op, Object... fields) {
        return send(request(op, fields));
    }

    /** Asks many things with one line; an answer for each. */
    List<JsonNode> batch(List<Map<String, Object>> requests) {
        List<JsonNode> answers = new ArrayList<>();
        for (JsonNode answer : ask("batch", "requests", requests).get("answers")) {
            answers.add(successful(answer));
        }
        return answers;
    }

    private JsonNode send(Map<String, Object> request) {
        try {
            requests.write(MAPPER.writeValueAsString(request));
            requests.newLine();
            requests.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("the yjs process ended");
            }
            return successful(MAPPER.readTree(line));
        } catch (IOException broken) {
            throw new IllegalStateException("the yjs process is gone", broken);
        }
    }

    private static JsonNode successful(JsonNode answer) {
        if (answer.has("error")) {
            throw new IllegalStateException("yjs: " + answer.get("error").asString());
        }
        return answer;
    }

    static List<byte[]> updates(JsonNode answer) {
        List<byte[]> updates = new ArrayList<>();
        answer.get("updates").forEach(update -> updates.add(Base64.getDecoder().decode(update.asString())));
        return updates;
    }

    static byte[] bytes(JsonNode answer, String field) {
        return Base64.getDecoder().decode(answer.get(field).asString());
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
