package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state behind one document: clients with their structs, root types, what is pending, the running transaction and the
 * listeners. Confined to one thread at a time.
 */
final class Replica {
    /** Bytes of an event that the buffer for the next one is kept for. */
    private static final int EVENT_ROOM = 512;

    private final Map<Long, Client> clients = new HashMap<>();
    private final Map<String, SharedType> roots = new LinkedHashMap<>();
    private final Integrator integrator = new Integrator(this);
    private final UpdateApplier applier = new UpdateApplier(this, integrator);
    private final StateEncoder encoder = new StateEncoder(clients, applier);
    private final Listeners<UpdateListener> updateListeners = new Listeners<>();
    private final ArrayDeque<Runnable> notifications = new ArrayDeque<>();
    private final Function<SharedType, Object> views;
    private Consumer<Throwable> listenerErrors;
    private boolean notifying;
    private final Transaction transaction = new Transaction();
    private final Encoder eventEncoder = new Encoder(64);
    private Client own;
    private boolean running;
    private long pendingLimit = Long.MAX_VALUE;

    /** An empty replica; {@code views} makes the public object of a nested type. */
    public Replica(long clientId, Function<SharedType, Object> views, Consumer<Throwable> listenerErrors) {
        this.own = client(clientId);
        this.views = views;
        this.listenerErrors = listenerErrors;
    }

    /** The id that edits made here carry. */
    public long clientId() {
        return own.id;
    }

    /** Has edits made here carry another id from the next transaction on. */
    public void setClientId(long clientId) {
        if (running) {
            throw new IllegalStateException("a transaction is running");
        }
        own = client(clientId);
    }

    /** Says who is told of exceptions that listeners throw. */
    public void setListenerErrors(Consumer<Throwable> listenerErrors) {
        this.listenerErrors = listenerErrors;
    }

    Client client(long id) {
        return clients.computeIfAbsent(id, Client::new);
    }

    @Nullable
    Client existingClient(long id) {
        return clients.get(id);
    }

    Client ownClient() {
        return own;
    }

    Integrator integrator() {
        return integrator;
    }

    Object view(SharedType type) {
        return views.apply(type);
    }

    /** The root type of this name, made at the first question. */
    public SharedType root(String name) {
        return roots.computeIfAbsent(name, absent -> new SharedType(this, null, absent, null));
    }

    /** The running transaction. */
    Transaction transaction() {
        if (!running) {
            throw new IllegalStateException("no transaction");
        }
        return transaction;
    }

    /** Runs {@code body} in the running transaction, or in a new one that ends with it, whether it throws or not. */
    public void transact(@Nullable Object origin, Runnable body) {
        if (running) {
            body.run();
            return;
        }
        transaction.begin(origin);
        running = true;
        try {
            body.run();
        } finally {
            try {
                commit();
            } finally {
                transaction.end();
                running = false;
            }
            if (!notifying && !notifications.isEmpty()) {
                notifyListeners();
            }
        }
    }

    private void commit() {
        if (own.waits != null) {
            applier.wakeByOwn(own);
        }
        if (transaction.isEmpty() && transaction.mergeCandidates.isEmpty()) {
            return;
        }
        if (!transaction.observed.isEmpty()) {
            tellObservers();
        }
        Collector.collect(transaction);
        for (int i = 0; i < transaction.unindexed.size(); i++) {
            transaction.unindexed.get(i).index();
        }
        if (!updateListeners.isEmpty() && !transaction.isEmpty()) {
            tellUpdateListeners(encodeTransaction(), transaction.origin);
        }
        if (transaction.ownIdUsedByOthers) {
            own = client(ClientIds.draw());
        }
    }

    private void tellObservers() {
        for (SharedType type : transaction.observed) {
            if (!type.isDeleted()) {
                TextEvent event = new TextEvent(TextChanges.of(type, transaction), transaction.origin);
                if (!event.delta().isEmpty()) {
                    type.observers().snapshot().forEach(listener -> notifications.add(() -> listener.accept(event)));
                }
            }
        }
    }

    private void tellUpdateListeners(byte[] update, @Nullable Object origin) {
        List<UpdateListener> listeners = updateListeners.snapshot();
        for (int i = 0; i < listeners.size(); i++) {
            UpdateListener listener = listeners.get(i);
            notifications.add(() -> listener.onUpdate(update, origin));
        }
    }

    private void notifyListeners() {
        notifying = true;
        try {
            for (Runnable next = notifications.poll(); next != null; next = notifications.poll()) {
                try {
                    next.run();
                } catch (RuntimeException | Error thrown) {
                    listenerErrors.accept(thrown);
                }
            }
        } finally {
            notifying = false;
        }
    }

