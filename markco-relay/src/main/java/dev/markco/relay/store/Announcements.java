package dev.markco.relay.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What relays on one database tell each other, by PostgreSQL's NOTIFY in the transaction that it is about (R16): which
 * documents changed, never what is in them.
 *
 * <p>A payload is {@code <relay> <kind> <document id>…}, below the 8,000 bytes that PostgreSQL carries; more documents
 * than fit are announced as {@code *}, which means "look at all".
 */
final class Announcements {
    static final String CHANNEL = "markco_documents";

    private static final String UPDATED = "updated";
    private static final String MOVED = "moved";
    private static final int MOST_DOCUMENTS = 200;

    private Announcements() {}

    /**
     * One payload.
     *
     * @param relay who sent it
     * @param name whether names or the trash changed, and not only what is in the documents
     * @param documents the documents; null for all
     */
    record Announcement(UUID relay, boolean name, @Nullable List<UUID> documents) {}

    /** Announces new log rows and snapshots. */
    static void updated(Connection connection, UUID relay, Collection<UUID> documents) throws SQLException {
        announce(connection, relay, UPDATED, documents);
    }

    /** Announces a move, a creation, a document that went to the trash or came back. */
    static void moved(Connection connection, UUID relay, Collection<UUID> documents) throws SQLException {
        announce(connection, relay, MOVED, documents);
    }

    /**
     * Announces what is committed already, in a transaction of its own that nothing else happens in. PostgreSQL lets one
     * transaction that announces commit at a time; this one does not have it wait for the disk.
     */
    static void committed(Connection connection, UUID relay, UUID document) throws SQLException {
        send(
                connection,
                "select set_config('synchronous_commit', 'off', true), pg_notify(?, ?)",
                payload(relay, UPDATED, List.of(document)));
    }

    private static void announce(Connection connection, UUID relay, String kind, Collection<UUID> documents)
            throws SQLException {
        if (documents.isEmpty()) {
            return;
        }
        send(connection, "select pg_notify(?, ?)", payload(relay, kind, documents));
    }

    private static void send(Connection connection, String statement, String payload) throws SQLException {
        try (PreparedStatement notify = connection.prepareStatement(statement)) {
            notify.setString(1, CHANNEL);
            notify.setString(2, payload);
            notify.execute();
        }
    }

    private static String payload(UUID relay, String kind, Collection<UUID> documents) {
        StringBuilder payload = new StringBuilder().append(relay).append(' ').append(kind);
        if (documents.size() > MOST_DOCUMENTS) {
            payload.append(" *");
        } else {
            documents.stream().distinct().forEach(id -> payload.append(' ').append(id));
        }
        return payload.toString();
    }

    /** Whether a relay sent the payload, without reading the rest. */
    static boolean isFrom(UUID relay, String payload) {
        return payload.startsWith(relay.toString());
    }

    /** Reads a payload; empty when it is none of ours, as whoever may connect may also notify. */
    static Optional<Announcement> parse(String payload) {
        String[] words = payload.split(" ", -1);
        if (words.length < 3 || !(words[1].equals(UPDATED) || words[1].equals(MOVED))) {
            return Optional.empty();
        }
        try {
            List<UUID> documents = null;
            if (!words[2].equals("*")) {
                documents = new ArrayList<>();
                for (int i = 2; i < words.length; i++) {
                    documents.add(UUID.fromString(words[i]));
                }
            }
            return Optional.of(new Announcement(UUID.fromString(words[0]), words[1].equals(MOVED), documents));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
