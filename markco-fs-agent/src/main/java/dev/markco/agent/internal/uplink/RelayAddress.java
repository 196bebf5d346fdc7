package dev.markco.agent.internal.uplink;

import dev.markco.sync.DocumentKey;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;

/** Where a relay is: the base of its addresses, for HTTP and for sockets. Immutable. */
public final class RelayAddress {
    /** What an agent calls itself there, so that the relay knows by what a change came. */
    static final String USER_AGENT = "markco-agent";

    private final String scheme;
    private final String rest;

    private RelayAddress(String scheme, String rest) {
        this.scheme = scheme;
        this.rest = rest;
    }

    /**
     * Reads {@code ws://}, {@code wss://}, {@code http://} or {@code https://} with a host, and perhaps a port and a path.
     *
     * @throws IllegalArgumentException when it is something else; the message says what is wrong
     */
    public static RelayAddress parse(String url) {
        URI uri = URI.create(url.strip());
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("wss") || scheme.equals("https");
        if (!secure && !scheme.equals("ws") && !scheme.equals("http")) {
            throw new IllegalArgumentException("'" + url + "' starts with neither ws://, wss://, http:// nor https://");
        }
        if (uri.getHost() == null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + url + "' is not the address of a relay");
        }
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new RelayAddress(secure ? "s" : "", "://" + uri.getRawAuthority() + path);
    }

    URI collab() {
        return URI.create("ws" + scheme + rest + "/collab");
    }

    URI document(DocumentKey key) {
        return URI.create("http" + scheme + rest + "/api/documents/" + key.toUrlPath());
    }

    URI listing(UUID user, String project) {
        String segment = URLEncoder.encode(project, StandardCharsets.UTF_8).replace("+", "%20");
        return URI.create("http" + scheme + rest + "/api/documents/" + DocumentKey.userName(user) + "/" + segment);
    }

    @Override
    public String toString() {
        return "http" + scheme + rest;
    }
}
