package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The documents in PostgreSQL: snapshots in {@code documents}, what is newer in {@code document_updates}.
 *
 * <p>Thread-safe; every method blocks until PostgreSQL has answered and, where it writes, has committed. Any number of
 * stores may work on one database at once. Every method may throw {@link DatabaseUnavailableException}, and {@link
 * StoreException} for what else PostgreSQL refuses.
 */
public final class DocumentStore {
    private final UUID relay;
    private final @Nullable Announcer announcer;
    private final boolean keepsPast;
    private final Transactions transactions;
    private final Listing listing;

    /**
     * A store beside others.
     *
     * @param announcer tells the others; null for a store that is alone on its database or need not be heard at once
     * @param keepsPast whether what snapshots take out of the log is kept (R42)
     */
    public DocumentStore(Database database, @Nullable Announcer announcer, boolean keepsPast) {
        this.relay = announcer == null ? UUID.randomUUID() : announcer.relay();
        this.announcer = announcer;
        this.keepsPast = keepsPast;
        this.transactions = new Transactions(database);
        this.listing = new Listing(transactions);
    }

    /** Who we are among those that work on the database: what this store writes bears it. */
    public UUID relay() {
        return relay;
    }

    /**
     * Reads a document, snapshot and log as of one instant (R15); empty if there is no row. The name may be one that the
     * document had before it was moved (R20). A row that another system wrote with text alone gets its one history first,
     * committed (R22).
     *
     * @throws DocumentTrashedException when it is in the trash
     */
    public Optional<StoredDocument> load(DocumentKey key) {
        String what = "loading " + key;
        Optional<DocumentRow> row = transactions.repeatable(what, connection -> find(connection, key));
        if (row.isPresent() && row.get().isLegacy()) {
            UUID id = row.get().id();
            transactions.repeatable("converting " + key, connection -> convert(connection, id));
            row = transactions.repeatable(what, connection -> find(connection, key));
        }
        return row.map(found -> new StoredDocument(found.key(), found.id(), found.parts(), found.version()));
    }

    private static Optional<DocumentRow> find(Connection connection, DocumentKey key) throws SQLException {
        Optional<DocumentRow> row = DocumentRow.read(connection, key);
        if (row.isEmpty()) {
            Optional<UUID> trashed = Trash.findNamed(connection, key);
            if (trashed.isPresent()) {
                throw new DocumentTrashedException(key, trashed.get());
            }
        }
        return row;
    }

    private static boolean convert(Connection connection, UUID id) throws SQLException {
        if (!DocumentRow.lock(connection, id)) {
            return false;
        }
        Optional<DocumentRow> row = DocumentRow.readSnapshot(connection, id);
        if (row.isEmpty() || !row.get().isLegacy()) {
            return false; // it never was, or another relay was faster
        }
        Snapshots.write(connection, id, row.get().document(), null, false);
        return true;
    }

    /**
     * Puts updates of any documents into the log; a document's row appears with its first update (R3). Updates of
     * documents that are gone for good are set aside (R21). All or none.
     *
     * @throws UnknownUserException when a new document's owner is missing and cannot be added
     */
    public Appended append(List<AuthoredUpdate> updates) {
        Appended appended = transactions.repeatable(
                "storing " + updates.size() + " updates", connection -> LogRows.append(connection, relay, updates));
        announceUpdated(appended.ids().values());
        return appended;
    }

    private void announceUpdated(Collection<UUID> documents) {
        if (announcer != null && !documents.isEmpty()) {
            announcer.updated(documents);
        }
    }

    private void announceMoved(Collection<UUID> documents) {
        if (announcer != null && !documents.isEmpty()) {
            announcer.moved(documents);
        }
    }

    /**
     * Merges a document's log into its snapshot and empties that part of the log, under the row's lock (R14); what it held
     * becomes a piece of the past. Nobody is told: other relays see that it is there when they look for new log rows.
     *
     * @return the new snapshot; empty when there was nothing to merge
     * @throws UndecodableDocumentException when what is stored is damaged; nothing has changed then
     */
    public Optional<Snapshot> snapshot(UUID id) {
        return transactions.repeatable(
                "the snapshot of " + id, connection -> Snapshots.take(connection, relay, id, keepsPast));
    }

