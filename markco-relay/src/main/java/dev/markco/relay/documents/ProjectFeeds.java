package dev.markco.relay.documents;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.StoreException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to the documents of each project, told to whoever listens at the project's address (R24): {@code
 * user/project} on a Hocuspocus socket, which carries stateless JSON messages {@code {"id","path","event"}} and no text. At
 * {@code user} alone all of that user's projects are told, those that do not exist yet included.
 *
 * <p>Events: {@code created}, {@code changed} (at once, then at most once a second for a document while it goes on), {@code
 * moved} (with {@code from}), {@code trashed}, {@code restored}; and {@code resync} without a document: any may have changed,
 * so list them. An event may come twice; what counts is the listing. Thread-safe; nothing here blocks.
 */
public final class ProjectFeeds {
    private static final Logger log = LoggerFactory.getLogger(ProjectFeeds.class);
    private static final String RESYNC = "{\"event\":\"resync\"}";

    private final DocumentStore store;
    private final Executor blocking;
    private final RoomLimits limits;
    private final Time time;

    private final Object guard = new Object();

    @GuardedBy("guard")
    private final Map<Project, Feed> feeds = new HashMap<>();
    /** Documents of which a change was told since the last {@link #tick}. */
    @GuardedBy("guard")
    private Set<UUID> told = new HashSet<>();
    /** Changes that are told with the next {@link #tick}. */
    @GuardedBy("guard")
    private Map<UUID, DocumentKey> held = new HashMap<>();

    /** A project's address; without a name that of all projects of a user. */
    private record Project(UUID user, @Nullable String name) {
        static Project of(DocumentKey key) {
            return new Project(key.userId(), key.project());
        }

        Project all() {
            return new Project(user, null);
        }
    }

    private static final class Feed {
        private final Room room;
        private int leases;

        private Feed(Room room) {
            this.room = room;
        }
    }

    /** Feeds on a store, which is asked on {@code blocking} for the names of documents that other relays change. */
    public ProjectFeeds(DocumentStore store, Executor blocking, RoomLimits limits, Time time) {
        this.store = store;
        this.blocking = blocking;
        this.limits = limits;
        this.time = time;
    }

    /** Opens a project's feed, whose room carries messages and no document. */
    public RoomLease open(UUID user, String project) {
        return open(new Project(user, project));
    }

    /** As {@link #open}, of all projects of a user. */
    public RoomLease openAll(UUID user) {
        return open(new Project(user, null));
    }

    private RoomLease open(Project address) {
        synchronized (guard) {
            Feed feed = feeds.computeIfAbsent(address, a -> new Feed(room(a)));
            feed.leases++;
            return new RoomLease(feed.room, () -> release(address, feed));
        }
    }

    private Room room(Project project) {
        return new Room(
                project.name == null ? project.user.toString() : project.user + "/" + project.name,
                new YDoc(),
                limits,
                RoomJournal.NONE,
                (update, doc, from) -> {
                    if (!Updates.isEmpty(update)) {
                        throw new DecodeException(0, "nothing, since a project has no text", "an update");
                    }
                    return false;
                },
                time);
    }

    private void release(Project address, Feed feed) {
        synchronized (guard) {
            if (--feed.leases == 0) {
                feeds.remove(address, feed);
            }
        }
    }

    /** Documents got new updates here. */
    public void changed(Collection<DocumentRef> documents) {
        synchronized (guard) {
            if (feeds.isEmpty()) {
                return;
            }
        }
        for (DocumentRef document : documents) {
            UUID id = document.id();
            if (id != null) {
                changed(id, document.key());
            }
        }
    }

    private void changed(UUID id, DocumentKey key) {
        List<Room> rooms;
        synchronized (guard) {
            rooms = listeners(Project.of(key));
            if (rooms.isEmpty()) {
                return;
            }
            if (!told.add(id)) {
                held.put(id, key);
                return;
            }
        }
        send(rooms, event(id, key, "changed", null));
    }

    /** Who listens at a project and at all projects of its user. */
    private List<Room> listeners(Project project) {
        synchronized (guard) {
            List<Room> rooms = new ArrayList<>(2);
            for (Project address : List.of(project, project.all())) {
                Feed feed = feeds.get(address);
                if (feed != null) {
                    rooms.add(feed.room);
                }
            }
            return rooms;
        }
    }

    /** Tells what was held back; to be called every second. */
    public void tick() {
        Map<UUID, DocumentKey> due;
        synchronized (guard) {
            due = held;
            held = new HashMap<>();
            told = new HashSet<>();
        }
        due.forEach(this::changed);
    }

    /** A document was created, restored or trashed here. */
    public void tell(UUID id, DocumentKey key, String event) {
        send(listeners(Project.of(key)), event(id, key, event, null));
    }

    /** A document was moved here. */
    public void moved(UUID id, DocumentKey from, DocumentKey to) {
        String message = event(id, to, "moved", from);
        Set<Room> rooms = new LinkedHashSet<>(listeners(Project.of(to)));
        rooms.addAll(listeners(Project.of(from)));
        send(rooms, message);
    }

    /** Another relay stored updates of these documents. */
    void changedElsewhere(Collection<UUID> ids) {
        ask(() -> store.names(ids).forEach(this::changed));
    }

    /** Anything may have changed. */
    void anything() {
        List<Feed> all;
        synchronized (guard) {
            all = new ArrayList<>(feeds.values());
        }
        all.forEach(feed -> feed.room.sendStateless(RESYNC));
    }

    private void ask(Runnable question) {
        synchronized (guard) {
            if (feeds.isEmpty()) {
                return;
            }
        }
        try {
            blocking.execute(() -> {
                try {
                    question.run();
                } catch (StoreException e) {
                    log.debug("names cannot be read now: {}", e.getMessage());
                    anything();
                }
            });
        } catch (RejectedExecutionException e) {
            log.trace("the relay stops", e);
        }
    }

    private static void send(Collection<Room> rooms, String message) {
        rooms.forEach(room -> room.sendStateless(message));
    }

    private static String event(UUID id, DocumentKey key, String event, @Nullable DocumentKey from) {
        return FeedEvents.json(id, key.project(), key.docPath(), event, from);
    }
}
