package dev.markco.sync.room;

import dev.markco.sync.protocol.AwarenessUpdate;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.time.Time;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live document with everyone who follows it: connections, listeners, a journal.
 *
 * <p>Every change of the document goes, once and encoded once, to the listeners and to all connections but the one it came
 * from. The journal gets the frames themselves, cut to what the document lacked (R42): the document's own events lose what
 * one frame inserts and deletes. All access to the document is under the room's lock, which is held for short
 * computations only: nothing blocks under it, and sockets are written to after it is released. Thread-safe; the lock is
 * reentrant.
 */
public final class Room {
    private static final Logger log = LoggerFactory.getLogger(Room.class);

    private final String name;
    private final YDoc doc;
    private final RoomJournal journal;
    private final UpdateGate gate;
    private final Time time;
    private final Awareness awareness;
    private final SizeGuard size;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<RoomConnection> connections = new LinkedHashSet<>();
    private final List<RoomListener> listeners = new ArrayList<>();
    private final Set<Outbox> touched = new LinkedHashSet<>();
    private final List<Held> held = new ArrayList<>();
    private int holds;
    private final List<Owed> owed = new ArrayList<>();
    private final EditorIds ids = new EditorIds();
    private final Resent resent = new Resent();
    private CompletionStage<Void> durable = CompletableFuture.completedFuture(null);
    /** Who edits in the running transaction, whose update event is to be journaled; null when frames are merged. */
    private @Nullable Authorship editor;

    /** The bytes of the update event of the transaction that was last begun; 0 for none. */
    private int eventBytes;

    private boolean evicted;

    /** What the document shows and nobody knows to be durable. */
    private record Owed(byte[] update, Authorship authorship) {}

    /** A client's frame that waits for the end of a pause, and what its socket does when it was taken. */
    private record Held(Runnable task, Runnable then) {}

    /** Opens a room around a loaded document; the room owns the document from then on. */
    public Room(String name, YDoc doc, RoomLimits limits, RoomJournal journal, UpdateGate gate, Time time) {
        this.name = name;
        this.doc = doc;
        this.journal = journal;
        this.gate = gate;
        this.time = time;
        this.awareness = new Awareness(limits.maxAwarenessClients());
        this.size = new SizeGuard(doc, limits.maxDocumentBytes());
        doc.setPendingLimit(limits.maxPendingBytes());
        doc.observeUpdate(this::onUpdate);
    }

    /** A room that acknowledges at once and lets everything in. */
    public Room(String name, YDoc doc, Time time) {
        this(name, doc, RoomLimits.DEFAULT, RoomJournal.NONE, UpdateGate.OPEN, time);
    }

    public String name() {
        return name;
    }

    /** Runs a function that only reads the document. */
    public <T extends @Nullable Object> T read(Function<YDoc, T> reader) {
        lock.lock();
        try {
            return reader.apply(doc);
        } finally {
            unlock();
        }
    }

    /**
     * Runs a change of the document as one transaction; connections and listeners see it as made by {@code origin}, as whose it
     * is journaled too. What the change itself inserts and deletes again leaves no trace.
     */
    public void edit(@Nullable Object origin, Consumer<YDoc> change) {
        lock.lock();
        try {
            editor = Authorship.of(origin);
            ids.writeAs(editor, doc);
            doc.transact(toldOrigin(origin), () -> change.accept(doc));
        } finally {
            editor = null;
            unlock();
        }
    }

    /**
     * Whom a change comes from for those who are told of it: nobody in particular while something waits in the document. The
     * change may then let in what others sent, which its sender has not got (R45).
     */
    private @Nullable Object toldOrigin(@Nullable Object origin) {
        return doc.hasPending() ? null : origin;
    }

    /**
     * Merges an update and returns when all that the room has taken so far is durable. What of it the document lacked is
     * journaled, what has to wait for others too; an update that brings nothing is acknowledged no earlier than the one that
     * brought the same before (R18). So is one that says again, word by word, what the document did not keep of an update and
     * the journal has: that is known of the last {@value Resent#MOST} of these. {@code origin} may be the {@link Authorship} of a change that no connection brought.
     *
     * @throws dev.markco.yjs.DecodeException when the bytes are no update; nothing has changed then
     * @throws dev.markco.yjs.PendingLimitException when too much would wait for what is missing; nothing has changed then
     */
    public CompletionStage<Void> apply(byte[] update, @Nullable Object origin) {
        return applyIf(doc -> {}, update, origin);
    }

