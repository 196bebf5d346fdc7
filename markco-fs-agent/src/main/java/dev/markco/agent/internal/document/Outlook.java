package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.DocumentState;
import dev.markco.agent.internal.decision.Facts;
import dev.markco.agent.internal.decision.RestState;
import org.jspecify.annotations.Nullable;

/** What people are told of how a document stands. Pure. */
final class Outlook {
    private Outlook() {}

    /**
     * Decides for a document in memory.
     *
     * @param denied why the relay refuses the document, or null
     * @param acknowledged whether the relay, if there is one, has acknowledged all of it
     * @param moves whether its file may have changed, or something is being done
     * @param trouble what went wrong last, or null
     */
    static DocumentStatus of(
            String docPath,
            DocumentState state,
            Facts facts,
            @Nullable String denied,
            boolean acknowledged,
            boolean moves,
            @Nullable String trouble) {
        String left = state.file().trouble();
        String waiting = trouble == null ? state.file().waiting() : trouble;
        if (left != null) {
            return new DocumentStatus(docPath, DocumentStatus.State.IGNORED, left);
        } else if (denied != null) {
            return new DocumentStatus(docPath, DocumentStatus.State.IGNORED, "the relay refuses it: " + denied);
        } else if (state.file().emptiness().isUndecided()) {
            return new DocumentStatus(
                    docPath,
                    DocumentStatus.State.UPLOADING,
                    "its file was found empty, or full of zero bytes, and nobody was seen to write it");
        } else if (state.isDisplaced()) {
            return new DocumentStatus(
                    docPath, DocumentStatus.State.UPLOADING, "the file of another document has its file's name");
        } else if (!state.looked() || (facts.pending() && !state.isMissing())) {
            return new DocumentStatus(docPath, DocumentStatus.State.DOWNLOADING, waiting);
        } else if (!acknowledged) {
            return new DocumentStatus(docPath, DocumentStatus.State.UPLOADING, trouble);
        } else if (state.isMissing() || facts.detached()) {
            return new DocumentStatus(docPath, DocumentStatus.State.UPLOADING, "its file was deleted here");
        }
        boolean settled = waiting == null && !moves && !state.awaitsFile();
        return new DocumentStatus(
                docPath, settled ? DocumentStatus.State.SYNCED : DocumentStatus.State.UPLOADING, waiting);
    }

    /**
     * Decides for a document at rest.
     *
     * @param alone whether there is no relay
     * @param trouble what went wrong last, or null
     */
    static DocumentStatus atRest(String docPath, DocumentAtRest atRest, boolean alone, @Nullable String trouble) {
        RestState rest = atRest.state();
        if (atRest.rest() == null) {
            return new DocumentStatus(docPath, DocumentStatus.State.DOWNLOADING, trouble);
        }
        if (atRest.presence().isMissing()) {
            return new DocumentStatus(docPath, DocumentStatus.State.UPLOADING, "its file was deleted here");
        }
        boolean there = alone || rest.agreed();
        return new DocumentStatus(
                docPath,
                there && !rest.dirty() && !rest.isNeeded(false)
                        ? DocumentStatus.State.SYNCED
                        : DocumentStatus.State.UPLOADING,
                trouble);
    }
}
