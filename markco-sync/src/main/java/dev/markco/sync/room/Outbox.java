package dev.markco.sync.room;

import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.Updates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The queue before one socket: at most one frame is being written; what comes meanwhile waits, and updates of the same
 * document that wait are merged into one frame.
 *
 * <p>Bounded: when more than {@code maxQueuedBytes} of updates wait, those of the document that went over are dropped
 * and the client gets, once the socket is free, everything since the first of them in one update made from the document
 * itself. When even the other messages alone go over the bound, the socket is closed with 1013.
 *
 * <p>Queueing happens under the room's lock and takes only this outbox's monitor. {@link #pump} must be called without
 * the room's lock: it may take it to encode a resync. Thread-safe.
 */
public final class Outbox {
    private final Transport transport;
    private final int maxQueuedBytes;
    private final AtomicInteger pumping = new AtomicInteger();

    private final ArrayDeque<Object> queue = new ArrayDeque<>();
    private int queuedBytes;
    private boolean writing;
    private boolean closed;

    public Outbox(Transport transport, int maxQueuedBytes) {
        this.transport = transport;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    Lane lane(Room room, Framing framing) {
        return new Lane(room, framing);
    }

    /** Queues a frame that belongs to no document. */
    public void offer(byte[] frame) {
        boolean over;
        synchronized (this) {
            over = offerLocked(frame);
        }
        if (over) {
            close(CloseCodes.TRY_AGAIN_LATER, "this client reads too slowly");
        }
    }

    private boolean offerLocked(byte[] frame) {
        if (closed) {
            return false;
        }
        queue.add(frame);
        queuedBytes += frame.length;
        return queuedBytes > maxQueuedBytes + frame.length;
    }

    /** Drops what waits and closes the socket; what comes later is ignored. */
    public void close(int code, String reason) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            queue.clear();
            queuedBytes = 0;
        }
        transport.close(code, reason);
    }

    /** Forgets what waits, for a socket that is gone. */
    public synchronized void discard() {
        closed = true;
        queue.clear();
        queuedBytes = 0;
    }

    /** Starts writing what waits, unless a frame is on its way. */
    public void pump() {
        if (pumping.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            for (byte[] frame = take(); frame != null; frame = take()) {
                transport.send(frame, this::written);
            }
            seen = pumping.addAndGet(-seen);
        } while (seen != 0);
    }

    private void written() {
        synchronized (this) {
            writing = false;
        }
        pump();
    }

    private byte @Nullable [] take() {
        Lane lane;
        synchronized (this) {
            if (writing || closed) {
                return null;
            }
            Object next = queue.poll();
            if (next == null) {
                return null;
            }
            writing = true;
            if (next instanceof byte[] frame) {
                queuedBytes -= frame.length;
                return frame;
            }
            lane = (Lane) next;
        }
        return lane.take();
    }

    /** The part of an outbox that carries one document. */
    final class Lane {
        private final Room room;
        private final Framing framing;
        private List<SharedUpdate> waiting = new ArrayList<>();
        private int waitingBytes;
        private boolean queued;
        /** What the client is known to have before the first dropped update; null while nothing has been dropped. */
        private @Nullable ResyncPoint resyncFrom;

        Lane(Room room, Framing framing) {
            this.room = room;
            this.framing = framing;
        }

        Framing framing() {
            return framing;
        }

        Outbox outbox() {
            return Outbox.this;
        }

        /** Queues a message behind everything that waits. */
        void message(byte[] message) {
            offer(framing.frame(message));
        }

        /** Queues an update; the caller holds the room's lock. */
        void update(SharedUpdate update) {
            synchronized (Outbox.this) {
                if (closed) {
                    return;
                }
                if (!queued) {
                    if (!writing && queue.isEmpty()) {
                        byte[] frame = update.frame(framing);
                        queue.add(frame);
                        queuedBytes += frame.length;
                        return;
                    }
                    queued = true;
                    queue.add(this);
                }
                if (resyncFrom != null) {
                    resyncFrom.lower(update.update());
                    return;
                }
                waiting.add(update);
                waitingBytes += update.update().length;
                queuedBytes += update.update().length;
                if (queuedBytes > maxQueuedBytes) {
                    dropForResync();
                }
            }
        }

        private void dropForResync() {
            ResyncPoint point = new ResyncPoint();
            for (SharedUpdate update : waiting) {
                point.lower(update.update());
            }
            resyncFrom = point;
            queuedBytes -= waitingBytes;
            waitingBytes = 0;
            waiting = new ArrayList<>();
        }

        private byte[] take() {
            List<SharedUpdate> updates;
            ResyncPoint from;
            synchronized (Outbox.this) {
                updates = waiting;
                from = resyncFrom;
                waiting = new ArrayList<>();
                resyncFrom = null;
                queuedBytes -= waitingBytes;
                waitingBytes = 0;
                queued = false;
            }
            if (from != null) {
                byte[] diff = room.read(doc -> doc.encodeDiff(from.vector(doc.stateVector())));
                return framing.frame(Messages.update(diff));
            }
            List<byte[]> bytes = updates.stream().map(SharedUpdate::update).toList();
            return framing.frame(Messages.update(bytes.size() == 1 ? bytes.get(0) : Updates.merge(bytes)));
        }
    }
}