    /** As {@link #apply}, unless {@code check}, which sees the document as it is just before, throws. */
    public CompletionStage<Void> applyIf(Consumer<YDoc> check, byte[] update, @Nullable Object origin) {
        lock.lock();
        try {
            check.accept(doc);
            byte[] lacking = doc.lacking(update);
            if (Updates.isEmpty(lacking)) {
                return durable;
            }
            eventBytes = 0;
            doc.applyUpdate(lacking, toldOrigin(origin));
            boolean changed = eventBytes > 0;
            if (!changed && resent.contains(update, lacking)) {
                return durable;
            }
            if (doc.hasPending()) {
                size.took(lacking);
            }
            durable = journaled(lacking, Authorship.of(origin));
            if (eventBytes < lacking.length) {
                rememberUnlessLost(update, lacking, durable);
            }
            return durable;
        } finally {
            unlock();
        }
    }

    private void rememberUnlessLost(byte[] update, byte[] lacking, CompletionStage<Void> journaled) {
        resent.add(update, lacking);
        var unused = journaled.whenComplete((done, failure) -> {
            if (failure != null) {
                lock.lock();
                try {
                    resent.remove(update, lacking);
                } finally {
                    unlock();
                }
            }
        });
    }

    /**
     * Whether the journal got this very update before, and the document did not keep all that it says: {@link #apply} would
     * do nothing. False where that is not known any more.
     */
    public boolean hasJournaled(byte[] update) {
        lock.lock();
        try {
            return resent.contains(update);
        } finally {
            unlock();
        }
    }

    /**
     * Merges updates that are durable already, as another relay stored them: connections and listeners are told, the
     * journal is not.
     *
     * @throws dev.markco.yjs.DecodeException when one of them is no update; those before it are merged then
     */
    public void applyStored(List<byte[]> updates, @Nullable Object origin) {
        lock.lock();
        try {
            for (byte[] update : updates) {
                doc.applyUpdate(update, toldOrigin(origin));
            }
        } finally {
            unlock();
        }
    }

    /**
     * Merges an update that is somebody else's to make durable, and that nobody knows to be: another relay's, a spool's. It is
     * journaled before the next change that is, so that nothing durable ever refers to what is not (R46).
     *
     * @throws dev.markco.yjs.DecodeException when the bytes are no update; nothing has changed then
     */
    public void borrow(byte[] update, Authorship authorship) {
        lock.lock();
        try {
            byte[] lacking = doc.lacking(update);
            if (!Updates.isEmpty(lacking)) {
                doc.applyUpdate(lacking, null);
                owed.add(new Owed(lacking, authorship));
            }
        } finally {
            unlock();
        }
    }

    /**
     * Checks that the document may grow by an update, which {@link #apply} does not.
     *
     * @throws DocumentTooLargeException when it would become larger than {@link RoomLimits#maxDocumentBytes()}
     */
    public void requireFits(byte[] update) {
        lock.lock();
        try {
            size.require(update);
        } finally {
            unlock();
        }
    }

    /**
     * Sends every client away for good: a plain socket is closed with {@code code}, a Hocuspocus client is told that this
     * document is closed. Nothing that they sent and that was not taken yet is taken afterwards; the document can still be
     * read.
     */
    public void evict(int code, String reason) {
        lock.lock();
        try {
            evicted = true;
            for (RoomConnection connection : connections) {
                sendAway(connection, code, reason);
            }
            connections.clear();
        } finally {
            unlock();
        }
    }

    /** The caller holds the lock, and takes it out of the connections. */
    private void sendAway(RoomConnection connection, int code, String reason) {
        Outbox outbox = connection.lane().outbox();
        if (connection.lane().framing().isAddressed()) {
            connection.lane().message(Messages.close(reason));
        } else {
            outbox.failSoon(code, reason);
        }
        connection.evict();
        gate.left(connection);
        touched.add(outbox);
    }

    /** Sends one client away, as {@link #evict} does all. */
    void dismiss(RoomConnection connection, int code, String reason) {
        lock.lock();
        try {
            if (connections.remove(connection)) {
                sendAway(connection, code, reason);
            }
        } finally {
            unlock();
        }
    }

    /**
     * Checks that an edit may add so many bytes to the document.
     *
     * @throws DocumentTooLargeException when it would become larger than {@link RoomLimits#maxDocumentBytes()}
     */
    public void requireFits(long addedBytes) {
        lock.lock();
        try {
            size.require(addedBytes);
        } finally {
            unlock();
        }
    }

    CompletionStage<Void> applyFrom(RoomConnection from, byte[] update) {
        lock.lock();
        try {
            if (evicted) {
                return CompletableFuture.failedFuture(new IllegalStateException(name + " was closed"));
            }
            size.require(update);
            if (!gate.admit(update, doc, from)) {
                return durable;
            }
            CompletionStage<Void> applied = apply(update, from);
            letIn(from);
            return applied;
        } finally {
            unlock();
        }
    }

