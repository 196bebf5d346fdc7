package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.room.DocumentTooLargeException;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.text.CommonEnds;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The bound of a document's size as it meets a PUT. */
final class DocumentSize {
    private DocumentSize() {}

    /**
     * Checks that a room's document may become what a PUT brings: a state as it would be merged, a text as what has to be
     * inserted between the ends that it has in common with the document's.
     *
     * @throws RefusedRequestException with 413 when it may not
     */
    static void require(Room room, @Nullable String text, byte[] update) {
        try {
            if (text == null) {
                room.requireFits(update);
            } else {
                String old = room.read(doc -> doc.getText("content").toString());
                room.requireFits(insertedBytes(old, text));
            }
        } catch (DocumentTooLargeException e) {
            throw tooLarge(e);
        }
    }

    /** As {@link #require}, for a document that a PUT makes. */
    static void requireNew(RoomLimits limits, byte[] update) {
        if (update.length > limits.maxDocumentBytes()) {
            throw tooLarge(new DocumentTooLargeException(update.length, limits.maxDocumentBytes()));
        }
    }

    private static RefusedRequestException tooLarge(DocumentTooLargeException e) {
        return new RefusedRequestException(
                413, String.valueOf(e.getMessage()), "Split the document, or raise --max-document-size.");
    }

    private static long insertedBytes(String old, String text) {
        int shorter = Math.min(old.length(), text.length());
        int start = CommonEnds.prefix(old, 0, text, shorter);
        int end = CommonEnds.suffix(old, old.length(), text, shorter - start);
        return text.substring(start, text.length() - end).getBytes(StandardCharsets.UTF_8).length;
    }
}
