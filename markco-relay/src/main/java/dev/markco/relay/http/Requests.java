package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.identity.RequestFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** What is read off a Jetty request. */
final class Requests {
    /** Headers that a client talking to the relay itself has no reason to send. */
    private static final List<String> FORWARDING = List.of("Forwarded", "X-Real-IP", "Via");

    private static final String FORWARDING_PREFIX = "x-forwarded-";

    private static final String BEARER = "Bearer ";

    private Requests() {}

    static RequestFacts facts(Request request) {
        HttpFields headers = request.getHeaders();
        InetAddress peer = request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : null;
        return new RequestFacts(
                peer,
                headers.getValuesList("X-User-Id"),
                headers.get(HttpHeader.HOST),
                headers.get(HttpHeader.ORIGIN),
                isForwarded(headers),
                token(request),
                headers.get(HttpHeader.USER_AGENT),
                headers.contains("Sec-Fetch-Site"));
    }

    /** The token in {@code Authorization}; null for none. */
    static @Nullable String bearer(Request request) {
        String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? authorization.substring(BEARER.length()).trim()
                : null;
    }

    /** The session token, from the most deliberate place to the one that browsers fill by themselves. */
    private static @Nullable String token(Request request) {
        String bearer = bearer(request);
        if (bearer != null) {
            return bearer;
        }
        try {
            String parameter = Request.extractQueryParameters(request).getValue("token");
            if (parameter != null && !parameter.isEmpty()) {
                return parameter;
            }
        } catch (RuntimeException e) {
            // The cause would tell the query, and the token in it.
            throw new RefusedRequestException(
                    400, "what follows the '?' in the address cannot be read", "Encode it as UTF-8.");
        }
        return Request.getCookies(request).stream()
                .filter(cookie -> cookie.getName().equals("session_token"))
                .map(HttpCookie::getValue)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse(null);
    }

    private static boolean isForwarded(HttpFields headers) {
        return FORWARDING.stream().anyMatch(headers::contains)
                || headers.stream()
                        .anyMatch(field ->
                                field.getName().toLowerCase(Locale.ROOT).startsWith(FORWARDING_PREFIX));
    }

    /** The path as it was sent, still percent-encoded. */
    static String rawPath(Request request) {
        String path = request.getHttpURI().getPath();
        return path == null ? "/" : path;
    }
}
