package dev.markco.cli;

import dev.markco.relay.store.KnownClients;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document's past as lines of JSON, one for each change that is kept, page by page from the relay. What a change only brings
 * of other people's is told beside what it says itself.
 */
final class DocumentLog implements WholeFile.Content {
    private final RelayClient client;
    private final DocumentKey document;
    private final RelayClient.LogPage first;

    private DocumentLog(RelayClient client, DocumentKey document, RelayClient.LogPage first) {
        this.client = client;
        this.document = document;
        this.first = first;
    }

    /** Asks for the first page, so that a refusal comes before anything is written. */
    static DocumentLog ask(RelayClient client, DocumentKey document) {
        return new DocumentLog(client, document, client.log(document, null));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        KnownClients known = new KnownClients();
        RelayClient.LogPage page = first;
        while (true) {
            for (ObjectNode change : page.changes()) {
                addBrought(change, known);
                out.write((change + "\n").getBytes(StandardCharsets.UTF_8));
            }
            if (page.next() == null) {
                return;
            }
            page = client.log(document, page.next());
        }
    }

    private static void addBrought(ObjectNode change, KnownClients known) {
        List<Long> clients = new ArrayList<>();
        change.path("clients").forEach(client -> clients.add(client.asLong()));
        ArrayNode brought = JsonMapper.shared().createArrayNode();
        known.broughtBy(authorship(change), clients).forEach(brought::add);
        JsonNode update = change.remove("update");
        change.set("brought", brought);
        change.set("update", update);
    }

    private static Authorship authorship(JsonNode change) {
        return new Authorship(
                uuid(change.path("author")),
                uuid(change.path("session")),
                Means.of(change.path("means").asString("")),
                null);
    }

    private static @Nullable UUID uuid(JsonNode text) {
        return text.isString() ? UUID.fromString(text.asString()) : null;
    }
}
