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
 * What relays on one database tell each other by PostgreSQL's NOTIFY, behind the transaction that it is about (R16): which
 * documents changed, never what is in them.
 *
 * <p>A payload is {@code <relay> <kind> <document id>…}, below the 8,000 bytes that PostgreSQL carries; more documents
 * than fit are announced as {@code *}, which means "look at all".
 */
final class Announcements {
    static final String CHANNEL = "markco_documents";

    private static final String UPDATED = "updated";
    private static final String MOVED = "moved";
    private static final String ALL = " *";
    /** More than so many documents are announced as all. */
    static final int MOST_DOCUMENTS = 200;

    private Announcements() {}

    /**
     * One payload.
     *
     * @param relay who sent it
     * @param name whether names or the trash changed, and not only what is in the documents
     * @param documents the documents; null for all
     */
    record Announcement(UUID relay, boolean name, @Nullable List<UUID> documents) {}

    /**
     * Announces documents whose names or whereabouts changed, and documents that have new log rows, in one transaction where
     * the connection commits by itself.
     */
    static void announce(Connection connection, UUID relay, Collection<UUID> moved, Collection<UUID> updated)
            throws SQLException {
        List<String> payloads = new ArrayList<>(2);
        if (!moved.isEmpty()) {
            payloads.add(payload(relay, MOVED, moved));
        }
        if (!updated.isEmpty()) {
            payloads.add(payload(relay, UPDATED, updated));
        }
        send(connection, payloads);
    }

    /** Tells the others to look at everything. */
    static void everything(Connection connection, UUID relay) throws SQLException {
        send(connection, List.of(relay + " " + MOVED + ALL));
    }

    private static void send(Connection connection, List<String> payloads) throws SQLException {
        try (PreparedStatement notify =
                connection.prepareStatement("select pg_notify(?, payload) from unnest(?::text[]) as p(payload)")) {
            notify.setString(1, CHANNEL);
            notify.setArray(2, connection.createArrayOf("text", payloads.toArray()));
            notify.execute();
        }
    }

    private static String payload(UUID relay, String kind, Collection<UUID> documents) {
        StringBuilder payload = new StringBuilder().append(relay).append(' ').append(kind);
        if (documents.size() > MOST_DOCUMENTS) {
            payload.append(ALL);
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
