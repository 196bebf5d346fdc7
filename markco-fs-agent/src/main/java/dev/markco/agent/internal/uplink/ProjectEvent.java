package dev.markco.agent.internal.uplink;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Something that happened to a document of the project, as the relay's feed tells it (R24).
 *
 * @param kind what happened
 * @param id the document's identity, empty when the event is about no single one
 * @param project the project that the document is in now
 * @param docPath the document's path now
 * @param fromProject the project that a moved document was in; null for other events
 * @param fromPath the path that a moved document had; null for other events
 */
public record ProjectEvent(
        Kind kind,
        String id,
        String project,
        String docPath,
        @Nullable String fromProject,
        @Nullable String fromPath) {
    /** The kinds of events. */
    public enum Kind {
        CREATED,
        CHANGED,
        MOVED,
        TRASHED,
        RESTORED,
        /** Anything may have happened: the documents are to be listed. What is not understood is this, too. */
        RESYNC
    }

    /** Reads an event; one that is malformed or of a later kind is a {@link Kind#RESYNC}. */
    public static ProjectEvent parse(String text) {
        try {
            JsonNode json = JsonMapper.shared().readTree(text);
            JsonNode from = json.path("from");
            return new ProjectEvent(
                    kind(json.path("event").asString("")),
                    json.path("id").asString(""),
                    json.path("project").asString(""),
                    json.path("path").asString(""),
                    from.path("project").stringValue(null),
                    from.path("path").stringValue(null));
        } catch (JacksonException e) {
            return new ProjectEvent(Kind.RESYNC, "", "", "", null, null);
        }
    }

    private static Kind kind(String event) {
        return switch (event) {
            case "created" -> Kind.CREATED;
            case "changed" -> Kind.CHANGED;
            case "moved" -> Kind.MOVED;
            case "trashed" -> Kind.TRASHED;
            case "restored" -> Kind.RESTORED;
            default -> Kind.RESYNC;
        };
    }
}
