package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** When a change was made, if the request that brings it says so: what was made without a network arrives late. */
final class MadeAt {
    private static final String HEADER = "Markco-Made-At";
    /** Clocks differ, and nothing is decided by this. */
    private static final Duration TOLERANCE = Duration.ofDays(1);

    private MadeAt() {}

    /**
     * Reads the header; null when there is none.
     *
     * @throws RefusedRequestException with 400 when it is no moment between 1970 and tomorrow
     */
    static @Nullable Instant of(Request request, InstantSource clock) {
        String said = request.getHeaders().get(HEADER);
        if (said == null) {
            return null;
        }
        try {
            Instant madeAt = Instant.parse(said);
            if (!madeAt.isBefore(Instant.EPOCH)
                    && !madeAt.isAfter(clock.instant().plus(TOLERANCE))) {
                return madeAt;
            }
        } catch (DateTimeException e) {
            throw refusal(said);
        }
        throw refusal(said);
    }

    private static RefusedRequestException refusal(String said) {
        return new RefusedRequestException(
                400,
                HEADER + ": '" + said + "' is no time at which a change can have been made",
                "Write it as 2026-11-29T12:00:00Z, or leave it out.");
    }
}
