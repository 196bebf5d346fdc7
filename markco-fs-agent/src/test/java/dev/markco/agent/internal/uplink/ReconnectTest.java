package dev.markco.agent.internal.uplink;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.yjs.lib0.Decoder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a lost relay is tried again, in simulated time, at a real port whose owner closes every connection. */
final class ReconnectTest {
    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess agent = time.process("agent");
    private final AtomicInteger tries = new AtomicInteger();
    private static final String REFUSAL =
            "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private ServerSocket port;
    private Uplink uplink;

    @BeforeEach
    void open() throws IOException {
        port = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::refuseAll);
        thread.setDaemon(true);
        thread.start();
        uplink = new Uplink(
                RelayAddress.parse("http://127.0.0.1:" + port.getLocalPort()),
                new Credentials(DocumentKey.LOCAL_USER, null),
                agent,
                agent.pool(),
                () -> 0, // of each pause, half is random: the shortest one
                () -> {
                    throw new AssertionError("connected");
                });
        uplink.start();
    }

    /** With an answer: a connection that just ends may be tried again by the HTTP client itself. */
    private void refuseAll() {
        try {
            while (true) {
                try (Socket client = port.accept();
                        BufferedReader request =
                                new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII))) {
                    String line = request.readLine();
                    while (line != null && !line.isEmpty()) {
                        line = request.readLine();
                    }
                    tries.incrementAndGet();
                    client.getOutputStream().write(REFUSAL.getBytes(US_ASCII));
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    @AfterEach
    void close() throws IOException {
        uplink.close();
        port.close();
    }

    /** Waits until it was tried so often, failed, and the next try is set beside the ping, which always is. */
    private void awaitTry(int number) {
        await().until(() -> tries.get() == number && time.waiting() == 2);
    }

    @Test
    @DisplayName("a relay that is away is tried again after pauses that double up to 10 s")
    void pauses() {
        int number = 1;
        for (long pause : new long[] {50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            awaitTry(number);
            time.advance(Duration.ofMillis(pause - 1));
            assertThat(tries).hasValue(number);
            assertThat(time.waiting()).as("not tried before").isEqualTo(2);
            time.advance(Duration.ofMillis(1));
            number++;
        }
        awaitTry(number);
    }

    @Test
    @DisplayName("R36 an agent that slept tries once, at once")
    void aSuspendedAgent() {
        awaitTry(1);
        agent.suspend();
        time.advance(Duration.ofHours(8));
        agent.resume();
        time.advance(Duration.ZERO);
        awaitTry(2);
    }

    @Test
    @DisplayName("a paused uplink is not tried again, and one that goes on is at once")
    void paused() {
        awaitTry(1);
        uplink.pause();
        time.advance(Duration.ofMinutes(1));
        assertThat(tries).hasValue(1);
        uplink.resume();
        awaitTry(2);
    }

    @Test
    @DisplayName(
            "a document that is about to take part when there is no connection is told so: nothing else will tell it")
    void attachedToNothing() {
        assertThat(uplink.attach(new Deaf())).isFalse();
    }

    /** A document that does not care. */
    private static final class Deaf implements Channel {
        @Override
        public String address() {
            return "local/p/a";
        }

        @Override
        public void opened() {}

        @Override
        public void denied(String reason) {}

        @Override
        public void received(Decoder message) {}

        @Override
        public void lost() {}

        @Override
        public byte[] nextMessage() {
            return new byte[0];
        }
    }
}
