package dev.markco.sync.jetty;

import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.DocumentTooLargeException;
import dev.markco.sync.room.Outbox;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.PendingLimitException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a socket does about a frame that could not be taken: it closes, with a code that says whose fault that was. A frame
 * is never skipped (R19): all later edits of its client would be stranded.
 */
final class FrameFailure {
    private static final Logger log = LoggerFactory.getLogger(FrameFailure.class);

    private FrameFailure() {}

    /** Closes the socket behind {@code outbox}; {@code where} tells the log which document or peer it was. */
    static void close(Outbox outbox, Object where, Throwable failure) {
        if (failure instanceof DecodeException) {
            log.info("{}: closing a client that sent a malformed frame: {}", where, failure.getMessage());
            outbox.failSoon(CloseCodes.INVALID_PAYLOAD, "malformed frame " + failure.getMessage());
        } else if (failure instanceof PendingLimitException) {
            log.info("{}: closing a client: {}", where, failure.getMessage());
            outbox.failSoon(CloseCodes.MESSAGE_TOO_BIG, "too much waits for what is missing; connect again to sync");
        } else if (failure instanceof DocumentTooLargeException) {
            log.info("{}: closing a client: {}", where, failure.getMessage());
            outbox.failSoon(CloseCodes.MESSAGE_TOO_BIG, String.valueOf(failure.getMessage()));
        } else {
            log.error("{}: a frame could not be taken; closing the client", where, failure);
            outbox.failSoon(CloseCodes.SERVER_ERROR, "the relay failed to take a frame");
        }
    }
}