    /** Completes when everything the room has taken until now is durable. */
    public CompletionStage<Void> whenDurable() {
        lock.lock();
        try {
            return durable;
        } finally {
            unlock();
        }
    }

    /** Adds someone who follows the document from now on. */
    public void observe(RoomListener listener) {
        lock.lock();
        try {
            listeners.add(listener);
        } finally {
            unlock();
        }
    }

    /** Removes a listener; it is not called any more once this returns. */
    public void unobserve(RoomListener listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            unlock();
        }
    }

    /**
     * Lets a client in. With plain framing it is asked at once for what it has and told who is present; with Hocuspocus
     * framing it asks first (R26).
     */
    public RoomConnection join(Outbox outbox, Framing framing) {
        return join(outbox, framing, false, Authorship.UNKNOWN);
    }

    /**
     * As {@link #join(Outbox, Framing)}; nothing that a {@code readOnly} client sends changes the document.
     *
     * @param authorship whose the client's changes are
     */
    public RoomConnection join(Outbox outbox, Framing framing, boolean readOnly, Authorship authorship) {
        lock.lock();
        try {
            RoomConnection connection = new RoomConnection(
                    this, outbox.lane(this, framing), readOnly, readOnly || !gate.asksFirst(), authorship);
            if (evicted) {
                // Whoever got the lease just before finds the same as those who were in the room.
                connection.evict();
                if (framing.isAddressed()) {
                    send(connection, Messages.close("this document was closed"));
                } else {
                    outbox.closeSoon(CloseCodes.TRY_AGAIN_LATER, "this document was closed");
                    touched.add(outbox);
                }
                return connection;
            }
            connections.add(connection);
            if (!framing.isAddressed()) {
                send(connection, Messages.syncStep1(doc.stateVector()));
            }
            sendPresence(connection);
            return connection;
        } finally {
            unlock();
        }
    }

    void leave(RoomConnection connection) {
        lock.lock();
        try {
            if (connections.remove(connection)) {
                gate.left(connection);
                broadcast(awareness.leave(connection, time.millis()));
            }
        } finally {
            unlock();
        }
    }

    /** Whether the document has all that an update says, deletions included. */
    boolean has(byte[] update) {
        lock.lock();
        try {
            if (!Updates.firstClocks(Updates.diff(update, doc.stateVector())).isEmpty()) {
                return false;
            }
            YDoc both = new YDoc();
            both.applyUpdate(doc.encodeStateAsUpdate());
            both.applyUpdate(update);
            return both.stateDigest().equals(doc.stateDigest());
        } finally {
            unlock();
        }
    }

    /** Queues a message to one client. */
    void tell(RoomConnection connection, byte[] message) {
        lock.lock();
        try {
            send(connection, message);
        } finally {
            unlock();
        }
    }

    /** Tells a client that one of its updates is durable; one that has left might take it as said of a newer update. */
    void acknowledge(RoomConnection connection, boolean durable) {
        lock.lock();
        try {
            if (connections.contains(connection)) {
                send(connection, Messages.syncStatus(durable));
            }
        } finally {
            unlock();
        }
    }

    /** Tells a client how many of its updates are durable, when one more is, or will never be. */
    void reportDurable(RoomConnection connection, long number, boolean durable) {
        lock.lock();
        try {
            long count = connection.nextDurableCount(number, durable);
            if (count > 0 && connections.contains(connection)) {
                send(connection, Messages.durableCount(count));
            }
        } finally {
            unlock();
        }
    }

    void answerStep1(StateVector theirs, RoomConnection connection, boolean askBack) {
        lock.lock();
        try {
            boolean writer = !connection.isReadOnly() && connections.contains(connection);
            if (writer && gate.keepsApart(theirs, doc, connection)) {
                connection.keepApart(theirs);
            } else {
                connection.follow();
                answer(theirs, connection);
            }
            if (askBack && connections.contains(connection)) {
                send(connection, Messages.syncStep1(doc.stateVector()));
            }
        } finally {
            unlock();
        }
    }

    private void answer(StateVector theirs, RoomConnection connection) {
        connection.lane().answerLater(theirs);
        touched.add(connection.lane().outbox());
    }

    void letIn(RoomConnection connection) {
        lock.lock();
        try {
            StateVector theirs = connection.question();
            if (theirs != null && connections.contains(connection)) {
                connection.follow();
                answer(theirs, connection);
            }
        } finally {
            unlock();
        }
    }

    void applyAwareness(AwarenessUpdate update, RoomConnection from) {
        lock.lock();
        try {
            // Whoever left while its frame waited would be shown as present without an end.
            if (connections.contains(from)) {
                // The sender gets it too: it takes a socket that stays silent for 30 s as dead.
                broadcast(awareness.apply(update, from, time.millis()));
            }
        } finally {
            unlock();
        }
    }

    void answerAwarenessQuery(RoomConnection connection) {
        lock.lock();
        try {
            send(connection, Messages.awareness(awareness.states()));
        } finally {
            unlock();
        }
    }

    /** Removes awareness states that nobody has refreshed for 30 s; to be called every few seconds. */
    public void expireAwareness() {
        lock.lock();
        try {
            broadcast(awareness.expire(time.millis()));
        } finally {
            unlock();
        }
    }

    /** Whether another thread is at the document just now; only a hint, since it may be done when this returns. */
    public boolean isBusy() {
        return lock.isLocked() && !lock.isHeldByCurrentThread();
    }

    public int connectionCount() {
        lock.lock();
        try {
            return connections.size();
        } finally {
            unlock();
        }
    }

    /**
     * Makes frames of clients wait until {@link #resume} was called as often as this. When it returns, no frame is being
     * taken.
     */
    public void pause() {
        lock.lock();
        try {
            holds++;
        } finally {
            unlock();
        }
    }

    /** Ends one {@link #pause}; with the last, the frames that waited are taken in the order they came. */
    public void resume() {
        List<Held> ready = List.of();
        lock.lock();
        try {
            if (holds == 0) {
                throw new IllegalStateException("the room is not paused");
            }
            if (--holds == 0) {
                ready = List.copyOf(held);
                held.clear();
                ready.forEach(one -> runHeld(one.task));
            }
        } finally {
            unlock();
        }
        ready.forEach(one -> runHeld(one.then));
    }

    private void runHeld(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("{}: a frame that waited could not be taken; the others are", name, e);
        }
    }

    /**
     * Runs a task that takes a client's frame, now or when the pause is over, under the room's lock, and then {@code then}
     * without it. A socket asks for its next frame in {@code then}, so that at most one frame of each socket waits.
     */
    public void whenRunning(Runnable task, Runnable then) {
        lock.lock();
        try {
            if (holds > 0) {
                held.add(new Held(task, then));
                return;
            }
            task.run();
        } finally {
            unlock();
        }
        then.run();
    }

    /**
     * Journals a change behind what is owed, to which it may refer (R46). The document only logs what a listener throws, so a
     * journal that does is made a failed stage here.
     */
    private CompletionStage<Void> journaled(byte[] update, Authorship authorship) {
        try {
            for (Owed one : owed) {
                var unused = journal.append(one.update, one.authorship);
            }
            owed.clear();
            return journal.append(update, authorship);
        } catch (RuntimeException | Error e) {
            log.error("{}: an update could not be journaled; it is in memory only", name, e);
            return CompletableFuture.failedFuture(e);
        }
    }

    private void onUpdate(byte[] update, @Nullable Object origin) {
        size.took(update);
        eventBytes = update.length;
        Authorship by = editor;
        if (by != null) {
            durable = journaled(update, by);
        }
        SharedUpdate shared = new SharedUpdate(update);
        for (RoomConnection connection : connections) {
            if (connection != origin && connection.isFollowing()) {
                connection.lane().update(shared);
                touched.add(connection.lane().outbox());
            }
        }
        for (RoomListener listener : listeners) {
            listener.onUpdate(update, origin);
        }
    }

    /** Tells every Hocuspocus client something that is no part of a document. */
    public void sendStateless(String payload) {
        byte[] message = Messages.stateless(payload);
        lock.lock();
        try {
            for (RoomConnection connection : connections) {
                if (connection.lane().framing().isAddressed()) {
                    send(connection, message);
                }
            }
        } finally {
            unlock();
        }
    }

    private void sendPresence(RoomConnection connection) {
        AwarenessUpdate present = awareness.states();
        if (!present.entries().isEmpty()) {
            send(connection, Messages.awareness(present));
        }
    }

    private void broadcast(AwarenessUpdate update) {
        if (update.entries().isEmpty()) {
            return;
        }
        byte[] message = Messages.awareness(update);
        for (RoomConnection connection : connections) {
            send(connection, message);
        }
    }

    private void send(RoomConnection connection, byte[] message) {
        connection.lane().message(message);
        touched.add(connection.lane().outbox());
    }

    /** Releases the lock and, at the outermost level, lets the sockets that got something start writing. */
    private void unlock() {
        List<Outbox> ready = List.of();
        if (lock.getHoldCount() == 1 && !touched.isEmpty()) {
            ready = List.copyOf(touched);
            touched.clear();
        }
        lock.unlock();
        ready.forEach(Outbox::pump);
    }

    @Override
    public String toString() {
        return name;
    }
}
