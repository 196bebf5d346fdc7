package dev.markco.bench.trace;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The reader of trace files, whose format {@code traces/README.md} describes. All edits are checked here, so that replaying
 * them measures nothing else.
 */
public final class TraceReader {
    private final TraceJson json;
    private final List<Edit> edits = new ArrayList<>();
    private long length;

    private TraceReader(TraceJson json) {
        this.json = json;
    }

    /** The trace in these gzip'd bytes; {@code name} is what errors call it. */
    public static Trace read(String name, byte[] gzipped) throws MalformedTraceException {
        TraceJson json = new TraceJson(name);
        return new TraceReader(json).read(json.parse(gzipped));
    }

    private Trace read(JsonNode trace) throws MalformedTraceException {
        if (!json.text(trace.path("startContent"), "startContent").isEmpty()) {
            throw json.malformed("startContent is not empty");
        }
        for (JsonNode transaction : json.array(trace.path("txns"), "txns")) {
            for (JsonNode patch : json.array(transaction.path("patches"), "patches after edit " + edits.size())) {
                edits.add(edit(patch, "edit " + (edits.size() + 1)));
            }
        }
        String endContent = json.text(trace.path("endContent"), "endContent");
        if (endContent.length() != length) {
            throw json.malformed("the edits leave " + length + " characters, endContent has " + endContent.length());
        }
        return new Trace(edits, endContent);
    }

    private Edit edit(JsonNode patch, String what) throws MalformedTraceException {
        Edit edit = json.edit(patch, what);
        if ((long) edit.position() + edit.deleted() > length) {
            throw json.malformed(what + " deletes " + edit.deleted() + " characters at " + edit.position()
                    + " of a text of " + length);
        }
        length += edit.inserted().length() - edit.deleted();
        return edit;
    }
}
