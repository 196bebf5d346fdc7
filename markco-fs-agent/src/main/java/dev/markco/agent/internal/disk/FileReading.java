package dev.markco.agent.internal.disk;

import java.util.Objects;

/** What was found where a document's file should be. */
public sealed interface FileReading {
    /** A whole file of text, {@code text} as it stands there; equality is that of hash and stamp. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by its hash.
    record Text(String text, byte[] content, ContentHash hash, FileStamp stamp) implements FileReading {
        /** What a document takes it for. */
        public FileContent in(TextFormat known) {
            return FileContent.of(text, known);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text read && hash.equals(read.hash) && stamp.equals(read.stamp);
        }

        @Override
        public int hashCode() {
            return Objects.hash(hash, stamp);
        }
    }

    /** There is no file. */
    record Absent() implements FileReading {}

    /** A file that no document can hold; {@code why} is a clause for people. Left alone. */
    record Refused(String why, FileStamp stamp) implements FileReading {}
}
