package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.PendingLimitException;
import dev.markco.yjs.Updates;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One document of the project: its replicas, its file, its way to the relay, and the task in which all that happens, one
 * step at a time. What goes wrong is logged, shows in the status and is tried again. Thread-safe.
 */
public final class AgentDocument {
    private static final Logger log = LoggerFactory.getLogger(AgentDocument.class);

    /** How long what is typed waits for more before it is written, in milliseconds. */
    private static final long WRITE_DELAY = 30;
    /** The shortest time between two writes of the file, in milliseconds. */
    private static final long WRITE_INTERVAL = 100;
    /** How long after a failure everything is tried again, in milliseconds; doubles up to {@link #LONGEST_RETRY}. */
    private static final long SHORTEST_RETRY = 250;

    private static final long LONGEST_RETRY = 10_000;
    /** How long the end waits for late writes to files that were swapped out (R8), in milliseconds. */
    private static final long LONGEST_END = 2_500;

    private final DocumentKey key;
    private final String fileName;
    private final DocumentSetup setup;
    private final SerialTask task;
    private final Replicas replicas;
    private final FileSide file;
    private final @Nullable RelaySide relay;
    private final @Nullable Replay replay;
    private final Strangers strangers;

    private final AtomicBoolean dirty = new AtomicBoolean(true);
    /** When the oldest change came that is not in the file, in milliseconds; -1 for none. */
    private final AtomicLong changedAt = new AtomicLong(-1);

    private final Object turn = new Object();
    /** Guarded by {@link #turn}, as are those below. */
    private boolean recovered;

    private boolean editorsAreIn;
    private boolean ended;
    private long wroteAt;
    private long lookAt = FileSide.NEVER;
    private long retiredAt = FileSide.NEVER;
    private int failures;
    private volatile @Nullable String failure;
    private volatile boolean looked;
    private volatile boolean started;

    private AgentDocument(DocumentKey key, String fileName, DocumentSetup setup) throws IOException {
        this.key = key;
        this.fileName = fileName;
        this.setup = setup;
        this.task = new SerialTask(this::run, setup.pool(), setup.timer());
        Strangers gate = new Strangers(task::signal);
        this.strangers = gate;
        Replicas.Opened opened = Replicas.open(
                key,
                setup.state(),
                (name, live) -> new Room(name, live, RoomLimits.DEFAULT, RoomJournal.NONE, gate),
                this::onLive);
        this.replicas = opened.replicas();
        this.replay = opened.replay();
        // What editors bring has to wait: it is judged by what the file holds.
        replicas.room().pause();
        this.file = new FileSide(fileName, setup, replicas);
        DocumentSetup.Relay way = setup.relay();
        this.relay = way == null
                ? null
                : new RelaySide(
                        key,
                        replicas,
                        file,
                        way.uplink(),
                        way.http(),
                        task::signal,
                        replay == null ? null : replay.adopting());
    }

    /**
     * Opens a document as it was left; {@link #start} sets it going.
     *
     * @param fileName the file's name relative to the project, as it is spelled on disk
     */
    public static AgentDocument open(DocumentKey key, String fileName, DocumentSetup setup) throws IOException {
        return new AgentDocument(key, fileName, setup);
    }

    public void start() {
        started = true;
        task.signal();
    }

    public DocumentKey key() {
        return key;
    }

    /** The file's name relative to the project. */
    public String fileName() {
        return fileName;
    }

    /** The live replica, which clients join. */
    public Room room() {
        return replicas.room();
    }

    /** The file may have changed. */
    public void markDirty() {
        dirty.set(true);
        task.signal();
    }

    /** A scan saw the file with this stamp, or did not see it: it is looked at if that is news. */
    public void seen(@Nullable FileStamp stamp) {
        if (!Objects.equals(stamp, file.stamp())) {
            markDirty();
        }
    }

    /** Whether the file was on that inode when it was last looked at. */
    public boolean isOnInode(long inode) {
        FileStamp stamp = file.stamp();
        return stamp != null && stamp.inode() == inode;
    }

    /** Called under the room's lock, perhaps while this is being made. */
    private void onLive() {
        if (changedAt.compareAndSet(-1, now())) {
            task.signalIn(WRITE_DELAY);
        }
    }

    /** How the document stands. */
    public DocumentStatus status() {
        String path = key.docPath();
        String refused = file.refused();
        String conflict = file.conflict();
        String trouble = failure;
        String denied = relay == null ? null : relay.denied();
        if (refused != null) {
            return new DocumentStatus(path, DocumentStatus.State.IGNORED, refused);
        }
        if (denied != null) {
            return new DocumentStatus(path, DocumentStatus.State.IGNORED, "the relay refuses it: " + denied);
        }
        if (!looked || replicas.hasPending()) {
            return new DocumentStatus(path, DocumentStatus.State.DOWNLOADING, trouble);
        }
        if (relay != null && !relay.isAcknowledged()) {
            return new DocumentStatus(path, DocumentStatus.State.UPLOADING, trouble);
        }
        if (conflict != null && Files.exists(setup.files().path(conflict))) {
            return new DocumentStatus(
                    path, DocumentStatus.State.CONFLICT, "another text is kept in '" + conflict + "'");
        }
        if (replicas.isDetached()) {
            return new DocumentStatus(path, DocumentStatus.State.IGNORED, "its file was deleted here");
        }
        boolean settled = trouble == null && !dirty.get();
        return new DocumentStatus(
                path, settled ? DocumentStatus.State.SYNCED : DocumentStatus.State.UPLOADING, trouble);
    }

    private void run() {
        synchronized (turn) {
            if (ended || !started) {
                return;
            }
            try {
                step();
                failures = 0;
                failure = null;
            } catch (IOException | RuntimeException e) {
                letEditorsIn();
                failed(e);
            }
        }
    }

