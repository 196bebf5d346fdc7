package dev.markco.agent.internal.disk;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /**
     * A file that no document can hold; left alone.
     *
     * @param why a clause for people
     * @param zeros the same file as one without text where there are zero bytes in it and nothing else, else null
     */
    record Refused(String why, FileStamp stamp, @Nullable Text zeros) implements FileReading {
        /** One that is not full of zero bytes. */
        Refused(String why, FileStamp stamp) {
            this(why, stamp, null);
        }
    }

    /** The text that is there, which is none where the file is full of zero bytes; null for no file, and one that is no text. */
    default @Nullable Text asText() {
        if (this instanceof Text text) {
            return text;
        }
        return this instanceof Refused left ? left.zeros() : null;
    }
}
