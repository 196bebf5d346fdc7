package dev.markco.relay.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom the relay believes.
 *
 * @param trustedProxies networks whose {@code X-User-Id} is believed although the request was forwarded
 * @param localUser whether a request from this machine that names no user is the user {@code local}
 * @param noAuth whether every caller is taken to be the user it asks for; for a relay on loopback only
 * @param allowedOrigins origins of pages that may talk to the relay, beside those on loopback
 * @param allowedHosts host names that the relay answers to, beside those of loopback
 * @param authService the base address of the service that checks tokens; null when tokens mean nothing here
 * @param recheckTokens how long a token of an open socket is believed until it is checked again
 */
public record IdentityConfig(
        List<Network> trustedProxies,
        boolean localUser,
        boolean noAuth,
        Set<String> allowedOrigins,
        Set<String> allowedHosts,
        @Nullable URI authService,
        Duration recheckTokens) {
    public static final Duration DEFAULT_RECHECK = Duration.ofMinutes(5);

    public IdentityConfig {
        trustedProxies = List.copyOf(trustedProxies);
        allowedOrigins = inLowerCase(allowedOrigins);
        allowedHosts = inLowerCase(allowedHosts);
    }

    /** Names of hosts are the same in any case, and browsers send them in lower case. */
    private static Set<String> inLowerCase(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** For one person on one machine. */
    public static IdentityConfig localOnly() {
        return new IdentityConfig(List.of(), true, false, Set.of(), Set.of(), null, DEFAULT_RECHECK);
    }
}
