package dev.markco.relay.documents;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.Change;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.DocumentTrashedException;
import dev.markco.relay.store.Known;
import dev.markco.relay.store.Snapshot;
import dev.markco.relay.store.Snapshotter;
import dev.markco.relay.store.StoredDocument;
import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.room.UpdateGate;
import dev.markco.sync.time.Alarm;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.YDoc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents in memory, by name and by identity, and who keeps them there.
 *
 * <p>A document is loaded once however many ask for it at the same time, and nobody gets it before it is loaded whole; a
 * load that fails fails for all who wait and is tried anew for the next. One that is asked for by a former name is the one
 * that is open already (R20). When its last lease ends, a document is written down at once, stays warm for a while, and
 * leaves memory only when nothing of it is unsaved (R15). Thread-safe; loads run on the given executor.
 */
public final class DocumentRegistry {
    private static final Logger log = LoggerFactory.getLogger(DocumentRegistry.class);
    private static final long NOTHING_LOADED = -1;

    private final DocumentStore store;
    private final UpdateLog updateLog;
    private final Snapshotter snapshotter;
    private final Executor loader;
    private final Time time;
    private final RoomLimits limits;
    private final Duration warmFor;

    private volatile LongConsumer loadTimes = nanos -> {};

    private final Object guard = new Object();
    /** By the name that a document has, or is asked for by while it is loaded. */
    @GuardedBy("guard")
    private final Map<DocumentKey, Entry> byName = new HashMap<>();
    /** Those that have a row. */
    @GuardedBy("guard")
    private final Map<UUID, Entry> byId = new HashMap<>();

    private volatile Reload reload = new Reload() {
        @Override
        public void request(Collection<UUID> ids) {}

        @Override
        public void everything() {}
    };

    /** Who reads documents again that may have been changed by another relay; must not block. */
    public interface Reload {
        /** Reads these soon. */
        void request(Collection<UUID> ids);

        /** Reads all soon, and looks what became of names that nothing was stored under. */
        void everything();
    }

    private final LongAdder loads = new LongAdder();

    /** A document that is loaded or being loaded; its fields are guarded by {@link #guard}. */
    private static final class Entry {
        private final DocumentRef document;
        private final CompletableFuture<Room> room = new CompletableFuture<>();
        private int leases;
        private @Nullable Alarm cleanup;
        /** The newest snapshot all of which is in memory. */
        private long version = NOTHING_LOADED;
        /** The entry that has the document open under another name. */
        private @Nullable Entry same;

        private Entry(DocumentKey key) {
            this.document = new DocumentRef(key);
        }

        private boolean isLoaded() {
            return room.isDone() && !room.isCompletedExceptionally();
        }
    }

    public DocumentRegistry(
            DocumentStore store,
            UpdateLog updateLog,
            Snapshotter snapshotter,
            Executor loader,
            Time time,
            RoomLimits limits,
            Duration warmFor) {
        this.store = store;
        this.updateLog = updateLog;
        this.snapshotter = snapshotter;
        this.loader = loader;
        this.time = time;
        this.limits = limits;
        this.warmFor = warmFor;
    }

    /** Sets who is asked to read documents again; to be called before the first is opened. */
    public void reloadWith(Reload with) {
        reload = with;
    }

    /** Tells {@code watch} from now on how many nanoseconds each load took, on the thread that loaded. */
    public void watchLoads(LongConsumer watch) {
        loadTimes = watch;
    }

    /** Whether a document is in memory under that name, or on its way there. */
    public boolean isOpen(DocumentKey key) {
        synchronized (guard) {
            return byName.containsKey(key);
        }
    }

    /**
     * Opens a document, which may be one that nobody has written into yet. Fails when it cannot be loaded, with {@link
     * dev.markco.relay.store.DocumentTrashedException} when it is in the trash.
     */
    public CompletionStage<RoomLease> open(DocumentKey key) {
        return openDocument(key).thenApply(OpenDocument::lease);
    }

    /** As {@link #open}, with what the store knows the document by. */
    public CompletionStage<OpenDocument> openDocument(DocumentKey key) {
        Entry entry;
        synchronized (guard) {
            Entry known = byName.get(key);
            entry = known != null ? known : startLoading(key);
            hold(entry, 1);
        }
        return entry.room.thenApply(
                room -> new OpenDocument(documentOf(entry), new RoomLease(room, () -> release(entry))));
    }

