package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SocketKeeperTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess relay = time.process("relay");
    private final SocketKeeper keeper = new SocketKeeper(relay);
    /** The code of each goodbye and when it was said, in milliseconds. */
    private final List<String> closed = new ArrayList<>();

    private int looked;

    /** A socket whose every look at fails. */
    private final class Broken implements SocketKeeper.KeptSocket {
        @Override
        public JettyTransport transport() {
            looked++;
            throw new IllegalStateException("broken");
        }

        @Override
        public void sendKeepalive() {
            throw new IllegalStateException("broken");
        }

        @Override
        public void close(int code, String reason) {
            closed.add(code + "@" + relay.millis());
        }
    }

    /** A socket whose client says nothing unless it is made to. */
    private final class Quiet implements SocketKeeper.KeptSocket {
        private final RecordingSession session = new RecordingSession();
        private final JettyTransport transport = new JettyTransport(session.session(), relay);
        /** When it was written to, in seconds. */
        private final List<Long> keepalives = new ArrayList<>();

        @Override
        public JettyTransport transport() {
            return transport;
        }

        @Override
        public void sendKeepalive() {
            keepalives.add(relay.millis() / 1_000);
            transport.send(new byte[1], () -> {});
        }

        @Override
        public void close(int code, String reason) {
            transport.close(code, reason);
        }
    }

    @Test
    @DisplayName("a socket that cannot be looked at ends the sweep of no other")
    void sweepingGoesOn() {
        keeper.add(new Broken());
        keeper.add(new Broken());
        time.advance(SECOND.multipliedBy(5));
        assertThat(looked).isEqualTo(2);
        time.advance(SECOND.multipliedBy(5));
        assertThat(looked).isEqualTo(4);
    }

    @Test
    @DisplayName("a socket that opens after all were told to go is told too")
    void lateSockets() {
        keeper.closeAll("stopping");
        keeper.add(new Broken());
        assertThat(closed).containsExactly("1001@0");
    }

    @Test
    @DisplayName("all are told to go, one after the other over the given time, and at once when that is interrupted")
    void spreadGoodbyes() {
        for (int i = 0; i < 4; i++) {
            keeper.add(new Broken());
        }
        keeper.closeAll("stopping", Duration.ofMillis(40));
        assertThat(closed).containsExactly("1001@0", "1001@10", "1001@20", "1001@30");
        assertThat(relay.millis()).isEqualTo(40);
        Thread.currentThread().interrupt();
        keeper.closeAll("stopping", Duration.ofHours(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).hasSize(8).endsWith("1001@40", "1001@40", "1001@40", "1001@40");
    }

    @Test
    @DisplayName("a socket that nothing is written to gets a message at least every 20 s")
    void keepalives() {
        Quiet quiet = new Quiet();
        keeper.add(quiet);
        time.advance(SECOND.multipliedBy(50));
        assertThat(quiet.keepalives).containsExactly(15L, 30L, 45L);
    }

    @Test
    @DisplayName("a half-open socket is pinged, and cut off once its client has been silent for 60 s")
    void halfOpenSockets() {
        Quiet silent = new Quiet();
        Quiet answering = new Quiet();
        keeper.add(silent);
        keeper.add(answering);
        relay.every(SECOND, () -> {
            if (answering.session.pings > 0) {
                answering.session.pings = 0;
                answering.transport.heard();
            }
        });
        time.advance(Duration.ofMillis(59_999));
        assertThat(silent.session.disconnected).isFalse();
        assertThat(silent.session.pings).isEqualTo(9);
        time.advance(Duration.ofMillis(1));
        assertThat(silent.session.disconnected).isTrue();
        time.advance(Duration.ofHours(1));
        assertThat(answering.session.disconnected).isFalse();
    }

    @Test
    @DisplayName("a socket that was told to go and does not is cut off 10 s later, one that was not told is not")
    void socketsThatDoNotGo() {
        Quiet told = new Quiet();
        Quiet other = new Quiet();
        keeper.add(told);
        keeper.add(other);
        time.advance(SECOND.multipliedBy(5));
        told.close(1001, "stopping");
        time.advance(Duration.ofMillis(9_999));
        assertThat(told.session.disconnected).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(told.session.disconnected).isTrue();
        assertThat(other.session.disconnected).isFalse();
    }

    @Test
    @DisplayName(
            "R36 a relay that was stopped for a while finds its silent sockets dead, and sweeps once, not many times")
    void aSuspendedRelay() {
        Quiet silent = new Quiet();
        Broken looks = new Broken();
        keeper.add(silent);
        keeper.add(looks);
        relay.suspend();
        time.advance(Duration.ofHours(1));
        relay.resume();
        time.advance(Duration.ZERO);
        assertThat(silent.session.disconnected).isTrue();
        assertThat(looked).isEqualTo(1);
    }

    @Test
    @DisplayName("R36 a wall clock that jumps makes no socket dead")
    void aJumpingClock() {
        Quiet silent = new Quiet();
        keeper.add(silent);
        relay.jumpWall(Duration.ofDays(1));
        time.advance(SECOND.multipliedBy(30));
        relay.jumpWall(Duration.ofDays(-2));
        time.advance(SECOND.multipliedBy(29));
        assertThat(silent.session.disconnected).isFalse();
    }

    @Test
    @DisplayName("what is left to do after a socket's end is done even when the timer has stopped")
    void afterwards() {
        relay.stop();
        List<String> done = new ArrayList<>();
        keeper.afterwards(() -> done.add("left"));
        assertThat(done).containsExactly("left");
    }
}
