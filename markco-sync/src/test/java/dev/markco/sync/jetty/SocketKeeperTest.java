package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SocketKeeperTest {
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<Integer> closed = new ArrayList<>();
    private int looked;
    private final SocketKeeper keeper = new SocketKeeper(scheduler);

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
            closed.add(code);
        }
    }

    @AfterEach
    void stop() {
        keeper.close();
        scheduler.shutdownNow();
    }

    @Test
    @DisplayName("a socket that cannot be looked at ends the sweep of no other")
    void sweepingGoesOn() {
        keeper.add(new Broken());
        keeper.add(new Broken());
        keeper.sweep();
        assertThat(looked).isEqualTo(2);
    }

    @Test
    @DisplayName("a socket that opens after all were told to go is told too")
    void lateSockets() {
        keeper.closeAll("stopping");
        keeper.add(new Broken());
        assertThat(closed).containsExactly(1001);
    }

    @Test
    @DisplayName("all are told to go, one after the other over the given time, and at once when that is interrupted")
    void spreadGoodbyes() {
        for (int i = 0; i < 4; i++) {
            keeper.add(new Broken());
        }
        keeper.closeAll("stopping", Duration.ofMillis(40));
        assertThat(closed).containsExactly(1001, 1001, 1001, 1001);
        Thread.currentThread().interrupt();
        keeper.closeAll("stopping", Duration.ofHours(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(closed).hasSize(8);
    }

    /** A socket whose client can be made to be silent. */
    private static final class Quiet implements SocketKeeper.KeptSocket {
        private final RecordingSession session = new RecordingSession();
        private final JettyTransport transport = new JettyTransport(session.session());

        @Override
        public JettyTransport transport() {
            return transport;
        }

        @Override
        public void sendKeepalive() {
            throw new IllegalStateException("nothing was written for long");
        }

        @Override
        public void close(int code, String reason) {
            transport.close(code, reason);
        }
    }

    @Test
    @DisplayName("a half-open socket is cut off once its client has been silent for too long")
    void halfOpenSockets() {
        try (SocketKeeper impatient = new SocketKeeper(scheduler, Runnable::run, 50, 1_000_000)) {
            Quiet silent = new Quiet();
            impatient.add(silent);
            await().until(() -> {
                impatient.sweep();
                return silent.session.disconnected;
            });
        }
    }

    @Test
    @DisplayName("a socket that was told to go and does not is cut off, one that was not told is not")
    void socketsThatDoNotGo() {
        try (SocketKeeper impatient = new SocketKeeper(scheduler, Runnable::run, 1_000_000, 1)) {
            Quiet told = new Quiet();
            Quiet other = new Quiet();
            impatient.add(told);
            impatient.add(other);
            told.close(1001, "stopping");
            await().until(() -> {
                impatient.sweep();
                return told.session.disconnected;
            });
            assertThat(other.session.disconnected).isFalse();
        }
    }

    @Test
    @DisplayName("what is left to do after a socket's end is done even when the scheduler has stopped")
    void afterwards() {
        scheduler.shutdownNow();
        List<String> done = new ArrayList<>();
        keeper.afterwards(() -> done.add("left"));
        assertThat(done).containsExactly("left");
    }
}
