package dev.markco.relay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class SocketBudgetTest {
    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess relay = time.process("relay");
    private final SocketBudget budget = new SocketBudget(new ConnectionLimits(1, 1, 1), relay);
    private final Logger logger = (Logger) LoggerFactory.getLogger(SocketBudget.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();

    @BeforeEach
    void listen() {
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(said);
    }

    private void refuse(int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(budget::socket).isInstanceOf(RefusedRequestException.class);
        }
    }

    @Test
    @DisplayName("a storm of refusals is said at once and then every 10 s, in numbers")
    void storms() {
        try (Slot slot = budget.socket()) {
            assertThat(slot).isNotNull();
            refuse(100);
            assertThat(said.list).hasSize(1);
            time.advance(Duration.ofMillis(9_999));
            refuse(1);
            assertThat(said.list).hasSize(1);
            time.advance(Duration.ofMillis(1));
            refuse(1);
            assertThat(said.list).hasSize(2);
            assertThat(said.list.get(1).getFormattedMessage()).contains("--max-connections", "102 so far");
        }
    }

    @Test
    @DisplayName("R36 a wall clock that is set back silences nothing")
    void aJumpingClock() {
        try (Slot slot = budget.ofUser(new UUID(0, 1));
                Slot other = budget.socket()) {
            assertThat(slot).isNotEqualTo(other);
            refuse(1);
            relay.jumpWall(Duration.ofDays(-1));
            time.advance(Duration.ofSeconds(10));
            refuse(1);
            assertThat(said.list).hasSize(2);
        }
    }
}
