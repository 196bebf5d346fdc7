package dev.markco.bench.load;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The account of what was to reach whom, what did, and how late. Documents and clients are numbered so that client
 * {@code c} is at document {@code c % documents}. Confined to one thread.
 */
final class Deliveries {
    private static final int NANOS_A_MICRO = 1_000;

    private final Schedule schedule;
    private final int documents;
    private final int clientsEach;
    /** By receiver, then by sender within the document: the numbers that came. */
    private final BitSet[][] seen;

    private int[] micros = new int[1 << 16];
    private int measured;
    /** So many of them are known not to have been held up by the clients. */
    private int sure;

    private long heldUpUntil = Long.MIN_VALUE;
    private long leftOut;
    private long delivered;
    private long twice;
    private long echoes;
    private long strays;

    Deliveries(Schedule schedule, int documents, int clientsEach) {
        this.schedule = schedule;
        this.documents = documents;
        this.clientsEach = clientsEach;
        this.seen = new BitSet[documents * clientsEach][clientsEach];
        for (BitSet[] of : seen) {
            Arrays.setAll(of, i -> new BitSet());
        }
    }

    /** Notes that a receiver got an update at a time of {@link System#nanoTime}. */
    void received(int receiver, int sender, int number, long now) {
        long update = schedule.updateOf(sender, number);
        if (sender == receiver) {
            echoes++;
            return;
        }
        if (sender >= seen.length || sender % documents != receiver % documents || update >= schedule.total()) {
            strays++;
            return;
        }
        BitSet numbers = seen[receiver][sender / documents];
        if (numbers.get(number)) {
            twice++;
            return;
        }
        numbers.set(number);
        delivered++;
        if (update >= schedule.measureFrom() && schedule.timeOf(update) <= heldUpUntil) {
            leftOut++;
        } else if (update >= schedule.measureFrom()) {
            if (measured == micros.length) {
                micros = Arrays.copyOf(micros, 2 * measured);
            }
            micros[measured++] = (int) Math.min(Integer.MAX_VALUE, (now - schedule.timeOf(update)) / NANOS_A_MICRO);
        }
    }

    /**
     * Clients were held up until this time, or were not since they said so the last time. What was under way is not measured:
     * nobody knows how late it was.
     */
    void heldUp(long until) {
        if (until != heldUpUntil) {
            heldUpUntil = until;
            leftOut += measured - sure;
            measured = sure;
        }
        sure = measured;
    }

    /** What was delivered while it counts, and not measured because the clients were held up. */
    long leftOut() {
        return leftOut;
    }

    /** How many deliveries there have to be in all. */
    long expected() {
        return schedule.total() * (clientsEach - 1);
    }

    long delivered() {
        return delivered;
    }

    /** Deliveries of what the receiver had already got. */
    long twice() {
        return twice;
    }

    /** Deliveries of what the receiver sent itself, which some servers make. */
    long echoes() {
        return echoes;
    }

    /** Deliveries of another document's, or of what nobody sent. */
    long strays() {
        return strays;
    }

    /** How late the measured deliveries were. */
    Latencies latencies() {
        return Latencies.of(Arrays.copyOf(micros, measured));
    }
}
