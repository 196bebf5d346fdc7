package dev.markco.agent.internal.replica;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.state.BuriedLogs;
import dev.markco.agent.internal.state.Entry;
import dev.markco.yjs.StateVector;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The document that was deleted last under a path. Its history is kept for a while, so that a file that comes back, as by {@code
 * git checkout} of another branch and back, is the document that it was, and so that who still has it open does not make it
 * again.
 */
public record Buried(Replay replay, FileContent content, StateVector history) {
    /** What is known of it; null for none. */
    public static @Nullable Buried of(BuriedLogs logs, String docPath) throws IOException {
        List<Entry> entries = logs.read(docPath);
        if (entries.isEmpty()) {
            return null;
        }
        Replay replay = Replay.of(entries);
        return new Buried(
                replay, DocumentText.content(replay.disk()), replay.disk().stateVector());
    }

    /** Who it was on the relay, null when it was never there. */
    public Entry.@Nullable Identity identity() {
        return replay.identity();
    }

    /** Whether a file of its name is it again: one with much the same text. Another text is another document. */
    public boolean isAgain(FileReading.Text file) {
        FileContent seen = file.in(content.format());
        return Resemblance.isBetween(content.text(), seen.text());
    }
}
