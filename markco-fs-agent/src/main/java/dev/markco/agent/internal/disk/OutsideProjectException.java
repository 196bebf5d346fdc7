package dev.markco.agent.internal.disk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A name whose content would lie outside the project. */
public final class OutsideProjectException extends IOException {
    private static final long serialVersionUID = 1;

    private final String why;

    OutsideProjectException(String why, @Nullable Throwable cause) {
        super(why, cause);
        this.why = why;
    }

    /** A clause for people. */
    public String why() {
        return why;
    }
}
