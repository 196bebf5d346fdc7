package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Yjs document: one replica of a set of shared types that merges with any other, in whatever order updates arrive.
 *
 * <p><b>Threads.</b> Confined to one thread at a time, together with all its types; there are no locks inside.
 *
 * <p><b>Transactions.</b> Every edit runs in one; {@link #transact} makes several edits one. When it ends, deleted content is
 * dropped and the listeners are called: first those of changed texts, then those of updates. Listeners may edit;
 * their transactions complete at once, and are told after this one. A listener's exception reaches nobody but
 * {@link #onListenerError}: the document stays as it is, all other listeners are called, the editing method returns normally.
 *
 * <p><b>Garbage</b> is always collected: content that is deleted cannot be read again.
 *
 * <p><b>Client ids</b> must be fresh for every document object and never be stored (rule R2). If an update of another
 * replica turns out to use this one's id, a new one is drawn.
 */
public final class YDoc {
    private final Replica replica;

    /** An empty document with a random 32-bit client id. */
    public YDoc() {
        this(ClientIds.draw());
    }

    /** An empty document with this client id, unsigned, at most 53 bits. */
    public YDoc(long clientId) {
        replica = new Replica(checked(clientId), Views::of, YDoc::log);
    }

    private static long checked(long clientId) {
        if (clientId < 0 || clientId > Encoder.MAX_SAFE_INTEGER) {
            throw new IllegalArgumentException("a client id has up to 53 bits: " + clientId);
        }
        return clientId;
    }

    /** An id that nobody else has drawn, but for a chance of one in four thousand million. */
    public static long randomClientId() {
        return ClientIds.draw();
    }

    private static void log(Throwable thrown) {
        System.getLogger(YDoc.class.getName()).log(System.Logger.Level.ERROR, "a document's listener failed", thrown);
    }

    /** The id that edits made here carry. */
    public long clientId() {
        return replica.clientId();
    }

    /**
     * Has edits made here carry another client id from now on: whoever edits for several people has one for each. It must be
     * one that no other document uses (rule R2). Not within a transaction.
     */
    public void setClientId(long clientId) {
        replica.setClientId(checked(clientId));
    }

    /** The root text of this name. A root exists in every document and is what it is read as. */
    public YText getText(String name) {
        return Views.text(replica.root(name));
    }

    /** The root map of this name. */
    public YMap getMap(String name) {
        return Views.map(replica.root(name));
    }

    /** The root array of this name. */
    public YArray getArray(String name) {
        return Views.array(replica.root(name));
    }

    /** The root XML fragment of this name. */
    public YXmlFragment getXmlFragment(String name) {
        return Views.xmlFragment(replica.root(name));
    }

    /** Makes all edits of {@code body} one transaction without origin. */
    public void transact(Runnable body) {
        replica.transact(null, body);
    }

    /**
     * Makes all edits of {@code body} one transaction; its listeners are handed {@code origin}. Within a transaction it joins
     * that one. What {@code body} has done before it throws is kept.
     */
    public void transact(@Nullable Object origin, Runnable body) {
        replica.transact(origin, body);
    }

    /** As {@link #applyUpdate(byte[], Object)} without origin. */
    public void applyUpdate(byte[] update) {
        replica.applyUpdate(update, null);
    }

    /**
     * Merges an update (format v1) into the document; what it refers to may come later, repeats do nothing.
     *
     * @throws DecodeException if the bytes are not an update; nothing has changed then
     * @throws PendingLimitException if more would be pending than {@link #setPendingLimit} allows; nothing has changed then
     */
    public void applyUpdate(byte[] update, @Nullable Object origin) {
        replica.applyUpdate(update, origin);
    }

    /**
     * What of the update (format v1) this document lacks, as an update; to be asked for before the update is applied. The
     * document does not change.
     *
     * <p>Lacking are units that the document has not seen, those that it has only pending included; units that the update
     * brings with content and the document has as deleted or collected (GC); units that the update brings as deleted items
     * and the document has as collected; and deletes of units that the document has not deleted and of which no delete is
     * pending. So whoever merges ({@link Updates#merge}) what was lacking of every update that a document was given has each
     * unit in the best way in which anybody ever sent it (rule R42); a document made of that equals this one when neither
     * has anything pending.
     *
     * <p>Of a struct, the units before the first that is lacking are left out, none behind it; a surrogate pair is not
     * torn. If all of the update is lacking, the given array is returned itself; if nothing is, {@link Updates#empty()}.
     *
     * @throws DecodeException if the bytes are not an update, as {@link #applyUpdate(byte[])} would
     */
    public byte[] lacking(byte[] update) {
        return replica.lacking(update);
    }

    /** The whole document, what is pending included, as one update. */
    public byte[] encodeStateAsUpdate() {
        return replica.encodeDiff(StateVector.EMPTY);
    }

    /** What a replica lacks that has seen {@code remote}, as one update; all deletes are in it, they have no clock. */
    public byte[] encodeDiff(StateVector remote) {
        return replica.encodeDiff(remote);
    }

    /** {@link #stateVector()} as bytes. */
    public byte[] encodeStateVector() {
        return replica.stateVector().encode();
    }

    /** What this document has seen. */
    public StateVector stateVector() {
        return replica.stateVector();
    }

    /**
     * Lower-case hexadecimal SHA-256 of state vector and delete set in canonical order: equal iff both are equal. What is
     * pending does not count.
     */
    public String stateDigest() {
        return replica.stateDigest();
    }

    /** Deletes, in the current transaction or one of its own, every live item that {@code known} does not cover (rule R4). */
    public void deleteBeyond(StateVector known) {
        replica.deleteBeyond(known);
    }

    /** Whether structs or deletes wait for something that has not arrived. */
    public boolean hasPending() {
        return replica.hasPending();
    }

    /** What waits for something that has not arrived; it is part of the encoded state. */
    public Pending pending() {
        return replica.pending();
    }

    /**
     * Bounds what may be pending, in bytes as {@link Pending#bytes()} counts them; at first there is no bound. An update that
     * would leave more pending than that, and more than before, is refused whole. What is pending already stays, and an update
     * that brings what was waited for is always taken: so a stored state is loaded first, then the limit set.
     */
    public void setPendingLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a limit is not negative: " + bytes);
        }
        replica.setPendingLimit(bytes);
    }

    /** Calls the listener after every transaction that changed something. */
    public Subscription observeUpdate(UpdateListener listener) {
        return replica.observeUpdate(listener)::run;
    }

    /** Hands exceptions of listeners to {@code handler}, in the editing thread, instead of the system logger. */
    public void onListenerError(Consumer<Throwable> handler) {
        replica.setListenerErrors(handler);
    }

    Replica replica() {
        return replica;
    }
}
