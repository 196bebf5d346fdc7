package dev.markco.relay.store;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a listing says of one document, as of its newest stored update. */
public final class DocumentInfo {
    private final UUID id;
    private final String project;
    private final String docPath;
    private final Instant updatedAt;
    private final String contentHash;
    private final @Nullable String stateHash;
    private final int byteSize;
    private final @Nullable String content;
    private final byte @Nullable [] state;

    DocumentInfo(
            UUID id,
            String project,
            String docPath,
            Instant updatedAt,
            String contentHash,
            @Nullable String stateHash,
            int byteSize,
            @Nullable String content,
            byte @Nullable [] state) {
        this.id = id;
        this.project = project;
        this.docPath = docPath;
        this.updatedAt = updatedAt;
        this.contentHash = contentHash;
        this.stateHash = stateHash;
        this.byteSize = byteSize;
        this.content = content;
        this.state = state;
    }

    public UUID id() {
        return id;
    }

    public String project() {
        return project;
    }

    public String docPath() {
        return docPath;
    }

    public Instant updatedAt() {
        return updatedAt;
    }

    /** The MD5 of the text, in lower-case hexadecimal digits. */
    public String contentHash() {
        return contentHash;
    }

    /**
     * The digest of state vector and deletions, which is the document's entity tag: who has the same has it all (R24). Null
     * where the stored state is damaged.
     */
    public @Nullable String stateHash() {
        return stateHash;
    }

    /** The bytes of the Yjs state. */
    public int byteSize() {
        return byteSize;
    }

    /** The text, if the listing was asked for it; NUL and lone surrogates stand as U+FFFD. */
    public @Nullable String content() {
        return content;
    }

    /** The Yjs state, if the listing was asked for it; null also where the stored one is damaged. */
    public byte @Nullable [] state() {
        return state;
    }
}
