package dev.markco.relay.http;

import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * So many bytes of memory, in which those who need some of them at a time take turns, in the order in which they came.
 *
 * <p>Thread-safe. Never blocks.
 */
final class MemoryBudget {
    private final long bytes;
    private final Time time;

    private final Object guard = new Object();
    // Guarded by guard.
    private final Deque<Turn> waiting = new ArrayDeque<>();
    private long taken;

    private record Turn(Share share, CompletableFuture<Share> granted) {}

    MemoryBudget(long bytes, Time time) {
        this.bytes = bytes;
        this.time = time;
    }

    /** A part of the budget, until it is closed. */
    final class Share implements AutoCloseable {
        private long size;

        private Share(long size) {
            this.size = size;
        }

        /** Whether this is enough for so much; all of the budget is enough for anything, since more there is not. */
        boolean covers(long needed) {
            return room() >= needed;
        }

        /** The bytes that its owner may use: without a bound for the owner of the whole budget. */
        long room() {
            synchronized (guard) {
                return size == bytes ? Long.MAX_VALUE : size;
            }
        }

        /** Gives back what is more than this. */
        void shrinkTo(long wanted) {
            synchronized (guard) {
                long less = Math.max(0, Math.min(size, wanted));
                taken -= size - less;
                size = less;
            }
            grant();
        }

        /** Gives all of it back. Idempotent. */
        @Override
        public void close() {
            shrinkTo(0);
        }
    }

    /**
     * Takes so many bytes, or all where that is less, as soon as it is one's turn and they are there. Fails with a {@link
     * java.util.concurrent.TimeoutException} when that takes longer than {@code limit}.
     */
    CompletableFuture<Share> take(long wanted, Duration limit) {
        Turn turn = new Turn(new Share(Math.min(wanted, bytes)), new CompletableFuture<>());
        synchronized (guard) {
            waiting.add(turn);
        }
        grant();
        CompletableFuture<Share> granted = time.within(limit, turn.granted);
        // Who stops waiting is not to hold up those behind.
        var unused = granted.whenComplete((share, failure) -> {
            if (failure != null) {
                grant();
            }
        });
        return granted;
    }

    private void grant() {
        List<Turn> next = new ArrayList<>();
        synchronized (guard) {
            while (!waiting.isEmpty()) {
                Turn turn = waiting.peek();
                if (turn.granted.isDone()) {
                    waiting.remove();
                } else if (taken + turn.share.size <= bytes) {
                    taken += turn.share.size;
                    next.add(waiting.remove());
                } else {
                    break;
                }
            }
        }
        for (Turn turn : next) {
            if (!turn.granted.complete(turn.share)) {
                turn.share.close();
            }
        }
    }

    /** The bytes that are taken. */
    long taken() {
        synchronized (guard) {
            return taken;
        }
    }
}
