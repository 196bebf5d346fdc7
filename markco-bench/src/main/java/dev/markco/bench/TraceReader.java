package dev.markco.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The reader of trace files, whose format {@code traces/README.md} describes. All edits are checked here, so that replaying
 * them measures nothing else.
 *
 * <p>Positions count code points. They are taken for UTF-16 units, and a trace with a character that has two is refused.
 */
final class TraceReader {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String name;
    private final List<Edit> edits = new ArrayList<>();
    private long length;

    private TraceReader(String name) {
        this.name = name;
    }

    /** The trace in these gzip'd bytes; {@code name} is what errors call it. */
    static Trace read(String name, byte[] gzipped) throws MalformedTraceException {
        return new TraceReader(name).read(gzipped);
    }

    private Trace read(byte[] gzipped) throws MalformedTraceException {
        JsonNode json = parse(gzipped);
        if (!text(json.path("startContent"), "startContent").isEmpty()) {
            throw malformed("startContent is not empty", null);
        }
        for (JsonNode transaction : array(json.path("txns"), "txns")) {
            for (JsonNode patch : array(transaction.path("patches"), "patches after edit " + edits.size())) {
                edits.add(edit(patch, "edit " + (edits.size() + 1)));
            }
        }
        String endContent = text(json.path("endContent"), "endContent");
        if (endContent.length() != length) {
            throw malformed("the edits leave " + length + " characters, endContent has " + endContent.length(), null);
        }
        return new Trace(edits, endContent);
    }

    private JsonNode parse(byte[] gzipped) throws MalformedTraceException {
        try (GZIPInputStream json = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return MAPPER.readTree(json.readAllBytes());
        } catch (IOException notGzip) {
            throw malformed("not a complete gzip file", notGzip);
        } catch (JacksonException notJson) {
            throw malformed("not JSON: " + notJson.getOriginalMessage(), notJson);
        }
    }

    private Edit edit(JsonNode patch, String what) throws MalformedTraceException {
        if (array(patch, what).size() != 3) {
            throw malformed(what + " has " + patch.size() + " parts, not position, deleted and inserted", null);
        }
        int position = count(patch.path(0), what + ": position");
        int deleted = count(patch.path(1), what + ": deleted");
        String inserted = text(patch.path(2), what + ": inserted");
        if ((long) position + deleted > length) {
            throw malformed(
                    what + " deletes " + deleted + " characters at " + position + " of a text of " + length, null);
        }
        length += inserted.length() - deleted;
        return new Edit(position, deleted, inserted);
    }

    private JsonNode array(JsonNode node, String what) throws MalformedTraceException {
        if (!node.isArray()) {
            throw malformed(what + " is not an array", null);
        }
        return node;
    }

    private int count(JsonNode node, String what) throws MalformedTraceException {
        if (!node.canConvertToInt() || !node.isIntegralNumber() || node.intValue() < 0) {
            throw malformed(what + " is not a count: " + node, null);
        }
        return node.intValue();
    }

    private String text(JsonNode node, String what) throws MalformedTraceException {
        if (!node.isString()) {
            throw malformed(what + " is not a string", null);
        }
        String text = node.stringValue();
        if (text.chars().anyMatch(unit -> Character.isSurrogate((char) unit))) {
            throw malformed(what + " has a character of two UTF-16 units", null);
        }
        return text;
    }

    private MalformedTraceException malformed(String why, @Nullable Throwable cause) {
        return new MalformedTraceException("trace " + name + ": " + why, cause);
    }
}
