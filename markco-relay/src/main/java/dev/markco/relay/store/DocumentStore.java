package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.YDoc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/**
 * The documents in PostgreSQL: snapshots in {@code documents}, what is newer in {@code document_updates}.
 *
 * <p>Thread-safe; every method blocks until PostgreSQL has answered and, where it writes, has committed. Any number of
 * stores may work on one database at once. Every method may throw {@link DatabaseUnavailableException}, and {@link
 * StoreException} for what else PostgreSQL refuses.
 */
public final class DocumentStore {
    private final Transactions transactions;
    private final Listing listing;

    public DocumentStore(Database database) {
        this.transactions = new Transactions(database);
        this.listing = new Listing(transactions);
    }

    /**
     * Reads a document, snapshot and log as of one instant (R15); empty if there is no row. A row that another system
     * wrote with text alone gets its one history first, committed (R22).
     */
    public Optional<StoredDocument> load(DocumentKey key) {
        String what = "loading " + key;
        Optional<DocumentRow> row = transactions.repeatable(what, connection -> DocumentRow.read(connection, key));
        if (row.isPresent() && row.get().isLegacy()) {
            transactions.repeatable("converting " + key, connection -> convert(connection, key));
            row = transactions.repeatable(what, connection -> DocumentRow.read(connection, key));
        }
        return row.map(found -> new StoredDocument(key, found.id(), found.parts(), found.version()));
    }

    private static boolean convert(Connection connection, DocumentKey key) throws SQLException {
        if (DocumentRow.lock(connection, key).isEmpty()) {
            return false;
        }
        Optional<DocumentRow> row = DocumentRow.readSnapshot(connection, key);
        if (row.isEmpty() || !row.get().isLegacy()) {
            return false; // it never was, or another relay was faster
        }
        YDoc doc = row.get().document();
        Snapshots.write(connection, row.get().id(), doc, doc.encodeStateAsUpdate(), false);
        return true;
    }

    /**
     * Puts updates of any documents into the log, all or none; a document's row appears with its first update (R3).
     *
     * @return the ids of the documents
     * @throws UnknownUserException when a new document's owner is missing and cannot be added
     */
    public Map<DocumentKey, UUID> append(List<NewUpdate> updates) {
        return transactions.repeatable(
                "storing " + updates.size() + " updates", connection -> LogRows.append(connection, updates));
    }

    /**
     * Merges a document's log into its snapshot and empties that part of the log, under the row's lock (R14).
     *
     * @return the new snapshot's version; empty when there was nothing to merge
     * @throws UndecodableDocumentException when what is stored is damaged; nothing has changed then
     */
    public OptionalLong snapshot(DocumentKey key) {
        return transactions.repeatable("the snapshot of " + key, connection -> Snapshots.take(connection, key));
    }

    /**
     * Creates a document with {@code update} as its first, unless there is one: the one way to seed (R3).
     *
     * @throws DecodeException when {@code update} is not one; nothing has changed then
     * @throws UnknownUserException when its owner is missing and cannot be added
     */
    public Creation create(DocumentKey key, byte[] update) {
        YDoc doc = new YDoc();
        doc.applyUpdate(update);
        return transactions.once("creating " + key, connection -> {
            Users.ensure(connection, List.of(key.userId()));
            Optional<UUID> created = insertRow(connection, key);
            if (created.isEmpty()) {
                // Ours waited for the creation that won, so a statement of its own sees it.
                return new Creation.Exists(DocumentRow.read(connection, key)
                        .orElseThrow(() -> new SQLException(key + " was deleted meanwhile", "40001"))
                        .id());
            }
            LogRows.append(connection, List.of(new NewUpdate(key, update)));
            return new Creation.Created(created.get(), doc.stateDigest());
        });
    }

    private static Optional<UUID> insertRow(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into documents (user_id, project, doc_path) values (?, ?, ?)
                on conflict (user_id, project, doc_path) do nothing returning id
                """)) {
            insert.setObject(1, key.userId());
            insert.setString(2, key.project());
            insert.setString(3, key.docPath());
            try (ResultSet rows = insert.executeQuery()) {
                return rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    /**
     * Puts {@code update} into the log if the document's state, snapshot and log together, has the digest {@code etag}
     * (R4); the check and the write are one under the row's lock.
     *
     * @throws DecodeException when {@code update} is not one; nothing has changed then
     * @throws UndecodableDocumentException when what is stored is damaged
     */
    public Replacement replaceIf(DocumentKey key, String etag, byte[] update) {
        return transactions.once("changing " + key, connection -> {
            if (DocumentRow.lock(connection, key).isEmpty()) {
                return new Replacement.Missing();
            }
            convert(connection, key);
            Optional<DocumentRow> row = DocumentRow.read(connection, key);
            if (row.isEmpty()) {
                return new Replacement.Missing();
            }
            YDoc doc = row.get().document();
            String current = doc.stateDigest();
            if (!current.equals(etag)) {
                return new Replacement.Changed(current);
            }
            doc.applyUpdate(update);
            LogRows.append(connection, List.of(new NewUpdate(key, update)));
            return new Replacement.Stored(doc.stateDigest());
        });
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

    /** The documents that have log rows which no snapshot covers yet, and how many log rows belong to no document. */
    public Leftovers leftovers() {
        return transactions.repeatable("looking for log rows", connection -> {
            List<DocumentKey> keys = new ArrayList<>();
            long orphans = 0;
            try (PreparedStatement select = connection.prepareStatement("""
                            select d.user_id, d.project, d.doc_path, l.rows
                            from (select document_id, count(*) as rows from document_updates group by document_id) l
                            left join documents d on d.id = l.document_id
                            """);
                    ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    UUID user = rows.getObject(1, UUID.class);
                    if (user == null) {
                        orphans += rows.getLong(4);
                    } else {
                        StoredName.key(user, rows.getString(2), rows.getString(3))
                                .ifPresent(keys::add);
                    }
                }
            }
            return new Leftovers(keys, orphans);
        });
    }

    /**
     * Log rows found by a look at the whole log.
     *
     * @param documents the documents that have some
     * @param orphans how many rows belong to no document
     */
    public record Leftovers(List<DocumentKey> documents, long orphans) {}

    /** Keeps an update that PostgreSQL refuses for good in {@code document_updates_set_aside}, with the reason. */
    void setAside(NewUpdate update, String reason) {
        transactions.repeatable("setting aside an update of " + update.key(), connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into document_updates_set_aside (user_id, project, doc_path, update, reason)
                    values (?, ?, ?, ?, ?)
                    """)) {
                insert.setObject(1, update.key().userId());
                insert.setString(2, update.key().project());
                insert.setString(3, update.key().docPath());
                insert.setBytes(4, update.update());
                insert.setString(5, ContentText.storable(reason));
                return insert.executeUpdate();
            }
        });
    }
}
