package dev.markco.agent.internal.talk;

import dev.markco.agent.internal.disk.FileContent;
import java.io.IOException;

/** Keeps a content that has no place in the document in a file beside it. */
@FunctionalInterface
public interface CopyKeeper {
    /** Keeps it; {@code why} is a clause for people. */
    void keepCopy(FileContent content, String why) throws IOException;
}
