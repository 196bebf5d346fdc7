package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileText;
import dev.markco.agent.internal.git.GitBatch;
import dev.markco.agent.internal.use.Writers;

/** What was found where a document's file should be, beside what it was known to hold. */
public sealed interface Sight {
    /** There is no file. */
    record Nothing() implements Sight {}

    /** There is the file of another document, which took this name. */
    record Anothers() implements Sight {}

    /** There is something that no document can hold; {@code why} is a clause for people. */
    record Alien(String why) implements Sight {}

    /** The file holds what it was known to hold. */
    record AsKnown(ContentHash hash) implements Sight {}

    /** The file holds what it is to hold, though it was known to hold something else. */
    record AsMeant(ContentHash hash) implements Sight {}

    /**
     * The file holds something else.
     *
     * @param known what it was known to hold, in bytes
     * @param seen what it holds, in bytes
     * @param strange whether its times say that it was not written since its document was last known
     * @param quiet for how long it has not been written, by the clock that stamps files, in milliseconds; not negative
     * @param writers whether a program has it open for writing, or has written it since it was read
     * @param git whether a git command is at work, or made the change
     * @param foreign whether the file never held anything that is known, and the document has a text from elsewhere
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared but by its hash.
    record Other(
            byte[] known,
            byte[] seen,
            ContentHash hash,
            boolean strange,
            long quiet,
            Writers writers,
            GitBatch.Verdict git,
            boolean foreign)
            implements Sight {
        /** Whether there is no text in it: not a byte, or none but zeros. */
        boolean isBlank() {
            return seen.length == 0 || FileText.isZeros(seen);
        }

        /** Whether it is full of zero bytes. */
        boolean isZeros() {
            return seen.length > 0 && isBlank();
        }
    }
}
