package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;

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
    @DisplayName("what is left to do after a socket's end is done even when the scheduler has stopped")
    void afterwards() {
        scheduler.shutdownNow();
        List<String> done = new ArrayList<>();
        keeper.afterwards(() -> done.add("left"));
        assertThat(done).containsExactly("left");
    }
}
