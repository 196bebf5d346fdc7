package dev.markco.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.identity.Network;
import dev.markco.relay.identity.RequestFacts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom metrics are for. */
final class MetricsRouteTest {
    private final MetricsRoute route = new MetricsRoute(
            new Gatekeeper(IdentityConfig.localOnly()), List.of(Network.parse("10.1.0.0/16")), () -> "");

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, false, true",
        "127.0.0.1, true, false",
        "10.1.2.3, false, true",
        "10.1.2.3, true, false",
        "10.2.0.1, false, false"
    })
    @DisplayName("R28 metrics are for this machine and named networks, and never for what was forwarded")
    void whomMetricsAreFor(String peer, boolean forwarded, boolean allowed) throws UnknownHostException {
        RequestFacts facts = new RequestFacts(
                InetAddress.getByName(peer), List.of(), "127.0.0.1", null, forwarded, null, null, false);
        assertThat(route.isFor(facts)).isEqualTo(allowed);
    }
}
