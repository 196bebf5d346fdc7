package dev.markco.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.http.MemoryBudget.Share;
import dev.markco.sync.time.SimulatedTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R32: how memory that is bounded for all goes round. */
final class MemoryBudgetTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final SimulatedTime time = new SimulatedTime(1);
    private final MemoryBudget budget = new MemoryBudget(100, time.process("relay"));

    @Test
    @DisplayName("those who fit have it at once, others in the order in which they came, and never more than there is")
    void turns() {
        Share first = budget.take(60, LIMIT).join();
        Share second = budget.take(40, LIMIT).join();
        CompletableFuture<Share> large = budget.take(70, LIMIT);
        CompletableFuture<Share> small = budget.take(10, LIMIT);
        second.close();
        assertThat(large).isNotDone();
        assertThat(small)
                .as("behind the large one, which would never get its turn otherwise")
                .isNotDone();
        first.shrinkTo(25);
        assertThat(large).isDone();
        assertThat(small).isNotDone();
        assertThat(budget.taken()).isEqualTo(95);
        first.close();
        first.close();
        assertThat(small).isDone();
        large.join().close();
        small.join().shrinkTo(1_000);
        assertThat(budget.taken()).isEqualTo(10);
        small.join().close();
        assertThat(budget.taken()).isZero();
    }

    @Test
    @DisplayName("who needs more than there is has all of it, alone, and no bound then")
    void more() {
        Share little = budget.take(1, LIMIT).join();
        CompletableFuture<Share> much = budget.take(1_000, LIMIT);
        assertThat(much).isNotDone();
        assertThat(little.room()).isEqualTo(1);
        little.close();
        assertThat(much.join().room()).isEqualTo(Long.MAX_VALUE);
        assertThat(budget.take(1, LIMIT)).isNotDone();
    }

    @Test
    @DisplayName("who has waited long enough is told, holds nothing up and gets nothing")
    void limits() {
        Share all = budget.take(100, LIMIT).join();
        CompletableFuture<Share> hurried = budget.take(90, Duration.ofSeconds(5));
        CompletableFuture<Share> patient = budget.take(50, LIMIT);
        all.shrinkTo(40);
        time.advance(Duration.ofSeconds(5));
        assertThat(hurried).isCompletedExceptionally();
        assertThat(patient).as("it fits, now that nobody is before it").isDone();
        patient.join().close();
        all.close();
        assertThat(budget.taken()).isZero();
    }
}
