package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class StateVectorTest {
    private static final StateVector ONE = StateVector.of(Map.of(1L, 5, 4_294_967_295L, 7));

    @Test
    @DisplayName("encoding is in descending client order and comes back")
    void encoding() {
        assertThat(ONE.encode()).containsExactly(2, 0xff, 0xff, 0xff, 0xff, 0x0f, 7, 1, 5);
        assertThat(StateVector.decode(ONE.encode())).isEqualTo(ONE).hasSameHashCodeAs(ONE);
        assertThat(StateVector.decode(new byte[] {0})).isEqualTo(StateVector.EMPTY);
        assertThat(StateVector.decode(new byte[] {1, 9, 0}).isEmpty()).isTrue();
    }

    @Test
    @DisplayName("R1 histories are related iff they share a client with a clock of at least 1")
    void relation() {
        assertThat(ONE.sharesClientWith(StateVector.of(Map.of(1L, 1)))).isTrue();
        assertThat(ONE.sharesClientWith(StateVector.of(Map.of(1L, 0, 2L, 3)))).isFalse();
        assertThat(ONE.sharesClientWith(StateVector.EMPTY)).isFalse();
    }

    @Test
    @DisplayName("a vector covers another iff it has seen at least as much of every client")
    void covering() {
        assertThat(ONE.covers(StateVector.EMPTY)).isTrue();
        assertThat(ONE.covers(StateVector.of(Map.of(1L, 5)))).isTrue();
        assertThat(ONE.covers(StateVector.of(Map.of(1L, 6)))).isFalse();
        assertThat(StateVector.EMPTY.covers(ONE)).isFalse();
        assertThat(ONE.get(1)).isEqualTo(5);
        assertThat(ONE.get(2)).isZero();
        assertThat(ONE.clients()).containsExactly(4_294_967_295L, 1L);
    }

    @Test
    @DisplayName("anything else than a state vector is refused")
    void refusals() {
        assertThatThrownBy(() -> StateVector.decode(new byte[0])).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> StateVector.decode(new byte[] {1, 2})).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> StateVector.decode(new byte[] {0, 0})).isInstanceOf(DecodeException.class);
        assertThatThrownBy(() -> StateVector.of(Map.of(-1L, 1))).isInstanceOf(IllegalArgumentException.class);
    }
}
