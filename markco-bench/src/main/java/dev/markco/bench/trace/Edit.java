package dev.markco.bench.trace;

import dev.markco.yjs.YText;

/** One edit of a trace: at {@code position}, {@code deleted} characters go and {@code inserted} comes, in UTF-16 units. */
public record Edit(int position, int deleted, String inserted) {
    public void applyTo(YText text) {
        if (deleted > 0) {
            text.delete(position, deleted);
        }
        if (!inserted.isEmpty()) {
            text.insert(position, inserted);
        }
    }
}
