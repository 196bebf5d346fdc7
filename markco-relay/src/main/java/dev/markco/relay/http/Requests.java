package dev.markco.relay.http;

import dev.markco.relay.identity.RequestFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What is read off a Jetty request. */
final class Requests {
    /** Headers that a client talking to the relay itself has no reason to send. */
    private static final List<String> FORWARDING = List.of("Forwarded", "X-Real-IP", "Via");

    private static final String FORWARDING_PREFIX = "x-forwarded-";

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
                isForwarded(headers));
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
