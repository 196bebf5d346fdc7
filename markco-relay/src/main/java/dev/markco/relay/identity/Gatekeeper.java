package dev.markco.relay.identity;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The decision who a caller is. Immutable, without I/O.
 *
 * <p>Loopback is not trust (R28): a proxy on this machine makes the whole Internet look like loopback, so a request that
 * was forwarded is believed only from a proxy that was named. A page of another site, or a name that was pointed at this
 * machine, is refused whatever else the request says.
 */
public final class Gatekeeper {
    private final IdentityConfig config;

    public Gatekeeper(IdentityConfig config) {
        this.config = config;
    }

    /**
     * Returns what the request says of who sent it.
     *
     * @throws RefusedRequestException with 400, 401 or 403 when it must not be answered
     */
    public Claim claim(RequestFacts request) {
        checkSite(request);
        if (request.userIds().size() > 1) {
            throw new RefusedRequestException(
                    400, "X-User-Id was given twice", "Let the proxy replace the header, not add to it.");
        }
        if (!request.userIds().isEmpty()) {
            return new Claim.Known(claimed(request, request.userIds().get(0)), false);
        }
        if (config.noAuth() && isDirectLoopback(request)) {
            return new Claim.Known(Caller.ANYONE, true);
        }
        String token = request.token();
        if (token != null && config.authService() != null) {
            return Token.parse(token)
                    .<Claim>map(Claim.Presented::new)
                    .orElseThrow(() -> new RefusedRequestException(
                            401, "the token is none", "Send the session token as it was given to you."));
        }
        if (config.localUser() && isDirectLoopback(request)) {
            return new Claim.Known(Caller.of(DocumentKey.LOCAL_USER), true);
        }
        return new Claim.Nobody(new RefusedRequestException(
                401,
                "the request does not say who you are",
                config.authService() == null
                        ? "Come through the proxy that sets X-User-Id, or start the relay on this machine with --local-user."
                        : "Send your token as 'Authorization: Bearer', as ?token= or as the cookie session_token."));
    }

    /**
     * Checks that the request was meant for this relay: it names a host that the relay answers to, and no page of another
     * site sent it.
     *
     * @throws RefusedRequestException with 400 or 403 when not
     */
    public void checkSite(RequestFacts request) {
        checkHost(request.host());
        checkOrigin(request.origin());
    }

    /**
     * Checks that a request which changes something was not made by a page that only borrows its reader's identity: what a
     * page sends must come from the relay's own page or an allowed origin. Other pages on loopback may read and open
     * sockets, as editors under development do. Programs send no origin, and pass.
     *
     * @throws RefusedRequestException with 403 when not
     */
    public void checkChange(RequestFacts request) {
        checkSite(request);
        String origin = request.origin();
        if (origin == null) {
            if (request.byBrowser()) {
                throw new RefusedRequestException(
                        403,
                        "a page that changes something must say which page it is",
                        "Browsers send an Origin by themselves; a proxy must let it pass.");
            }
            return;
        }
        if (!isAllowed(origin) && !isOwn(origin, request.host())) {
            throw new RefusedRequestException(
                    403,
                    "pages of '" + origin + "' may not change anything here",
                    "Start the relay with --allowed-origin " + origin + " if they should.");
        }
    }

    private boolean isAllowed(String origin) {
        return config.allowedOrigins().contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Whether an origin is the address that the request was sent to; TLS may have ended before the relay. */
    static boolean isOwn(String origin, @Nullable String host) {
        return host != null
                && (origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host));
    }

    /**
     * Checks that a caller may have what belongs to a user.
     *
     * @throws RefusedRequestException with 403 when not
     */
    public static void require(Caller caller, UUID owner) {
        if (!caller.mayActFor(owner)) {
            throw new RefusedRequestException(
                    403,
                    "this belongs to another user",
                    "The user in the address must be the one you are signed in as.");
        }
    }

    /**
     * Checks that a caller may change what it may see.
     *
     * @throws RefusedRequestException with 403 when not
     */
    public static void requireWriting(Caller caller) {
        if (caller.isReadOnly()) {
            throw new RefusedRequestException(
                    403, "you may only read here", "Sign in with a token that allows writing, too.");
        }
    }

    private Caller claimed(RequestFacts request, String userId) {
        if (!mayVouch(request)) {
            throw new RefusedRequestException(
                    401,
                    "X-User-Id is not believed from here",
                    "Name the proxy's network with --trusted-proxy when starting the relay.");
        }
        try {
            return Caller.of(DocumentKey.parseUser(userId));
        } catch (InvalidKeyException e) {
            throw new RefusedRequestException(
                    400, "X-User-Id: " + e.getMessage(), "The proxy must send the user's UUID.");
        }
    }

    private boolean mayVouch(RequestFacts request) {
        InetAddress peer = request.peer();
        return peer != null
                && (config.trustedProxies().stream().anyMatch(network -> network.contains(peer))
                        || isDirectLoopback(request));
    }

    private static boolean isDirectLoopback(RequestFacts request) {
        InetAddress peer = request.peer();
        return peer != null && peer.isLoopbackAddress() && !request.forwarded();
    }

    private void checkHost(@Nullable String host) {
        if (host == null) {
            throw new RefusedRequestException(400, "the request names no host", "Send a Host header.");
        }
        String name = withoutPort(host).toLowerCase(Locale.ROOT);
        if (!isLoopbackName(name) && !config.allowedHosts().contains(name)) {
            throw new RefusedRequestException(
                    403,
                    "the relay does not answer to the name '" + name + "'",
                    "Start the relay with --allowed-host " + name + " if that is its name.");
        }
    }

    private void checkOrigin(@Nullable String origin) {
        if (origin == null || isAllowed(origin)) {
            return;
        }
        if (!isLoopbackOrigin(origin)) {
            throw new RefusedRequestException(
                    403,
                    "pages of '" + origin + "' may not talk to this relay",
                    "Start the relay with --allowed-origin " + origin + " if they should.");
        }
    }

    private static boolean isLoopbackOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            return uri.getHost() != null
                    && uri.getScheme() != null
                    && uri.getScheme().startsWith("http")
                    && isLoopbackName(uri.getHost().toLowerCase(Locale.ROOT));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static boolean isLoopbackName(String name) {
        return name.equals("localhost") || name.equals("127.0.0.1") || name.equals("[::1]");
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
    }
}
