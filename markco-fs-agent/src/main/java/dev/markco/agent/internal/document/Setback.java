package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Retry;
import dev.markco.agent.internal.disk.Reasons;
import dev.markco.agent.internal.uplink.RelayException;
import dev.markco.yjs.DecodeException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps a document from going on, and when it is tried again; what is new of that is logged. Changes in the document's turn;
 * anyone may ask.
 */
final class Setback {
    private static final Logger log = LoggerFactory.getLogger(Setback.class);

    private final String fileName;
    private volatile Retry retry = Retry.NONE;

    Setback(String fileName) {
        this.fileName = fileName;
    }

    /** What went wrong last, a clause for people; null when nothing did. */
    @Nullable
    String why() {
        return retry.why();
    }

    /** Whether it went wrong here, and not at the relay. */
    boolean isHere() {
        return retry.isHere();
    }

    /** For how long nothing is to be tried, in milliseconds. */
    long left(long now) {
        return retry.left(now);
    }

    /** All that there was to be done has been done. */
    void over() {
        retry = Retry.NONE;
    }

    /** Something failed, perhaps once more; returns how long from now it is tried again, in milliseconds. */
    long failed(Exception e, long now) {
        String why = Reasons.of(e);
        boolean news = retry.isNews(why);
        Throwable first = retry.failures() == 0 ? e : null;
        Retry later = retry.after(why, e instanceof RelayException, now);
        retry = later;
        long wait = later.at() - now;
        if (!news) {
            log.debug("'{}': {}. Trying again in {} ms", fileName, why, wait);
        } else if (e instanceof IOException || e instanceof DecodeException) {
            log.warn("'{}': {}. It is tried again until it can be done", fileName, why, first);
        } else {
            log.error("'{}': this should not happen. Trying again in {} ms", fileName, wait, e);
        }
        return wait;
    }
}