    private DocumentRef documentOf(Entry entry) {
        synchronized (guard) {
            return entry.same == null ? entry.document : entry.same.document;
        }
    }

    private static void hold(Entry entry, int leases) {
        entry.leases += leases;
        if (entry.cleanup != null) {
            entry.cleanup.cancel();
            entry.cleanup = null;
        }
    }

    @GuardedBy("guard")
    private Entry startLoading(DocumentKey key) {
        Entry entry = new Entry(key);
        byName.put(key, entry);
        try {
            loader.execute(() -> finishLoading(key, entry));
        } catch (RejectedExecutionException e) {
            byName.remove(key, entry);
            entry.room.completeExceptionally(e);
        }
        return entry;
    }

    private void finishLoading(DocumentKey asked, Entry entry) {
        Room room;
        loads.increment();
        long began = time.nanos();
        try {
            List<AuthoredUpdate> unsaved = updateLog.unsavedOf(asked.userId());
            Optional<StoredDocument> found = store.load(asked);
            YDoc doc = new YDoc();
            found.ifPresent(stored -> stored.applyTo(doc, null));
            UUID stored = found.map(StoredDocument::id).orElse(null);
            List<AuthoredUpdate> shown = unsaved.stream()
                    .filter(update -> isOf(update, asked, stored))
                    .toList();
            loadTimes.accept(time.nanos() - began);
            room = found.isPresent() ? admit(asked, entry, found.get(), doc, shown) : roomOf(entry, doc, shown);
        } catch (RuntimeException | Error e) {
            if (e instanceof DocumentTrashedException) {
                log.debug("{} is in the trash", asked);
            } else {
                log.warn("{} could not be loaded; it stays closed", asked, e);
            }
            // First forgotten and then told, so that whoever asks again at once is loaded for anew.
            synchronized (guard) {
                byName.remove(asked, entry);
            }
            entry.room.completeExceptionally(e);
            return;
        }
        entry.room.complete(room);
        UUID id = entry.document.id();
        if (id != null) {
            // What another relay committed since the load is announced to a room that is known only now (R15).
            reload.request(List.of(id));
        }
    }

    private static boolean isOf(AuthoredUpdate update, DocumentKey asked, @Nullable UUID stored) {
        UUID of = update.document().id();
        return of == null ? update.key().equals(asked) : of.equals(stored);
    }

    /**
     * A room that shows what was unsaved, and perhaps in the spool alone, before the stored state was read (R15). What its
     * clients write may refer to that, which so is stored with it (R46).
     */
    private Room roomOf(Entry entry, YDoc doc, List<AuthoredUpdate> unsaved) {
        DocumentRef document = entry.document;
        Room room = new Room(
                document.key().toString(),
                doc,
                limits,
                (update, authorship) -> updateLog.append(document, update, authorship),
                UpdateGate.OPEN,
                time);
        unsaved.forEach(update -> room.borrow(update.update(), update.authorship()));
        return room;
    }

    /** Makes the loaded document known by its identity; where it is open already, that one is the one. */
    private Room admit(DocumentKey asked, Entry entry, StoredDocument stored, YDoc doc, List<AuthoredUpdate> unsaved) {
        Entry open;
        synchronized (guard) {
            open = byId.get(stored.id());
            if (open == null) {
                byId.put(stored.id(), entry);
                entry.document.identified(stored.id());
                entry.version = stored.snapshotVersion();
                if (!stored.key().equals(asked)) {
                    rename(entry, stored.key());
                }
                return roomOf(entry, doc, unsaved);
            }
            byName.remove(asked, entry);
            entry.same = open;
            hold(open, entry.leases);
        }
        return open.room.join();
    }

    private void release(Entry held) {
        Entry entry = held;
        synchronized (guard) {
            if (held.same != null) {
                entry = held.same;
            }
            if (--entry.leases > 0) {
                return;
            }
            scheduleCleanup(entry);
        }
        DocumentRef document = entry.document;
        updateLog
                .flush(document)
                .thenCompose(flushed -> {
                    UUID id = document.id();
                    return id == null ? CompletableFuture.completedStage(null) : snapshotter.snapshotNow(id);
                })
                .exceptionally(failure -> {
                    log.debug("{}: its snapshot has to wait", document, failure);
                    return null;
                });
    }

