package dev.markco.agent.internal.disk;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What became of a planned write. */
public sealed interface WriteOutcome {
    /**
     * The new content is in place.
     *
     * @param cameOut the content that was there until then, null when there was no file
     * @param retired the file that holds it still and that others may be writing to (R8), null when there is none
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Written(byte @Nullable [] cameOut, @Nullable Path retired) implements WriteOutcome {}

    /** The file came, went or changed meanwhile; nothing was done. */
    record Missed(String why) implements WriteOutcome {}

    /** What was to be exchanged lies on two file systems; nothing was done, and the next plan will be another. */
    record OtherFileSystem() implements WriteOutcome {}

    /** A new file could not be given the old one's owner or attributes; nothing was done. */
    record OwnerDiffers() implements WriteOutcome {}
}
