package dev.markco.relay.identity;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of where it comes from.
 *
 * @param peer the other end of the connection; null when it is unknown
 * @param userIds the values of {@code X-User-Id}
 * @param host the {@code Host} it was sent to, with its port
 * @param origin the {@code Origin} of the page that sent it
 * @param forwarded whether it carries a header that only proxies add
 * @param token the session token it carries; null when none. A secret: {@link #toString()} leaves it out
 * @param userAgent what the program calls itself; null when it does not
 * @param byBrowser whether a browser says that it sent this for a page
 */
public record RequestFacts(
        @Nullable InetAddress peer,
        List<String> userIds,
        @Nullable String host,
        @Nullable String origin,
        boolean forwarded,
        @Nullable String token,
        @Nullable String userAgent,
        boolean byBrowser) {
    @Override
    public String toString() {
        return "a request from " + peer + " to " + host;
    }
}