    private void failed(Exception e) {
        long wait = Math.min(LONGEST_RETRY, SHORTEST_RETRY << Math.min(failures, 6));
        failures++;
        failure = String.valueOf(e.getMessage());
        dirty.set(true);
        if (e instanceof IOException || e instanceof DecodeException) {
            log.warn("'{}': {}. Trying again in {} ms", fileName, failure, wait, failures == 1 ? e : null);
        } else {
            log.error("'{}': this should not happen. Trying again in {} ms", fileName, wait, e);
        }
        task.signalIn(wait);
    }

    private void step() throws IOException {
        replicas.heal();
        if (!recovered) {
            if (replay != null) {
                file.recover(replay);
            }
            recovered = true;
            retiredAt = file.hasRetired() ? 0 : FileSide.NEVER;
        }
        stepFile();
        boolean first = !looked && lookAt == FileSide.NEVER;
        looked |= first;
        if (looked) {
            letEditorsIn();
        }
        meetStrangers();
        if (relay != null) {
            if (first) {
                relay.start();
            } else if (failures > 0) {
                relay.retry();
            }
            relay.advance();
            if (relay.isAcknowledged() && !replicas.hasPending()) {
                replicas.markShared();
            }
        }
        if (!file.hasRetired()) {
            replicas.compactIfLong();
        }
        wakeAgain();
    }

    /** Called once the file has been looked at, or cannot be. */
    private void letEditorsIn() {
        if (!editorsAreIn) {
            editorsAreIn = true;
            room().resume();
        }
    }

    /** Two histories that share nothing are not merged: one of them is given up (R4). */
    private void meetStrangers() throws IOException {
        byte[] theirs = room().read(live -> strangers.first());
        while (theirs != null) {
            try {
                meet(theirs);
            } catch (DecodeException | PendingLimitException e) {
                log.warn("'{}': what an editor sent cannot be taken: {}", fileName, e.getMessage());
            }
            theirs = room().read(live -> {
                strangers.decided();
                return strangers.first();
            });
        }
    }

    private void meet(byte[] theirs) throws IOException {
        if (Joining.decide(replicas.liveVector(), Updates.stateVector(theirs)) != Joining.ADOPT) {
            // It came to be related meanwhile, since the relay has it, too; or it is what was typed behind one.
            room().apply(theirs, null);
            return;
        }
        FileContent ours = replicas.liveContent();
        FileContent other = Adoption.contentOf(theirs);
        boolean shared = relay != null && (relay.isJoined() || replicas.base() != null);
        if (shared) {
            Adoption.Target target = Adoption.target(null, other, ours);
            keepIf(target, other);
            replicas.takeIn(theirs, target.content());
        } else {
            Adoption.Target target = Adoption.target(null, ours, other);
            keepIf(target, ours);
            replicas.yieldTo(theirs, target.content());
        }
    }

    private void keepIf(Adoption.Target target, FileContent content) throws IOException {
        if (target.conflict()) {
            file.keepCopy(content, "an editor has another text under this name, and no common one is known");
        }
    }

    private void stepFile() throws IOException {
        long now = now();
        if (now >= retiredAt) {
            retiredAt = due(now, file.lookAtRetired());
        }
        boolean write = isWriteDue(now);
        if (dirty.getAndSet(false) || now >= lookAt || write) {
            lookAt = due(now, file.look());
            if (file.refused() == null && replicas.hasPending()) {
                changedAt.compareAndSet(-1, now);
            }
        }
        if (write) {
            changedAt.set(-1);
            long again = file.write();
            if (again != FileSide.NEVER) {
                dirty.set(true);
            }
            wroteAt = now();
            if (replicas.hasPending() && file.refused() == null) {
                changedAt.compareAndSet(-1, now);
            }
            if (file.hasRetired() && retiredAt == FileSide.NEVER) {
                retiredAt = now;
            }
        }
    }

    private boolean isWriteDue(long now) {
        long since = changedAt.get();
        return since >= 0 && now - since >= WRITE_DELAY && now - wroteAt >= WRITE_INTERVAL;
    }

    private void wakeAgain() {
        long now = now();
        long next = Math.min(lookAt, retiredAt);
        long since = changedAt.get();
        if (since >= 0) {
            next = Math.min(next, Math.max(since + WRITE_DELAY, wroteAt + WRITE_INTERVAL));
        }
        if (dirty.get()) {
            next = Math.min(next, now + 1);
        }
        if (next != FileSide.NEVER) {
            task.signalIn(Math.max(1, next - now));
        }
    }

    private static long due(long now, long delay) {
        return delay == FileSide.NEVER ? FileSide.NEVER : now + delay;
    }

    /**
     * Ends the document: what clients typed is in the file and everything is in the log when this returns. Waits a moment
     * for programs that still write to a file we swapped out. Idempotent.
     */
    public void end() throws IOException {
        synchronized (turn) {
            if (ended) {
                return;
            }
            ended = true;
            try {
                replicas.heal();
                long deadline = now() + LONGEST_END;
                flush(deadline);
                while (file.hasRetired() && now() < deadline) {
                    file.lookAtRetired();
                    pause();
                }
                file.releaseAll();
                flush(now() + WRITE_DELAY);
                file.releaseAll();
            } finally {
                replicas.close();
            }
        }
    }

    private void flush(long deadline) throws IOException {
        do {
            long wait = file.look();
            if (wait == FileSide.NEVER && (!replicas.hasPending() || file.refused() != null)) {
                return;
            }
            if (wait == FileSide.NEVER && file.write() == FileSide.NEVER && !replicas.hasPending()) {
                return;
            }
            pause();
        } while (now() < deadline);
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while ending", e);
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