    private void scheduleCleanup(Entry entry) {
        entry.cleanup = time.after(warmFor, () -> cleanUp(entry));
    }

    private void cleanUp(Entry entry) {
        synchronized (guard) {
            if (entry.leases > 0) {
                return;
            }
            if (updateLog.isUnsaved(entry.document)) {
                scheduleCleanup(entry);
                return;
            }
            forget(entry);
        }
        log.debug("{} left memory", entry.document);
    }

    @GuardedBy("guard")
    private void forget(Entry entry) {
        byName.remove(entry.document.key(), entry);
        UUID id = entry.document.id();
        if (id != null) {
            byId.remove(id, entry);
        }
    }

    /** Notes that documents were stored, and so have an identity. */
    public void stored(Collection<DocumentRef> documents) {
        for (DocumentRef document : documents) {
            UUID id = document.id();
            if (id != null) {
                identify(document.key(), document, id);
            }
        }
    }

    /** Notes a document that was created by its name, which may be open because somebody waits for its first words. */
    public void created(DocumentKey key, UUID id) {
        identify(key, null, id);
    }

    private void identify(DocumentKey key, @Nullable DocumentRef stored, UUID id) {
        Entry entry;
        Entry open;
        synchronized (guard) {
            entry = byName.get(key);
            if (entry == null || !entry.isLoaded() || byId.get(id) == entry) {
                return;
            }
            if (stored != null && entry.document != stored) {
                return;
            }
            UUID other = entry.document.id();
            if (other != null && !other.equals(id)) {
                // Moved away, of which we have not heard: who asks for the name must not come to that one any more.
                byName.remove(key, entry);
                reload.request(List.of(other));
                return;
            }
            entry.document.identified(id);
            open = byId.putIfAbsent(id, entry);
            if (open != null) {
                byName.remove(key, entry);
            }
        }
        if (open == null) {
            reload.request(List.of(id));
        } else {
            unite(entry, open);
        }
    }

    /**
     * Ends a room whose document turned out to be the one that another room has, because it was made and moved elsewhere
     * meanwhile: what it has goes there, and its clients come back to it.
     */
    private static void unite(Entry entry, Entry open) {
        Room old = entry.room.join();
        old.evict(CloseCodes.TRY_AGAIN_LATER, "the document is open under another name");
        open.room.join().apply(old.read(YDoc::encodeStateAsUpdate), null);
    }

    /**
     * Notes that it is not known whether something was stored of a document, because the connection broke before the
     * answer: all that is stored of it is read again, our own rows included.
     */
    public void doubt(DocumentRef document) {
        UUID id = document.id();
        if (id == null) {
            reload.everything();
            return;
        }
        synchronized (guard) {
            Entry entry = byId.get(id);
            if (entry == null) {
                return;
            }
            entry.version = NOTHING_LOADED;
        }
        reload.request(List.of(id));
    }

    /** Notes that a document was moved. */
    public void moved(UUID id, DocumentKey to) {
        synchronized (guard) {
            Entry entry = byId.get(id);
            if (entry != null) {
                rename(entry, to);
            }
        }
    }

    /** Whoever has the new name open waits for the first words of what this is, and is sent to it. */
    @GuardedBy("guard")
    private void rename(Entry entry, DocumentKey to) {
        if (entry.document.key().equals(to)) {
            byName.putIfAbsent(to, entry);
            return;
        }
        byName.remove(entry.document.key(), entry);
        entry.document.renamed(to);
        Entry other = byName.put(to, entry);
        if (other != null && other != entry && other.isLoaded()) {
            time.execute(() -> unite(other, entry));
        }
    }

    /** Closes a document that was put into the trash, for everyone who has it open (R20). */
    public void trashed(UUID id) {
        Entry entry;
        synchronized (guard) {
            entry = byId.get(id);
            if (entry == null) {
                return;
            }
            forget(entry);
        }
        var unused = entry.room.thenAccept(room -> room.evict(CloseCodes.TRASHED, "this document is in the trash"));
    }

