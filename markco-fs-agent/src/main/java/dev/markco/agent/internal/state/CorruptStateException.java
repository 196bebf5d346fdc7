package dev.markco.agent.internal.state;

import java.io.IOException;
import java.nio.file.Path;

/** A log that cannot be believed: not merely cut off at its end, but wrong before it. */
public final class CorruptStateException extends IOException {
    private static final long serialVersionUID = 1;

    CorruptStateException(Path file, long offset, String what) {
        super(file + " is damaged at byte " + offset + ": " + what);
    }
}
