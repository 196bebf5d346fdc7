package dev.markco.relay.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R41: what is written by whoever sends it, and what is brought. */
final class KnownClientsTest {
    private static final UUID ANNA = new UUID(1, 1);
    private static final UUID BEN = new UUID(2, 2);

    private final KnownClients known = new KnownClients();

    private static Authorship by(UUID author, int session, Means means) {
        return new Authorship(author, new UUID(0, session), means, null);
    }

    @Test
    @DisplayName("R41 the first who brings something of a client has written it, others bring it")
    void firstHand() {
        assertThat(known.broughtBy(by(ANNA, 1, Means.PAGE), List.of(7L))).isEmpty();
        assertThat(known.broughtBy(by(BEN, 2, Means.PAGE), List.of(8L, 7L))).containsExactly(7L);
        assertThat(known.broughtBy(by(ANNA, 1, Means.PAGE), List.of(7L, 8L))).containsExactly(8L);
    }

    @Test
    @DisplayName("R41 a connection made anew goes on; another means of the same person does not")
    void sameHand() {
        assertThat(known.broughtBy(by(ANNA, 1, Means.PAGE), List.of(7L))).isEmpty();
        assertThat(known.broughtBy(by(ANNA, 9, Means.PAGE), List.of(7L))).isEmpty();
        assertThat(known.broughtBy(by(ANNA, 9, Means.AGENT), List.of(7L))).containsExactly(7L);
    }

    @Test
    @DisplayName("R41 of what was stored before authors were, nobody brings anything")
    void unknown() {
        assertThat(known.broughtBy(Authorship.UNKNOWN, List.of(7L))).isEmpty();
        assertThat(known.broughtBy(by(ANNA, 1, Means.CLIENT), List.of(7L))).isEmpty();
        assertThat(known.broughtBy(Authorship.UNKNOWN, List.of(7L))).isEmpty();
        assertThat(known.broughtBy(by(BEN, 1, Means.CLIENT), List.of(7L))).containsExactly(7L);
    }
}
