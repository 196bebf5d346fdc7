package dev.markco.relay.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.markco.sync.DocumentKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatekeeperTest {
    private static final String USER = "31bdffb9-0000-4000-8000-0123456789ab";
    private static final String OTHER = "41bdffb9-0000-4000-8000-0123456789ab";

    private static Gatekeeper gatekeeper(boolean localUser, boolean noAuth, String... proxies) {
        return new Gatekeeper(new IdentityConfig(
                List.of(proxies).stream().map(Network::parse).toList(),
                localUser,
                noAuth,
                Set.of("https://notes.example"),
                Set.of("notes.example"),
                null,
                IdentityConfig.DEFAULT_RECHECK));
    }

    private static RequestFacts request(
            String peer, @Nullable String userId, String host, @Nullable String origin, boolean forwarded) {
        try {
            return new RequestFacts(
                    InetAddress.getByName(peer),
                    userId == null ? List.of() : List.of(userId),
                    host,
                    origin,
                    forwarded,
                    null,
                    null,
                    false);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The user id, {@code anyone}, or the status of the refusal. */
    private static String decide(Gatekeeper gatekeeper, RequestFacts request) {
        try {
            Claim claim = gatekeeper.claim(request);
            if (claim instanceof Claim.Known known) {
                return known.caller().toString();
            }
            return claim instanceof Claim.Nobody nobody
                    ? String.valueOf(nobody.refusal().status())
                    : "token";
        } catch (RefusedRequestException e) {
            return String.valueOf(e.status());
        }
    }

    @ParameterizedTest(name = "peer {0}, X-User-Id {1}, forwarded {2}, proxies {3}, local {4}, no auth {5} → {6}")
    @CsvSource({
        // Nobody named, no proxy: the newcomer on this machine.
        "127.0.0.1,  ,            false,           , true,  false, 00000000-0000-0000-0000-000000000000",
        "::1,        ,            false,           , true,  false, 00000000-0000-0000-0000-000000000000",
        "127.0.0.1,  ,            false,           , false, false, 401",
        "192.0.2.9,  ,            false,           , true,  false, 401",
        "127.0.0.1,  ,            false,           , true,  true,  anyone",
        "192.0.2.9,  ,            false,           , true,  true,  401",
        // R28: a proxy on this machine makes the Internet look like loopback.
        "127.0.0.1,  ,            true,            , true,  false, 401",
        "127.0.0.1,  ,            true,            , true,  true,  401",
        "127.0.0.1,  USER,        true,            , true,  false, 401",
        "127.0.0.1,  USER,        true,  127.0.0.0/8, true,  false, USER",
        "127.0.0.1,  USER,        false,           , true,  false, USER",
        "192.0.2.9,  USER,        false,           , true,  false, 401",
        "10.1.2.3,   USER,        true,   10.0.0.0/8, false, false, USER",
        "11.1.2.3,   USER,        true,   10.0.0.0/8, false, false, 401",
        "fd00::7,    USER,        true,     fd00::/8, false, false, USER",
        "10.1.2.3,   nobody,      true,   10.0.0.0/8, false, false, 400",
        "10.1.2.3,   ,            true,   10.0.0.0/8, true,  false, 401",
    })
    @DisplayName("R28 who a request comes from")
    void whoARequestComesFrom(
            String peer,
            @Nullable String userId,
            boolean forwarded,
            @Nullable String proxy,
            boolean localUser,
            boolean noAuth,
            String expected) {
        Gatekeeper gatekeeper = proxy == null ? gatekeeper(localUser, noAuth) : gatekeeper(localUser, noAuth, proxy);
        String id = userId == null ? null : userId.replace("USER", USER);
        assertThat(decide(gatekeeper, request(peer, id, "localhost:3005", null, forwarded)))
                .isEqualTo(expected.replace("USER", USER));
    }

    @ParameterizedTest(name = "Host {0}, Origin {1} → {2}")
    @CsvSource({
        "127.0.0.1:3005, , ok",
        "localhost, , ok",
        "[::1]:3005, , ok",
        "LOCALHOST:3005, , ok",
        "notes.example, , ok",
        "notes.example:443, https://notes.example, ok",
        "rebound.example:3005, , 403",
        "127.0.0.1.example, , 403",
        "localhost, http://localhost:8080, ok",
        "localhost, http://127.0.0.1:5173, ok",
        "localhost, https://foreign.example, 403",
        "localhost, http://localhost.foreign.example, 403",
        "localhost, null, 403",
        "localhost, file://, 403",
        "localhost, https://notes.example.foreign.example, 403",
    })
    @DisplayName("R28 foreign pages and rebound names are refused")
    void pagesAndNames(String host, @Nullable String origin, String expected) {
        String decided = decide(gatekeeper(true, false), request("127.0.0.1", null, host, origin, false));
        assertThat(decided).isEqualTo(expected.equals("ok") ? DocumentKey.LOCAL_USER.toString() : expected);
    }

    @ParameterizedTest(name = "Host {0}, Origin {1}, by a browser: {2} → {3}")
    @CsvSource({
        "localhost:3005, http://localhost:3005, true, ok",
        "127.0.0.1:3005, http://127.0.0.1:3005, true, ok",
        "[::1]:3005, http://[::1]:3005, true, ok",
        // TLS ended at a proxy that passes the name on.
        "notes.example, https://notes.example, true, ok",
        // An allowed origin may be another host.
        "localhost:3005, https://notes.example, true, ok",
        "localhost:3005, http://localhost:5173, true, 403",
        "localhost:3005, http://127.0.0.1:3005, true, 403",
        "localhost:3005, https://foreign.example, true, 403",
        "localhost:3005, null, true, 403",
        "localhost:3005, , true, 403",
        // Programs name no page.
        "localhost:3005, , false, ok",
        "rebound.example, , false, 403",
    })
    @DisplayName("what changes something comes from the relay's own page, an allowed origin, or no page at all")
    void changes(String host, @Nullable String origin, boolean byBrowser, String expected) {
        RequestFacts request = new RequestFacts(
                InetAddress.getLoopbackAddress(), List.of(), host, origin, false, null, null, byBrowser);
        Gatekeeper gatekeeper = gatekeeper(true, false);
        if (expected.equals("ok")) {
            gatekeeper.checkChange(request);
        } else {
            RefusedRequestException refused =
                    catchThrowableOfType(RefusedRequestException.class, () -> gatekeeper.checkChange(request));
            assertThat(refused.status()).isEqualTo(Integer.parseInt(expected));
        }
    }

    @Test
    void twoUserIdsAreAnAttack() {
        RequestFacts request = new RequestFacts(
                InetAddress.getLoopbackAddress(), List.of(USER, OTHER), "localhost", null, false, null, null, false);
        assertThat(decide(gatekeeper(true, false), request)).isEqualTo("400");
    }

    @Test
    void nobodyHasWhatBelongsToAnother() {
        Caller caller = Caller.of(UUID.fromString(USER));
        Gatekeeper.require(caller, UUID.fromString(USER));
        Gatekeeper.require(Caller.ANYONE, UUID.fromString(OTHER));
        RefusedRequestException refused = catchThrowableOfType(
                RefusedRequestException.class, () -> Gatekeeper.require(caller, UUID.fromString(OTHER)));
        assertThat(refused.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"example.org", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "''", "fd00::/129"})
    void onlyAddressesAreNetworks(String text) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
