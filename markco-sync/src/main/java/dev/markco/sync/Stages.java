package dev.markco.sync;

import java.util.concurrent.CompletionException;

/** What is asked of stages everywhere. */
public final class Stages {
    private Stages() {}

    /** What made a stage fail, without the wrapping that stages which depend on it add. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