    /** Notes that a document came back from the trash: no snapshot could be taken there of what came before. */
    public void restored(UUID id) {
        snapshotter.changed(List.of(id));
    }

    /** What is in memory of the given documents, or of all that have a row. */
    List<Known> known(@Nullable Collection<UUID> ids) {
        synchronized (guard) {
            Collection<UUID> asked = ids == null ? List.copyOf(byId.keySet()) : ids;
            List<Known> known = new ArrayList<>();
            for (UUID id : asked) {
                Entry entry = byId.get(id);
                if (entry != null && entry.isLoaded()) {
                    known.add(new Known(id, entry.document.key(), entry.version));
                }
            }
            return known;
        }
    }

    /** The open documents that have no row as far as this relay knows, by name. */
    List<DocumentKey> unstored() {
        synchronized (guard) {
            return byName.values().stream()
                    .filter(entry -> entry.document.id() == null && entry.isLoaded())
                    .map(entry -> entry.document.key())
                    .toList();
        }
    }

    /**
     * Takes in what other relays did to an open document (R16). Log rows that are still there in a {@code round} get their
     * snapshot from us: whoever wrote them may be gone. So do rows of ours that came in this way.
     */
    void take(Change change, boolean round) {
        if (change instanceof Change.Gone) {
            trashed(change.document());
            return;
        }
        if (!(change instanceof Change.Present present)) {
            throw new IllegalStateException("unknown change " + change);
        }
        Entry entry;
        synchronized (guard) {
            entry = byId.get(present.document());
            if (entry == null || !entry.isLoaded()) {
                return;
            }
            if (entry.document.key().equals(present.known().key())) {
                rename(entry, present.key());
            } else {
                // It was moved while this was read, perhaps before.
                reload.request(List.of(present.document()));
            }
        }
        if (present.logRows() > 0 && (round || present.known().version() == NOTHING_LOADED)) {
            snapshotter.changed(List.of(present.document()));
        }
        if (merge(entry, present.updates())) {
            synchronized (guard) {
                // Unless a doubt came up meanwhile, which is to be read for again.
                if (entry.version == present.known().version()) {
                    entry.version = present.version();
                }
            }
        }
    }

    /** Takes in a snapshot that this relay wrote, which may hold what another relay had put into the log. */
    public void snapshotTaken(Snapshot snapshot) {
        Entry entry;
        synchronized (guard) {
            entry = byId.get(snapshot.document());
        }
        if (entry == null || !entry.isLoaded() || !merge(entry, snapshot.foreign())) {
            return;
        }
        synchronized (guard) {
            if (entry.version == snapshot.version() - 1) {
                entry.version = snapshot.version();
            }
        }
    }

    private static boolean merge(Entry entry, List<byte[]> updates) {
        if (updates.isEmpty()) {
            return true;
        }
        try {
            entry.room.join().applyStored(updates, null);
            return true;
        } catch (DecodeException e) {
            log.error("{}: what another relay stored cannot be decoded; it is left where it is", entry.document, e);
            return false;
        } catch (CompletionException e) {
            log.debug("{} left memory meanwhile", entry.document, e);
            return false;
        }
    }

    /** An exception would end the housekeeping of all. */
    private static void tend(Room room) {
        try {
            room.expireAwareness();
        } catch (RuntimeException e) {
            log.error("{}: its housekeeping failed", room, e);
        }
    }

    /** How many documents are in memory, those being loaded included. */
    public int size() {
        synchronized (guard) {
            return byName.size();
        }
    }

    /** The documents in memory, those being loaded included. */
    public List<DocumentKey> loaded() {
        synchronized (guard) {
            return List.copyOf(byName.keySet());
        }
    }

    /** How often a document was read from the store. */
    public long loads() {
        return loads.sum();
    }

    /** Runs the housekeeping that rooms need every few seconds. */
    public void tend() {
        List<Entry> all;
        synchronized (guard) {
            all = new ArrayList<>(byName.values());
        }
        for (Entry entry : all) {
            if (entry.isLoaded()) {
                tend(entry.room.join());
            }
        }
    }
}
