package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A look at the relay's lists, which opens no document. */
final class Listed {
    private Listed() {}

    /** The list's entry of a document, null where it has none. */
    static @Nullable JsonNode find(RelayClient client, DocumentKey key) {
        for (JsonNode one : client.list(key.userId(), key.project()).path("documents")) {
            if (one.path("docPath").asString("").equals(key.docPath())) {
                return one;
            }
        }
        return null;
    }

    /** The list's entry of a document that has to be there. */
    static JsonNode require(RelayClient client, DocumentKey key) {
        JsonNode found = find(client, key);
        if (found == null) {
            throw new RelayRefusal(404, "there is no document " + key, "List what there is: markco doc list");
        }
        return found;
    }
}