    /** As {@link #past(DocumentRef, PastPlace, int, long)}, whatever memory that takes. */
    public PastPage past(DocumentRef document, PastPlace after, int mostBytes) {
        PastRead read = past(document, after, mostBytes, Long.MAX_VALUE);
        if (read instanceof PastPage page) {
            return page;
        }
        throw new IllegalStateException("there was no bound, and it was met: " + read);
    }

    /**
     * Reads a page of a document's past (R42): pieces; behind them the snapshot where no piece has what that holds, as
     * nobody's; then the log. All pages together make the document.
     *
     * @param document one that has an identity
     * @param after where the page before ended; what was stored anew since may come again
     * @param mostBytes the bytes that the changes of a page have together, unless one alone has more
     * @param room the bytes of memory that reading may take
     * @return a {@link PastPage}, or what it would take
     * @throws UndecodableDocumentException when it is damaged
     */
    public PastRead past(DocumentRef document, PastPlace after, int mostBytes, long room) {
        UUID id = Objects.requireNonNull(document.id(), "a document without a row has no past");
        return transactions.repeatable(
                "reading the past of " + document,
                connection -> PastReader.read(connection, document, id, after, mostBytes, room));
    }

    /** What became of open documents through other relays (R16), one change for each. */
    public List<Change> changes(Collection<Known> known) {
        return transactions.repeatable(
                "looking for other relays' changes", connection -> Changes.read(connection, relay, known));
    }

    /** The documents that have these names now; where there is none, the name is missing. */
    public Map<DocumentKey, UUID> find(List<DocumentKey> keys) {
        return transactions.repeatable("looking for documents", connection -> Names.find(connection, keys));
    }

    /** The names of documents; those that are gone are missing. */
    public Map<UUID, DocumentKey> names(Collection<UUID> ids) {
        return transactions.repeatable("reading names", connection -> Names.of(connection, ids));
    }

    /**
     * Creates a document with {@code update} as its first snapshot, unless there is one: the one way to seed (R3). A name
     * that a moved document had leads to the new one from then on, and a trashed one stays in the trash.
     *
     * @throws DecodeException when {@code update} is not one; nothing has changed then
     * @throws UnknownUserException when its owner is missing and cannot be added
     */
    public Creation create(AuthoredUpdate update) {
        YDoc doc = new YDoc();
        doc.applyUpdate(update.update());
        return create(update, doc);
    }

    /** As {@link #create(AuthoredUpdate)}, with the document that the update makes, whose state is the first snapshot. */
    public Creation create(AuthoredUpdate update, YDoc doc) {
        DocumentKey key = update.key();
        List<UUID> former = new ArrayList<>();
        Creation creation = transactions.once("creating " + key, connection -> {
            former.clear();
            Users.ensure(connection, List.of(key.userId()));
            Optional<UUID> created = Snapshots.create(connection, update, doc, keepsPast);
            if (created.isEmpty()) {
                // Ours waited for the creation that won, so a statement of its own sees it.
                return new Creation.Exists(Names.find(connection, key)
                        .orElseThrow(() -> new SQLException(key + " was deleted meanwhile", "40001")));
            }
            Names.dropAlias(connection, key).ifPresent(former::add);
            return new Creation.Created(created.get(), doc.stateDigest());
        });
        if (creation instanceof Creation.Created created) {
            announceMoved(former);
            announceUpdated(List.of(created.id()));
        }
        return creation;
    }

