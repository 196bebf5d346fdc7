package dev.markco.bench.trace;

import java.util.List;

/**
 * The recorded history of one text: edits that turn the empty text into {@code endContent}.
 *
 * @param edits each within the text that those before it leave
 */
public record Trace(List<Edit> edits, String endContent) {
    public Trace {
        edits = List.copyOf(edits);
    }

    /** Its first {@code count} edits, or all if it has no more. */
    public Trace first(int count) {
        if (count >= edits.size()) {
            return this;
        }
        StringBuilder text = new StringBuilder();
        for (Edit edit : edits.subList(0, count)) {
            text.replace(edit.position(), edit.position() + edit.deleted(), edit.inserted());
        }
        return new Trace(edits.subList(0, count), text.toString());
    }
}