    /** Adds a listener for updates; what is returned removes it again. */
    public Runnable observeUpdate(UpdateListener listener) {
        return updateListeners.add(listener);
    }

    /** The same list, in the order in which clients are written. */
    private static List<Client> sorted(List<Client> clients) {
        if (clients.size() > 1) {
            clients.sort(StateEncoder.DESCENDING);
        }
        return clients;
    }

    private byte[] encodeTransaction() {
        Encoder out = eventEncoder;
        List<Client> touched = sorted(transaction.touched);
        out.writeVarUint(touched.size());
        for (int i = 0; i < touched.size(); i++) {
            Client client = touched.get(i);
            UpdateWriter.writeFrom(out, client, client.clockBefore(transaction));
        }
        List<Client> deletedFrom = sorted(transaction.deletedFrom);
        out.writeVarUint(deletedFrom.size());
        for (int i = 0; i < deletedFrom.size(); i++) {
            Client client = deletedFrom.get(i);
            DeleteSet.writeRanges(out, client.id, client.deletes);
        }
        byte[] update = out.toByteArray();
        out.trim(EVENT_ROOM);
        return update;
    }

    /** Applies an update, or refuses it and changes nothing. */
    public void applyUpdate(byte[] update, @Nullable Object origin) {
        Map<Long, Client> unknown = new HashMap<>();
        DecodedUpdate decoded = UpdateReader.read(update, id -> {
            Client known = clients.get(id);
            return known != null ? known : unknown.computeIfAbsent(id, Client::new);
        });
        requirePendingWithin(update.length, decoded);
        clients.putAll(unknown);
        transact(origin, () -> applier.apply(decoded));
    }

    /** What of the update is lacking here; the update itself if all of it is. */
    public byte[] lacking(byte[] update) {
        return LackingPart.of(update, this, applier.pendingDeletes());
    }

    /** Number of structs, without those that wait; costs a step for each client and one for many structs. */
    int structCount() {
        int count = 0;
        for (Client client : clients.values()) {
            count += client.structs.count();
        }
        return count;
    }

    private void requirePendingWithin(int updateBytes, DecodedUpdate update) {
        if (pendingLimit == Long.MAX_VALUE) {
            return;
        }
        long before = applier.pendingBytes();
        // A struct may count for more than it took on the wire, but not for this much more.
        if (before + 16L * updateBytes <= pendingLimit) {
            return;
        }
        long after = applier.pendingBytesWith(update);
        if (after > pendingLimit && after > before) {
            throw new PendingLimitException(after, pendingLimit);
        }
    }

    /** Sets how many bytes may be pending after an update that adds to them. */
    public void setPendingLimit(long bytes) {
        pendingLimit = bytes;
    }

    /** What waits for something missing. */
    public Pending pending() {
        return applier.pending();
    }

    /** Whether structs or deletes wait for what is missing. */
    public boolean hasPending() {
        return applier.hasPending();
    }

    /** Everything that {@code remote} lacks, with all deletes and all that is pending. */
    public byte[] encodeDiff(StateVector remote) {
        return encoder.encode(remote);
    }

    /** What this replica has seen. */
    public StateVector stateVector() {
        Map<Long, Integer> clocks = new HashMap<>();
        for (Client client : clients.values()) {
            clocks.put(client.id, client.nextClock());
        }
        return StateVector.of(clocks);
    }

    /** Lower-case hexadecimal SHA-256 of state vector and delete set. */
    public String stateDigest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(stateVector().encode());
            Encoder out = new Encoder();
            encoder.writeDeletes(out);
            return HexFormat.of().formatHex(digest.digest(out.toByteArray()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Deletes every live unit that {@code known} does not cover. */
    public void deleteBeyond(StateVector known) {
        transact(null, () -> {
            for (Client client : encoder.clients()) {
                int from = known.get(client.id);
                if (from < client.nextClock()) {
                    integrator.deleteRange(client, from, client.nextClock());
                }
            }
        });
    }

    /** Throws if any invariant of store, lists or indexes is broken; for tests. */
    public void check() {
        for (Client client : clients.values()) {
            client.structs.check();
            client.structs.forEach(0, Integer.MAX_VALUE, struct -> {
                if (struct instanceof Item item && item.content instanceof TypeContent content) {
                    content.type().forEachChain(Replica::checkChain);
                }
            });
        }
        roots.values().forEach(root -> root.forEachChain(Replica::checkChain));
    }

    private static void checkChain(Chain chain) {
        chain.check();
        for (Item item = chain.first; item != null; item = item.right) {
            if (item.client.structs.get(item.clock) != item) {
                throw new IllegalStateException("listed item " + item.clock + " is not stored");
            }
        }
    }
}
