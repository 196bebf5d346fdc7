package dev.markco.bench.trace;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file that is not a trace; the message names the file and the first edit that is wrong. */
public final class MalformedTraceException extends IOException {
    private static final long serialVersionUID = 1L;

    MalformedTraceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
