package dev.markco.bench.trace;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The checked reading of what trace files are made of. Positions count code points there and are taken for UTF-16 units, so a
 * character that has two of these is refused.
 */
final class TraceJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String name;

    /** @param name what errors call the trace */
    TraceJson(String name) {
        this.name = name;
    }

    JsonNode parse(byte[] gzipped) throws MalformedTraceException {
        try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return MAPPER.readTree(json.readAllBytes());
        } catch (IOException notGzip) {
            throw malformed("not a complete gzip file", notGzip);
        } catch (JacksonException notJson) {
            throw malformed("not JSON: " + notJson.getOriginalMessage(), notJson);
        }
    }

    Edit edit(JsonNode patch, String what) throws MalformedTraceException {
        if (array(patch, what).size() != 3) {
            throw malformed(what + " has " + patch.size() + " parts, not position, deleted and inserted");
        }
        int position = count(patch.path(0), what + ": position");
        int deleted = count(patch.path(1), what + ": deleted");
        return new Edit(position, deleted, text(patch.path(2), what + ": inserted"));
    }

    JsonNode array(JsonNode node, String what) throws MalformedTraceException {
        if (!node.isArray()) {
            throw malformed(what + " is not an array");
        }
        return node;
    }

    int count(JsonNode node, String what) throws MalformedTraceException {
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 0) {
            throw malformed(what + " is not a count: " + node);
        }
        return node.intValue();
    }

    String text(JsonNode node, String what) throws MalformedTraceException {
        if (!node.isString()) {
            throw malformed(what + " is not a string");
        }
        String text = node.stringValue();
        if (text.chars().anyMatch(unit -> Character.isSurrogate((char) unit))) {
            throw malformed(what + " has a character of two UTF-16 units");
        }
        return text;
    }

    MalformedTraceException malformed(String why) {
        return malformed(why, null);
    }

    private MalformedTraceException malformed(String why, @Nullable Throwable cause) {
        return new MalformedTraceException("trace " + name + ": " + why, cause);
    }
}
