package dev.markco.bench;

import java.util.List;

/**
 * The recorded history of one text: edits that turn the empty text into {@code endContent}.
 *
 * @param edits each within the text that those before it leave
 */
record Trace(List<Edit> edits, String endContent) {
    Trace {
        edits = List.copyOf(edits);
    }
}