    /**
     * Puts what {@code update} brings into the log if the document's state, snapshot and log together, has the digest {@code
     * etag} (R4); the check and the write are one under the row's lock. A document without identity is whatever has its name.
     *
     * @throws DecodeException when {@code update} is not one; nothing has changed then
     * @throws UndecodableDocumentException when what is stored is damaged
     */
    public Replacement replaceIf(AuthoredUpdate update, String etag) {
        DocumentRef document = update.document();
        List<UUID> replaced = new ArrayList<>();
        Replacement replacement = transactions.once("changing " + document, connection -> {
            replaced.clear();
            Optional<UUID> id = lock(connection, document);
            if (id.isEmpty()) {
                return new Replacement.Missing();
            }
            convert(connection, id.get());
            Optional<DocumentRow> row = DocumentRow.read(connection, id.get());
            if (row.isEmpty()) {
                return new Replacement.Missing();
            }
            YDoc doc = row.get().document();
            String current = doc.stateDigest();
            if (!current.equals(etag)) {
                return new Replacement.Changed(current);
            }
            byte[] lacking = doc.lacking(update.update());
            if (!Updates.isEmpty(lacking)) {
                doc.applyUpdate(lacking);
                LogRows.append(
                        connection, relay, List.of(update.with(new DocumentRef(document.key(), id.get()), lacking)));
                replaced.add(id.get());
            }
            return new Replacement.Stored(doc.stateDigest());
        });
        announceUpdated(replaced);
        return replacement;
    }

    private static Optional<UUID> lock(Connection connection, DocumentRef document) throws SQLException {
        UUID id = document.id();
        if (id == null) {
            return DocumentRow.lock(connection, document.key());
        }
        return DocumentRow.lock(connection, id) ? Optional.of(id) : Optional.empty();
    }

    /** As {@link #move(DocumentKey, DocumentKey, Expected)}, whatever the document is. */
    public Relocation move(DocumentKey from, DocumentKey to) {
        return move(from, to, Expected.ANY);
    }

    /** Gives a document another name, under the same user; its former one leads to it from then on (R20). */
    public Relocation move(DocumentKey from, DocumentKey to, Expected expected) {
        return relocate("moving " + from, (connection, moved) -> {
            Optional<UUID> id = DocumentRow.lock(connection, from).filter(expected::isIt);
            if (id.isEmpty()) {
                return new Relocation.Missing();
            }
            Optional<Relocation> changed = changed(connection, id.get(), expected);
            if (changed.isPresent()) {
                return changed.get();
            }
            Names.rename(connection, id.get(), to);
            Names.dropAlias(connection, to).ifPresent(moved::add);
            Names.addAlias(connection, from, id.get());
            return new Relocation.Done(id.get());
        });
    }

    /** As {@link #trash(DocumentKey, Expected)}, whatever the document is. */
    public Relocation trash(DocumentKey key) {
        return trash(key, Expected.ANY);
    }

    /** Puts a document into the trash, identity and history kept (R20). */
    public Relocation trash(DocumentKey key, Expected expected) {
        return relocate("moving " + key + " to the trash", (connection, moved) -> {
            Optional<UUID> id = DocumentRow.lock(connection, key).filter(expected::isIt);
            if (id.isEmpty()) {
                return new Relocation.Missing();
            }
            Optional<Relocation> changed = changed(connection, id.get(), expected);
            if (changed.isPresent()) {
                return changed.get();
            }
            Trash.put(connection, id.get());
            return new Relocation.Done(id.get());
        });
    }

    /**
     * Takes a document out of the trash again.
     *
     * @param id which of those that were trashed under this name; null for the last one
     */
    public Relocation restore(DocumentKey key, @Nullable UUID id) {
        return relocate("restoring " + key, (connection, moved) -> {
            Optional<UUID> found = Trash.find(connection, key, id);
            if (found.isEmpty() || !Trash.take(connection, found.get())) {
                return new Relocation.Missing();
            }
            Names.dropAlias(connection, key).ifPresent(moved::add);
            return new Relocation.Done(found.get());
        });
    }

    /** What a locked row's state says against doing it. */
    private Optional<Relocation> changed(Connection connection, UUID id, Expected expected) throws SQLException {
        if (expected.etag() == null) {
            return Optional.empty();
        }
        convert(connection, id);
        return DocumentRow.read(connection, id)
                .map(row -> row.document().stateDigest())
                .filter(etag -> !etag.equals(expected.etag()))
                .map(Relocation.Changed::new);
    }

    /** Work that gives a document another place, and notes which others it has displaced from theirs. */
    @FunctionalInterface
    private interface Move {
        Relocation on(Connection connection, List<UUID> displaced) throws SQLException;
    }

