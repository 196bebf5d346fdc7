package dev.markco.relay.http;

import dev.markco.relay.identity.RequestFacts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** What is read off a Jetty request. */
final class Requests {
    /** Headers that a client talking to the relay itself has no reason to send. */
    private static final List<String> FORWARDING =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via");

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
                FORWARDING.stream().anyMatch(headers::contains));
    }

    /** The path as it was sent, still percent-encoded. */
    static String rawPath(Request request) {
        String path = request.getHttpURI().getPath();
        return path == null ? "/" : path;
    }
}
