package dev.markco.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of contents of a project's dump: what documents it has, in which files, with the hashes by which a restore
 * proves that all of it is there and unchanged.
 *
 * @param project the project that was dumped, as {@code user/project}
 */
record ProjectManifest(String project, List<Entry> documents) {
    static final String FILE = "manifest.json";

    private static final String FORMAT = "markco-project";
    private static final int VERSION = 1;

    ProjectManifest {
        documents = List.copyOf(documents);
    }

    /**
     * One document.
     *
     * @param docPath its path within the project
     * @param id its identity on the relay it came from
     * @param text the file of its text
     * @param textHash the SHA-256 of that file
     * @param state the file of its Yjs state
     * @param fileHash the SHA-256 of that file
     * @param stateHash the digest of the state itself, the same however it is encoded; the relay's ETag
     * @param updatedAt when it last changed
     */
    record Entry(
            String docPath,
            String id,
            String text,
            String textHash,
            String state,
            String fileHash,
            String stateHash,
            String updatedAt) {}

    byte[] toJson() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("format", FORMAT);
        json.put("version", VERSION);
        json.put("project", project);
        ArrayNode list = json.putArray("documents");
        for (Entry entry : documents) {
            ObjectNode one = list.addObject();
            one.put("docPath", entry.docPath);
            one.put("id", entry.id);
            one.put("text", entry.text);
            one.put("textSha256", entry.textHash);
            one.put("state", entry.state);
            one.put("stateSha256", entry.fileHash);
            one.put("stateHash", entry.stateHash);
            one.put("updatedAt", entry.updatedAt);
        }
        return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads one.
     *
     * @throws DamagedDumpException when it is none, or is of a later version, or names files that may not be
     */
    static ProjectManifest parse(byte[] bytes) {
        JsonNode json;
        try {
            json = JsonMapper.shared().readTree(bytes);
        } catch (JacksonException e) {
            throw new DamagedDumpException(FILE + " is no JSON");
        }
        if (!json.path("format").asString("").equals(FORMAT)) {
            throw new DamagedDumpException(FILE + " is not that of a project's dump");
        }
        if (json.path("version").asInt(0) != VERSION) {
            throw new DamagedDumpException(
                    "it has version " + json.path("version").asInt(0) + ", and this markco reads version " + VERSION);
        }
        List<Entry> entries = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode one : json.path("documents")) {
            Entry entry = new Entry(
                    required(one, "docPath"),
                    one.path("id").asString(""),
                    required(one, "text"),
                    required(one, "textSha256"),
                    required(one, "state"),
                    required(one, "stateSha256"),
                    required(one, "stateHash"),
                    one.path("updatedAt").asString(""));
            for (String name : List.of(entry.text, entry.state)) {
                if (!SafeName.isSafe(name) || !seen.add(name)) {
                    throw new DamagedDumpException(FILE + " names a file that may not be: " + name);
                }
            }
            if (!seen.add("/" + entry.docPath)) {
                throw new DamagedDumpException(FILE + " has the document " + entry.docPath + " twice");
            }
            entries.add(entry);
        }
        return new ProjectManifest(required(json, "project"), entries);
    }

    private static String required(JsonNode json, String field) {
        String value = json.path(field).asString("");
        if (value.isEmpty()) {
            throw new DamagedDumpException(FILE + " lacks '" + field + "'");
        }
        return value;
    }
}
