package dev.markco.agent.internal.project;

import org.jspecify.annotations.Nullable;

/** A document that this project does not keep; the message says why. */
public final class RefusedDocumentException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedDocumentException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}
