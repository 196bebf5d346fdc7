package dev.markco.agent.internal.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EofException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class UplinkTest {
    @Test
    void aClosedConnectionIsToldInWordsThatAreTheSameEachTime() {
        String closed = "whoever answers there closed the connection";
        assertThat(JettySockets.reason(new EofException("HttpConnectionOverHTTP@195b36d5{closed=false}")))
                .isEqualTo(closed);
        assertThat(JettySockets.reason(new CompletionException(new ClosedChannelException())))
                .isEqualTo(closed);
    }

    @Test
    void otherFailuresSayWhatTheirCauseSays() {
        assertThat(JettySockets.reason(new IOException("outer", new ConnectException("Connection refused"))))
                .isEqualTo("Connection refused");
        assertThat(JettySockets.reason(new IOException())).isEqualTo("IOException");
    }

    @Test
    void whoTriesOnceMoreWhileTheAgentStopsIsToldSo() throws Exception {
        JettySockets sockets = sockets(1, Duration.ofSeconds(10));
        sockets.start();
        sockets.close();
        Heard heard = new Heard();
        sockets.open(heard);
        assertThat(heard.next()).isEqualTo("failed: the agent stops");
        assertThat(heard.events).isEmpty();
    }

    @Test
    @DisplayName("R13 a connection that is accepted, and whose upgrade is never answered, has failed, and is told once")
    void neverAnswered() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JettySockets sockets = sockets(silent.getLocalPort(), Duration.ofMillis(200));
            sockets.start();
            Heard heard = new Heard();
            sockets.open(heard);
            try (Socket accepted = silent.accept()) {
                assertThat(heard.next()).isEqualTo("failed: whoever answers there does not answer in time");
                // The other end hears of it, too: nobody waits here any more.
                accepted.setSoTimeout(10_000);
                assertThat(accepted.getInputStream().readAllBytes()).isNotEmpty();
            } finally {
                sockets.close();
            }
            assertThat(heard.events).isEmpty();
        }
    }

    private static JettySockets sockets(int port, Duration upgradeTimeout) {
        return new JettySockets(
                RelayAddress.parse("ws://127.0.0.1:" + port),
                new Credentials(DocumentKey.LOCAL_USER, null),
                upgradeTimeout);
    }

    /** What a socket told, in order. */
    private static final class Heard implements RelaySocket.Listener {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return Objects.toString(events.poll(20, TimeUnit.SECONDS), "nothing");
        }

        @Override
        public void opened(RelaySocket socket) {
            events.add("opened");
        }

        @Override
        public void failed(String why) {
            events.add("failed: " + why);
        }

        @Override
        public void received(byte[] frame) {
            events.add("received");
        }

        @Override
        public void ended(String why) {
            events.add("ended: " + why);
        }
    }
}
