package dev.markco.sync.room;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue before one socket: at most one frame is being written; what comes meanwhile waits, and updates of the same
 * document that wait are merged into one frame.
 *
 * <p>Bounded: when more than {@code maxQueuedBytes} of updates wait, those of the document that went over are dropped
 * and the client gets, once the socket is free, everything since the first of them in one update made from the document
 * itself. The answer to a client's question for what it lacks is made when its turn comes, so that a document may be
 * larger than the bound. When even the other messages alone go over the bound, the socket is closed with 1013.
 *
 * <p>Queueing happens under the room's lock and takes only this outbox's monitor. {@link #pump} must be called without
 * the room's lock: it may take it to encode, and whatever the transport does happens in it. Thread-safe.
 */
public final class Outbox {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    /** What a queued answer costs beside its state vector, in bytes. */
    private static final int ANSWER_BYTES = 64;

    private final Transport transport;
    private final int maxQueuedBytes;
    private final Traffic traffic;
    private final AtomicInteger pumping = new AtomicInteger();

    @GuardedBy("this")
    private final ArrayDeque<Object> queue = new ArrayDeque<>();

    @GuardedBy("this")
    private int queuedBytes;

    @GuardedBy("this")
    private boolean writing;

    @GuardedBy("this")
    private boolean closed;
    /** What the transport is still to be told; null when nothing. */
    @GuardedBy("this")
    private @Nullable Farewell owed;

    private volatile boolean failed;

    private record Farewell(int code, String reason) {}

    /** A question that waits for its answer. */
    private record Answer(Lane lane, StateVector theirs, int cost) {}

    /** An outbox whose traffic nobody looks at. */
    public Outbox(Transport transport, int maxQueuedBytes) {
        this(transport, maxQueuedBytes, new Traffic());
    }

    /** An outbox that counts what goes through it in {@code traffic}. */
    public Outbox(Transport transport, int maxQueuedBytes, Traffic traffic) {
        this.transport = transport;
        this.maxQueuedBytes = maxQueuedBytes;
        this.traffic = traffic;
    }

    public Traffic traffic() {
        return traffic;
    }

    Lane lane(Room room, Framing framing) {
        return new Lane(room, framing);
    }

    /** Queues a frame that belongs to no document; {@link #pump} writes it. */
    public synchronized void offer(byte[] frame) {
        add(frame, frame.length);
    }

    /** The bound does not count the newest, so that one message may have any size. */
    private synchronized void add(Object waiting, int cost) {
        if (closed) {
            return;
        }
        if (queuedBytes > maxQueuedBytes) {
            traffic.closedAsTooSlow();
            closeSoon(CloseCodes.TRY_AGAIN_LATER, "this client reads too slowly");
            return;
        }
        queue.add(waiting);
        queuedBytes += cost;
    }

    /** Drops what waits and closes the socket; what comes later is ignored. */
    public void close(int code, String reason) {
        closeSoon(code, reason);
        pump();
    }

    /** As {@link #close}, with the next {@link #pump}, so that it may be called under a room's lock. */
    public synchronized void closeSoon(int code, String reason) {
        if (closed) {
            return;
        }
        discard();
        owed = new Farewell(code, reason);
    }

    /** As {@link #closeSoon}, for a client that did what none may: nothing that it sends is to be taken any more. */
    public void failSoon(int code, String reason) {
        failed = true;
        closeSoon(code, reason);
    }

    /** Whether nothing that the client sends is to be taken any more. */
    public boolean hasFailed() {
        return failed;
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
            try {
                write();
            } catch (RuntimeException | Error e) {
                // One client's trouble is not that of the client whose edit is being passed on.
                log.error("writing to a client failed; closing it", e);
                discard();
                sayFarewell(new Farewell(CloseCodes.SERVER_ERROR, "the relay failed to write"));
            }
            seen = pumping.addAndGet(-seen);
        } while (seen != 0);
    }

    private void write() {
        for (byte[] frame = take(); frame != null; frame = take()) {
            transport.send(frame, this::written);
        }
        Farewell last;
        synchronized (this) {
            last = owed;
            owed = null;
        }
        if (last != null) {
            sayFarewell(last);
        }
    }

    private void sayFarewell(Farewell last) {
        try {
            transport.close(last.code, last.reason);
        } catch (RuntimeException | Error e) {
            log.error("a client could not be closed", e);
        }
    }

    private void written() {
        synchronized (this) {
            writing = false;
        }
        pump();
    }

    private byte @Nullable [] take() {
        Object next;
        synchronized (this) {
            if (writing || closed) {
                return null;
            }
            next = queue.poll();
            if (next == null) {
                return null;
            }
            writing = true;
            if (next instanceof byte[] frame) {
                queuedBytes -= frame.length;
                return frame;
            }
            if (next instanceof Answer answer) {
                queuedBytes -= answer.cost;
            }
        }
        return next instanceof Answer answer ? answer.lane.answer(answer.theirs) : ((Lane) next).take();
    }

    /** The part of an outbox that carries one document. */
    final class Lane {
        private final Room room;
        private final Framing framing;

        @GuardedBy("Outbox.this")
        private List<SharedUpdate> waiting = new ArrayList<>();

        @GuardedBy("Outbox.this")
        private int waitingBytes;

        @GuardedBy("Outbox.this")
        private boolean queued;
        /** What the client is known to have before the first dropped update; null while nothing has been dropped. */
        @GuardedBy("Outbox.this")
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

        /** Queues the answer to "this is what I have" behind everything that waits. */
        void answerLater(StateVector theirs) {
            int cost = ANSWER_BYTES + theirs.encode().length;
            add(new Answer(this, theirs, cost), cost);
        }

        private byte[] answer(StateVector theirs) {
            byte[] diff = room.read(doc -> {
                forgetUpdates();
                return doc.encodeDiff(theirs);
            });
            return framing.frame(Messages.syncStep2(diff));
        }

        /** What waits is in the document, and so in the answer that is being made under the room's lock. */
        private void forgetUpdates() {
            synchronized (Outbox.this) {
                if (queued) {
                    queue.remove(this);
                }
                takeUpdates();
                resyncFrom = null;
            }
        }

        @GuardedBy("Outbox.this")
        private List<SharedUpdate> takeUpdates() {
            List<SharedUpdate> updates = waiting;
            waiting = new ArrayList<>();
            queuedBytes -= waitingBytes;
            waitingBytes = 0;
            queued = false;
            return updates;
        }

        /** Queues an update; the caller holds the room's lock. */
        void update(SharedUpdate update) {
            synchronized (Outbox.this) {
                if (closed) {
                    return;
                }
                traffic.updateWent();
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

        @GuardedBy("Outbox.this")
        private void dropForResync() {
            traffic.resynced();
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
                updates = takeUpdates();
                from = resyncFrom;
                resyncFrom = null;
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
