package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** The reader of what other relays did to documents that are open here: snapshot and log as of one instant (R15, R16). */
final class Changes {
    private static final String SELECT = """
            select d.id, d.user_id, d.project, d.doc_path, d.snapshot_version,
                   case when d.snapshot_version > k.version then d.yjs_state end as state,
                   (select array_agg(u.update order by u.seq) from document_updates u
                    where u.user_id = d.user_id and u.document_id = d.id
                      and (k.version < 0 or u.relay is distinct from ?)) as log
            from unnest(?::uuid[], ?::bigint[]) as k(id, version)
            join documents d on d.id = k.id
            """;

    private Changes() {}

    /** One change for each of {@code known}. */
    static List<Change> read(Connection connection, UUID relay, Collection<Known> known) throws SQLException {
        Map<UUID, Change> changes = new LinkedHashMap<>();
        Map<UUID, Known> asked = new HashMap<>();
        for (Known one : known) {
            changes.put(one.document(), new Change.Gone(one.document()));
            asked.put(one.document(), one);
        }
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setObject(1, relay);
            select.setArray(
                    2,
                    connection.createArrayOf(
                            "uuid", known.stream().map(Known::document).toArray()));
            select.setArray(
                    3,
                    connection.createArrayOf(
                            "bigint", known.stream().map(Known::version).toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    UUID id = rows.getObject("id", UUID.class);
                    Optional<DocumentKey> key = StoredName.key(
                            rows.getObject("user_id", UUID.class),
                            rows.getString("project"),
                            rows.getString("doc_path"));
                    if (key.isEmpty()) {
                        changes.remove(id); // renamed by hand to something that nobody can ask for
                        continue;
                    }
                    List<byte[]> log = DocumentRow.byteArrays(rows.getArray("log"));
                    List<byte[]> updates = new ArrayList<>();
                    byte[] state = rows.getBytes("state");
                    if (state != null && state.length > 0) {
                        updates.add(state);
                    }
                    updates.addAll(log);
                    changes.put(
                            id,
                            new Change.Present(
                                    Objects.requireNonNull(asked.get(id)),
                                    key.get(),
                                    rows.getLong("snapshot_version"),
                                    updates,
                                    log.size()));
                }
            }
        }
        return List.copyOf(changes.values());
    }
}
