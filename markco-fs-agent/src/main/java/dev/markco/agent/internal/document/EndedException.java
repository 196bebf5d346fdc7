package dev.markco.agent.internal.document;

import java.io.IOException;

/** The document was deleted or renamed just now, or the agent stops. */
public final class EndedException extends IOException {
    private static final long serialVersionUID = 1;

    EndedException(String docPath) {
        super("the document '" + docPath + "' has ended");
    }
}