    private Relocation relocate(String what, Move move) {
        List<UUID> moved = new ArrayList<>();
        try {
            Relocation relocation = transactions.once(what, connection -> {
                moved.clear();
                return move.on(connection, moved);
            });
            if (relocation instanceof Relocation.Done done) {
                moved.add(0, done.id());
                announceMoved(moved);
            }
            return relocation;
        } catch (StoreException e) {
            if (e.getCause() instanceof SQLException cause && "23505".equals(SqlErrors.state(cause))) {
                return new Relocation.Taken();
            }
            throw e;
        }
    }

    /** What is in a user's trash, the newest first; null for all projects. */
    public List<TrashedDocument> trashed(UUID userId, @Nullable String project) {
        return transactions.repeatable("listing the trash", connection -> Trash.list(connection, userId, project));
    }

    /** What a listing carries beside the facts. */
    public enum Part {
        CONTENT,
        STATE
    }

    /** The user's documents in all projects, by project and path; each as of its newest stored update. */
    public List<DocumentInfo> list(UUID userId) {
        return listing.list(userId, null, Set.of());
    }

    /** The documents of one project by path; each as of its newest stored update, log rows included. */
    public List<DocumentInfo> list(UUID userId, String project, Set<Part> parts) {
        if (parts.contains(Part.STATE)) {
            listing.textOnly(userId, project).forEach(this::load);
        }
        return listing.list(userId, project, parts);
    }

    /** The documents whose state has no digest beside it, since another system wrote it; at most {@code most}. */
    public List<UUID> withoutDigest(int most) {
        return transactions.repeatable("looking for states without a digest", connection -> {
            List<UUID> ids = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("""
                    select id from documents where state_hash is null and coalesce(length(yjs_state), 0) > 0 limit ?
                    """)) {
                select.setInt(1, most);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        ids.add(rows.getObject(1, UUID.class));
                    }
                }
            }
            return ids;
        });
    }

    /**
     * Puts the digest beside a document's stored state, so that a listing need not decode it. Nothing else changes.
     *
     * @throws UndecodableDocumentException when the state is damaged
     */
    public void addDigest(UUID id) {
        transactions.repeatable("reading the state of " + id, connection -> {
            if (!DocumentRow.lock(connection, id)) {
                return false;
            }
            Optional<DocumentRow> row = DocumentRow.readSnapshot(connection, id);
            if (row.isPresent()) {
                try (PreparedStatement update =
                        connection.prepareStatement("update documents set state_hash = ? where id = ?")) {
                    update.setString(1, row.get().document().stateDigest());
                    update.setObject(2, id);
                    update.executeUpdate();
                }
            }
            return true;
        });
    }

    /** The documents that have log rows which no snapshot covers yet, and how many log rows belong to no document. */
    public Leftovers leftovers() {
        return transactions.repeatable("looking for log rows", connection -> {
            List<UUID> ids = new ArrayList<>();
            long orphans = 0;
            try (PreparedStatement select = connection.prepareStatement("""
                            select l.document_id, l.rows, exists (select 1 from documents d where d.id = l.document_id),
                                   exists (select 1 from document_trash t where t.id = l.document_id)
                            from (select document_id, count(*) as rows from document_updates
                                  group by user_id, document_id) l
                            """);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(3)) {
                        ids.add(rows.getObject(1, UUID.class));
                    } else if (!rows.getBoolean(4)) {
                        orphans += rows.getLong(2);
                    }
                }
            }
            return new Leftovers(ids, orphans);
        });
    }

    /**
     * Log rows found by a look at the whole log.
     *
     * @param documents the documents that have some
     * @param orphans how many rows belong to no document
     */
    public record Leftovers(List<UUID> documents, long orphans) {}

    /** Keeps an update that PostgreSQL refuses for good in {@code document_updates_set_aside}, with the reason. */
    void setAside(AuthoredUpdate update, String reason) {
        transactions.repeatable("setting aside an update of " + update.key(), connection -> {
            LogRows.setAside(connection, update, reason);
            return true;
        });
    }
}
