package dev.markco.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveriesTest {
    private static final long MILLI = 1_000_000;

    /** Two clients of one document, an update every millisecond, the first at 0. */
    private final Deliveries deliveries = new Deliveries(Schedule.from(0, 2, 1_000, 0, 1), 1, 2);

    /** The update that is due at a millisecond comes so many milliseconds later. */
    private void come(int due, int late) {
        int sender = due % 2;
        deliveries.received(1 - sender, sender, due / 2, (due + late) * MILLI);
    }

    @Test
    void whatComesWhileNothingHoldsTheClientsUpIsMeasured() {
        come(0, 1);
        deliveries.heldUp(Long.MIN_VALUE);
        come(1, 2);
        deliveries.heldUp(Long.MIN_VALUE);

        assertThat(deliveries.latencies().max()).isEqualTo(2);
        assertThat(deliveries.leftOut()).isZero();
    }

    @Test
    void whatCameInATurnThatWasHeldUpIsNotMeasuredButDelivered() {
        come(0, 1);
        deliveries.heldUp(Long.MIN_VALUE);
        come(1, 9);
        come(2, 8);
        deliveries.heldUp(10 * MILLI);

        assertThat(deliveries.latencies().max()).isEqualTo(1);
        assertThat(deliveries.leftOut()).isEqualTo(2);
        assertThat(deliveries.delivered()).isEqualTo(3);
    }

    @Test
    void whatWasDueBeforeTheClientsWentOnIsNotMeasuredWheneverItComes() {
        deliveries.heldUp(10 * MILLI);
        come(4, 7);
        come(10, 3);
        come(11, 1);
        deliveries.heldUp(10 * MILLI);

        assertThat(deliveries.latencies().max()).isEqualTo(1);
        assertThat(deliveries.leftOut()).isEqualTo(2);
    }
}
