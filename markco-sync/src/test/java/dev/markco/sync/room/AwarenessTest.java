package dev.markco.sync.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.protocol.AwarenessUpdate;
import dev.markco.sync.protocol.AwarenessUpdate.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class AwarenessTest {
    private final Awareness awareness = new Awareness(2);
    private final Object first = new Object();
    private final Object second = new Object();

    private static AwarenessUpdate one(long client, long clock, @Nullable String state) {
        return new AwarenessUpdate(List.of(new Entry(client, clock, state)));
    }

    @Test
    void newerClocksWinAndRefreshesPass() {
        assertThat(awareness.apply(one(1, 5, "{}"), first, 0).entries()).hasSize(1);
        assertThat(awareness.apply(one(1, 4, "{\"old\":1}"), first, 0).entries())
                .isEmpty();
        assertThat(awareness.apply(one(1, 5, "{\"same\":1}"), first, 0).entries())
                .isEmpty();
        assertThat(awareness.apply(one(1, 6, "{}"), first, 0).entries()).hasSize(1);
        assertThat(awareness.states().entries()).containsExactly(new Entry(1, 6, "{}"));
    }

    @Test
    @DisplayName("R27 leaving removes at the same clock, so that the next clock shows the user again")
    void removalKeepsTheClock() {
        awareness.apply(one(1, 5, "{}"), first, 0);
        assertThat(awareness.leave(first, 0).entries()).containsExactly(new Entry(1, 5, null));
        assertThat(awareness.apply(one(1, 6, "{}"), second, 0).entries()).hasSize(1);
    }

    @Test
    @DisplayName("R27 a half-open socket's late close does not remove who is back already")
    void theLastSenderOwnsAClient() {
        awareness.apply(one(1, 5, "{}"), first, 0);
        awareness.apply(one(1, 5, "{}"), second, 0);
        assertThat(awareness.leave(first, 0).entries()).isEmpty();
        assertThat(awareness.states().entries()).hasSize(1);
        assertThat(awareness.leave(second, 0).entries()).hasSize(1);
    }

    @Test
    @DisplayName("R27 who sends back what it was told of others does not speak for them")
    void anEchoOwnsNobody() {
        awareness.apply(one(1, 5, "{}"), first, 0);
        awareness.apply(one(2, 3, "{}"), second, 0);
        awareness.apply(one(1, 5, "{}"), second, 0);
        assertThat(awareness.leave(first, 0).entries())
                .as("the one whose state was sent back leaves at once")
                .containsExactly(new Entry(1, 5, null));
        awareness.apply(one(1, 5, "{}"), second, 0);
        assertThat(awareness.states().entries())
                .as("an echo that comes late brings nobody back")
                .containsExactly(new Entry(2, 3, "{}"));
        awareness.apply(one(1, 6, "{}"), new Object(), 0);
        awareness.apply(one(1, 6, "{}"), second, 0);
        assertThat(awareness.leave(second, 0).entries())
                .as("and its sender takes nobody along")
                .containsExactly(new Entry(2, 3, null));
    }

    @Test
    void whoComesBackWithTheSameClockIsThereForNewcomers() {
        awareness.apply(one(1, 5, "{}"), first, 0);
        awareness.leave(first, 0);
        awareness.apply(one(1, 5, "{}"), second, 0);
        assertThat(awareness.states().entries()).containsExactly(new Entry(1, 5, "{}"));
    }

    @Test
    void statesThatNobodyRefreshesExpire() {
        awareness.apply(one(1, 1, "{}"), first, 0);
        awareness.apply(one(2, 1, "{}"), first, 20_000);
        assertThat(awareness.expire(29_999).entries()).isEmpty();
        assertThat(awareness.expire(30_000).entries()).containsExactly(new Entry(1, 1, null));
        awareness.expire(200_000);
        assertThat(awareness.apply(one(1, 1, "{}"), first, 200_000).entries())
                .as("a client forgotten for long may come back at any clock")
                .hasSize(1);
    }

    @Test
    void oneConnectionSpeaksForABoundedNumber() {
        AwarenessUpdate many = new AwarenessUpdate(
                List.of(new Entry(1, 1, "{}"), new Entry(2, 1, "{}"), new Entry(3, 1, "{}"), new Entry(4, 1, "{}")));
        assertThat(awareness.apply(many, first, 0).entries()).hasSize(2);
    }

    @Test
    void updatesSurviveTheWire() {
        AwarenessUpdate update = new AwarenessUpdate(
                List.of(new Entry(0xFFFF_FFFFL, 7, "{\"name\":\"Zoë 🌍\"}"), new Entry(3, 0, null)));
        assertThat(AwarenessUpdate.decode(update.encode())).isEqualTo(update);
    }
}
