package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;

/** What is stored of a document is not a Yjs update; the document is refused and left exactly as it is. */
public final class UndecodableDocumentException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final transient DocumentKey key;

    UndecodableDocumentException(DocumentKey key, String where, Throwable cause) {
        super("the stored state of " + key + " (" + where + ") cannot be decoded: " + cause.getMessage(), cause);
        this.key = key;
    }

    public DocumentKey key() {
        return key;
    }
}
