package dev.markco.relay.store;

import dev.markco.relay.store.DocumentStore.Part;
import dev.markco.sync.DocumentKey;
import dev.markco.yjs.YDoc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reader of listings. Documents with log rows are merged in memory, so that a listing is right a moment after an
 * edit and writes nothing; a damaged one is listed as its last snapshot says.
 */
final class Listing {
    private static final Logger log = LoggerFactory.getLogger(Listing.class);
    private static final int FETCH_ROWS = 50;

    /** Big columns travel only where they are asked for or needed to merge. */
    private static final String SELECT = """
            select d.id, d.project, d.doc_path, d.content_hash, d.state_hash, d.byte_size, d.snapshot_version,
                   greatest(d.updated_at, l.newest) as updated_at,
                   case when ? or l.log is not null or d.state_hash is null then d.yjs_state end as state,
                   case when ? or d.content_hash is null or coalesce(length(d.yjs_state), 0) = 0
                        then d.content_text end as content,
                   l.log
            from documents d
            left join lateral (
                select array_agg(u.update order by u.seq) as log, max(u.created_at) as newest
                from document_updates u
                where u.user_id = d.user_id and u.document_id = d.id) l on true
            where d.user_id = ? and (?::text is null or d.project = ?)
            order by d.project collate "C", d.doc_path collate "C"
            """;

    private static final String TEXT_ONLY = """
            select project, doc_path from documents
            where user_id = ? and (?::text is null or project = ?)
              and coalesce(length(yjs_state), 0) = 0 and content_text <> ''
            """;

    private final Transactions transactions;

    Listing(Transactions transactions) {
        this.transactions = transactions;
    }

    /** The documents that have text and no state, as another system may have left them. */
    List<DocumentKey> textOnly(UUID userId, @Nullable String project) {
        return transactions.repeatable("listing documents", connection -> {
            List<DocumentKey> keys = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement(TEXT_ONLY)) {
                select.setObject(1, userId);
                select.setString(2, project);
                select.setString(3, project);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        StoredName.key(userId, rows.getString(1), rows.getString(2))
                                .ifPresent(keys::add);
                    }
                }
            }
            return keys;
        });
    }

    List<DocumentInfo> list(UUID userId, @Nullable String project, Set<Part> parts) {
        return transactions.repeatable("listing documents", connection -> read(connection, userId, project, parts));
    }

    private List<DocumentInfo> read(Connection connection, UUID userId, @Nullable String project, Set<Part> parts)
            throws SQLException {
        List<DocumentInfo> documents = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setFetchSize(FETCH_ROWS);
            select.setBoolean(1, parts.contains(Part.STATE));
            select.setBoolean(2, parts.contains(Part.CONTENT));
            select.setObject(3, userId);
            select.setString(4, project);
            select.setString(5, project);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Optional<DocumentKey> key =
                            StoredName.key(userId, rows.getString("project"), rows.getString("doc_path"));
                    if (key.isPresent()) {
                        documents.add(read(rows, key.get(), parts));
                    }
                }
            }
        }
        return documents;
    }

    private static DocumentInfo read(ResultSet rows, DocumentKey key, Set<Part> parts) throws SQLException {
        UUID id = rows.getObject("id", UUID.class);
        List<byte[]> logRows = DocumentRow.byteArrays(rows.getArray("log"));
        String content = rows.getString("content");
        byte[] state = rows.getBytes("state");
        String hash = rows.getString("content_hash");
        String stateHash = rows.getString("state_hash");
        int size = rows.getInt("byte_size");
        try {
            if (!logRows.isEmpty() || (stateHash == null && state != null)) {
                YDoc doc =
                        new DocumentRow(key, id, state, content, rows.getLong("snapshot_version"), logRows).document();
                stateHash = doc.stateDigest();
                state = doc.encodeStateAsUpdate();
                size = state.length;
                content = ContentText.storable(doc.getText(DocumentRow.ROOT).toString());
                hash = ContentText.hash(content);
            }
        } catch (UndecodableDocumentException e) {
            log.warn("{}; it is listed as of its last snapshot", e.getMessage());
            state = null;
            stateHash = null;
        }
        Timestamp updated = rows.getTimestamp("updated_at");
        return new DocumentInfo(
                id,
                key.project(),
                key.docPath(),
                updated == null ? Instant.EPOCH : updated.toInstant(),
                hash == null ? ContentText.hash(content == null ? "" : content) : hash,
                stateHash,
                size,
                parts.contains(Part.CONTENT) ? content == null ? "" : content : null,
                parts.contains(Part.STATE) ? state : null);
    }
}
