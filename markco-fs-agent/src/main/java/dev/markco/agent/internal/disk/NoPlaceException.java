package dev.markco.agent.internal.disk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The disk has no place for a file of that name; the message is a clause for people that says why. */
public final class NoPlaceException extends IOException {
    private static final long serialVersionUID = 1;

    NoPlaceException(String why, @Nullable Throwable cause) {
        super(why, cause);
    }
}
