package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Writes all documents of a project: of each the text, the state that has just this text, and their hashes. */
final class ProjectDump {
    private static final Instant EPOCH = Instant.EPOCH;

    private final RelayClient client;
    private final ProjectName project;
    private final Progress progress;
    private final List<JsonNode> listed;
    private final List<ProjectManifest.Entry> entries = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private long bytes;

    ProjectDump(RelayClient client, ProjectName project, List<JsonNode> listed, Progress progress) {
        this.client = client;
        this.project = project;
        this.progress = progress;
        this.listed = listed.stream()
                .sorted(Comparator.comparing(ProjectDump::docPath))
                .toList();
    }

    /** The documents that were dumped. */
    int documents() {
        return entries.size();
    }

    /** The bytes of all states. */
    long bytes() {
        return bytes;
    }

    /** The documents that could not be dumped, with the reason. */
    List<String> leftOut() {
        return leftOut;
    }

    /** Writes all of it, the manifest last: what has no manifest is no dump. */
    void writeTo(DumpWriter writer) throws IOException {
        DumpNames names = new DumpNames();
        Instant newest = EPOCH;
        for (JsonNode one : listed) {
            Instant time = time(one);
            newest = time.isAfter(newest) ? time : newest;
            write(writer, names, one, time);
            progress.step(docPath(one));
        }
        writer.add(ProjectManifest.FILE, new ProjectManifest(project.toString(), entries).toJson(), newest);
    }

    private void write(DumpWriter writer, DumpNames names, JsonNode one, Instant time) throws IOException {
        DocumentKey key;
        try {
            key = project.document(docPath(one));
        } catch (InvalidKeyException e) {
            leftOut.add(project + "/" + docPath(one) + ": " + e.getMessage());
            return;
        }
        Optional<RemoteState> state;
        try {
            state = client.state(key);
        } catch (RelayRefusal e) {
            if (e.status() != 410) {
                throw e;
            }
            state = Optional.empty();
        }
        if (state.isEmpty()) {
            // It went after the list was made, and so belongs to no project any more.
            return;
        }
        byte[] content = state.get().bytes();
        YDoc doc = Histories.load(content);
        byte[] text = doc.getText("content").toString().getBytes(StandardCharsets.UTF_8);
        String name = names.add(key);
        ProjectManifest.Entry entry = new ProjectManifest.Entry(
                key.docPath(),
                one.path("id").asString(""),
                "text/" + name,
                Digests.sha256(text),
                "yjs/" + name + ".yjs",
                Digests.sha256(content),
                doc.stateDigest(),
                one.path("updatedAt").asString(""));
        writer.add(entry.text(), text, time);
        writer.add(entry.state(), content, time);
        entries.add(entry);
        bytes += content.length;
    }

    private static String docPath(JsonNode listed) {
        return listed.path("docPath").asString("");
    }

    private static Instant time(JsonNode listed) {
        try {
            return Instant.parse(listed.path("updatedAt").asString(""));
        } catch (DateTimeException e) {
            return EPOCH;
        }
    }
}
