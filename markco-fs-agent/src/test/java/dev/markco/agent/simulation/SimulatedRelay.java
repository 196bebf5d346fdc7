package dev.markco.agent.simulation;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Room;
import dev.markco.sync.time.Time;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The documents of a relay in memory, with their identities, the trash, former names and the feed of changes (R20, R24). */
final class SimulatedRelay {
    /** What came of a request, as HTTP says it. */
    enum Answer {
        DONE,
        MISSING,
        CHANGED,
        TAKEN
    }

    /** A document, whatever its name. */
    record Kept(String id, String key, Room room) {}

    private final Time time;
    private final Map<String, Room> rooms = new TreeMap<>();
    private final Map<String, String> ids = new TreeMap<>();
    private final Map<String, Kept> trash = new TreeMap<>();
    private final Map<String, String> aliases = new TreeMap<>();
    private final Map<String, Room> feeds = new TreeMap<>();
    private int lastId;

    SimulatedRelay(Time time) {
        this.time = time;
    }

    Room room(String key) {
        return rooms.computeIfAbsent(key, absent -> observed(absent, new YDoc()));
    }

    private Room observed(String key, YDoc doc) {
        Room room = new Room(key, doc, time);
        room.observe((update, origin) -> changed(room));
        return room;
    }

    private void changed(Room room) {
        for (Map.Entry<String, Room> one : new ArrayList<>(rooms.entrySet())) {
            if (one.getValue() == room) {
                boolean created = ids.putIfAbsent(one.getKey(), "id" + (lastId + 1)) == null;
                lastId += created ? 1 : 0;
                tell(one.getKey(), created ? "created" : "changed", "");
            }
        }
    }

    private void tell(String key, String event, String more) {
        DocumentKey named = DocumentKey.parse(key);
        Room feed = feeds.get(named.userName() + "/" + named.project());
        if (feed != null) {
            feed.sendStateless("{\"id\":\"" + ids.getOrDefault(key, "") + "\",\"project\":\"" + named.project()
                    + "\",\"path\":\"" + named.docPath() + "\",\"event\":\"" + event + "\"" + more + "}");
        }
    }

    /** Whom a client gets who asks for that name; null when that is in the trash. */
    @Nullable
    Room admit(String asked) {
        String name = named(asked);
        if (name.split("/", -1).length == 2) {
            return feeds.computeIfAbsent(name, project -> new Room(project, new YDoc(), time));
        }
        if (!exists(name) && trash.values().stream().anyMatch(one -> one.key().equals(name))) {
            return null;
        }
        return room(name);
    }

    /** The name of the document that a name leads to. */
    String named(String key) {
        String to = exists(key) ? null : aliases.get(key);
        return to == null ? key : named(to);
    }

    boolean exists(String key) {
        Room room = rooms.get(key);
        return room != null && !room.<Boolean>read(doc -> doc.stateVector().isEmpty());
    }

    @Nullable
    String id(String key) {
        return ids.get(key);
    }

    /** The names of all documents. */
    Set<String> keys() {
        Set<String> keys = new TreeSet<>(rooms.keySet());
        keys.removeIf(key -> !exists(key));
        return keys;
    }

    Map<String, Kept> trash() {
        return trash;
    }

    static String text(Room room) {
        return room.read(doc -> doc.getText("content").toString());
    }

    /** As documents are listed. */
    String listing(String project) {
        List<String> all = new ArrayList<>();
        for (String key : keys()) {
            if (key.startsWith(project + "/")) {
                all.add("{\"docPath\":\"" + key.substring(project.length() + 1) + "\",\"id\":\"" + ids.get(key)
                        + "\",\"stateHash\":\"" + room(key).<String>read(YDoc::stateDigest) + "\"}");
            }
        }
        return "{\"documents\":[" + String.join(",", all) + "]}";
    }

    String trashListing(String project) {
        List<String> all = new ArrayList<>();
        trash.forEach((id, kept) -> {
            if (kept.key().startsWith(project + "/")) {
                all.add("{\"id\":\"" + id + "\"}");
            }
        });
        return "{\"trash\":[" + String.join(",", all) + "]}";
    }

    static String etag(Room room) {
        return '"' + room.<String>read(YDoc::stateDigest) + '"';
    }

    Answer delete(String key, @Nullable String id, @Nullable String match) {
        if (!exists(key) || (id != null && !id.equals(ids.get(key)))) {
            return Answer.MISSING;
        }
        if (match != null && !match.equals(etag(room(key)))) {
            return Answer.CHANGED;
        }
        Room room = room(key);
        String named = String.valueOf(ids.get(key));
        rooms.remove(key);
        trash.put(named, new Kept(named, key, room));
        tell(key, "trashed", "");
        ids.remove(key);
        room.evict(CloseCodes.TRASHED, "this document is in the trash");
        return Answer.DONE;
    }

    Answer move(String from, String to, @Nullable String id) {
        if (!exists(from) || !String.valueOf(ids.get(from)).equals(id)) {
            return Answer.MISSING;
        }
        if (exists(to)) {
            return Answer.TAKEN;
        }
        Room room = room(from);
        rooms.remove(from);
        rooms.put(to, room);
        ids.put(to, String.valueOf(ids.remove(from)));
        aliases.remove(to);
        aliases.put(from, to);
        DocumentKey former = DocumentKey.parse(from);
        tell(to, "moved", ",\"from\":{\"project\":\"" + former.project() + "\",\"path\":\"" + former.docPath() + "\"}");
        return Answer.DONE;
    }

    Answer restore(@Nullable String id) {
        Kept kept = id == null ? null : trash.get(id);
        if (kept == null) {
            return Answer.MISSING;
        }
        if (exists(kept.key())) {
            return Answer.TAKEN;
        }
        trash.remove(id);
        YDoc doc = new YDoc();
        doc.applyUpdate(kept.room().<byte[]>read(YDoc::encodeStateAsUpdate));
        rooms.put(kept.key(), observed(kept.key(), doc));
        ids.put(kept.key(), id);
        aliases.remove(kept.key());
        tell(kept.key(), "restored", "");
        return Answer.DONE;
    }

    /** Creates a document, or changes one that is still as it was; false when that cannot be. */
    boolean put(String key, byte[] update, boolean create, @Nullable String match) {
        Room room = room(create ? key : named(key));
        boolean empty = room.<Boolean>read(doc -> doc.stateVector().isEmpty());
        if ((create && !empty) || (match != null && (empty || !match.equals(etag(room))))) {
            return false;
        }
        if (create) {
            aliases.remove(key);
        }
        var unused = room.apply(update, "put");
        return true;
    }
}
