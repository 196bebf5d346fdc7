package dev.markco.agent;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.jetty.Admission;
import dev.markco.sync.jetty.CollabSocket;
import dev.markco.sync.jetty.RefusedException;
import dev.markco.sync.jetty.SocketKeeper;
import dev.markco.sync.jetty.Upgrades;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.YDoc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** A relay for tests: real rooms and sockets, documents in memory, the part of the HTTP API that an agent uses. */
public final class MemoryRelay implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final SystemTime time = SystemTime.named("memory-relay");
    private final SocketKeeper keeper = new SocketKeeper(time);
    private final Map<String, Room> rooms;
    private final Map<String, String> ids;
    /** Documents in the trash, by identity. */
    private final Map<String, Trashed> trash;
    /** What follows a project, by user/project. */
    private final Map<String, Room> feeds;

    /** Former names of moved documents, which lead to them (R20). */
    private final Map<String, Supplier<CompletableFuture<Void>>> held = new ConcurrentHashMap<>();

    private final Map<String, String> aliases = new ConcurrentHashMap<>();

    private final AtomicInteger listings = new AtomicInteger();

    private record Trashed(String key, Room room) {}

    /** Runs just before an update under an ETag is decided about. */
    public volatile Consumer<String> beforeUpdate = key -> {};

    /** Runs when a document was created, before its creator hears of that. */
    public volatile Consumer<String> afterCreation = key -> {};

    /** Runs when a list of documents was made, before whoever asked for it gets it. */
    public volatile Runnable afterListing = () -> {};

    /** Whether whoever joins a document from now on may only read. */
    public volatile boolean readOnly;

    public MemoryRelay() throws Exception {
        this(
                0,
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>());
    }

    private MemoryRelay(
            int port,
            Map<String, Room> rooms,
            Map<String, String> ids,
            Map<String, Trashed> trash,
            Map<String, Room> feeds)
            throws Exception {
        this.rooms = rooms;
        this.ids = ids;
        this.trash = trash;
        this.feeds = feeds;
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        server.addConnector(connector);
        Upgrades upgrades = new Upgrades(server, RoomLimits.DEFAULT);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) throws Exception {
                String path = request.getHttpURI().getPath();
                if (path.equals("/collab")) {
                    return upgrades.upgrade(
                            () -> new CollabSocket(MemoryRelay.this::open, RoomLimits.DEFAULT, keeper),
                            request,
                            response,
                            callback);
                }
                api(path.substring("/api/documents/".length()), request, response, callback);
                return true;
            }
        });
        server.start();
    }

    public String url() {
        return "ws://127.0.0.1:" + connector.getLocalPort();
    }

    public Room room(String key) {
        return rooms.computeIfAbsent(key, this::newRoom);
    }

    private Room newRoom(String key) {
        YDoc doc = new YDoc();
        Room room = new Room(key, doc, time);
        room.observe((update, origin) -> changed(room));
        return room;
    }

    private void changed(Room room) {
        rooms.forEach((key, open) -> {
            if (open == room) {
                String id = ids.get(key);
                if (id == null) {
                    ids.put(key, UUID.randomUUID().toString());
                }
                tell(key, id == null ? "created" : "changed", "");
            }
        });
    }

    private void tell(String key, String event, String more) {
        DocumentKey named = DocumentKey.parse(key);
        Room feed = feeds.get(named.userName() + "/" + named.project());
        if (feed != null) {
            feed.sendStateless("{\"id\":\"" + ids.getOrDefault(key, "") + "\",\"project\":\"" + named.project()
                    + "\",\"path\":\"" + named.docPath() + "\",\"event\":\"" + event + "\"" + more + "}");
        }
    }

    /** Puts a document into the trash, as somebody else would. */
    public void trash(String key) {
        Room room = Objects.requireNonNull(rooms.remove(key));
        String id = id(key);
        trash.put(id, new Trashed(key, room));
        tell(key, "trashed", "");
        ids.remove(key);
        room.evict(CloseCodes.TRASHED, "this document is in the trash");
    }

    /** Gives a document another name, as somebody else would. */
    public void move(String from, String to) {
        rooms.put(to, Objects.requireNonNull(rooms.remove(from)));
        ids.put(to, Objects.requireNonNull(ids.remove(from)));
        aliases.put(from, to);
        DocumentKey former = DocumentKey.parse(from);
        tell(to, "moved", ",\"from\":{\"project\":\"" + former.project() + "\",\"path\":\"" + former.docPath() + "\"}");
    }

    /** Whether that document has that name just now. */
    public boolean isNamed(String id, String key) {
        return id.equals(ids.get(key));
    }

    public String id(String key) {
        return Objects.requireNonNull(ids.get(key));
    }

    public boolean isTrashed(String id) {
        return trash.containsKey(id);
    }

    public boolean exists(String key) {
        Room room = rooms.get(key);
        return room != null && exists(room);
    }

    public String text(String key) {
        return room(key).read(doc -> doc.getText("content").toString());
    }

    public void edit(String key, Consumer<YDoc> change) {
        room(key).edit("test", change);
    }

    /** Makes a document with a history of its own. */
    public void put(String key, String text) {
        edit(key, doc -> doc.getText("content").insert(0, text));
    }

    /** Forgets a document, as a relay whose database was emptied. */
    public void forget(String key) {
        rooms.remove(key);
        ids.remove(key);
    }

    /** Has whoever joins a document wait for that future; the one returned is done when somebody does. */
    public CompletableFuture<Void> holdJoins(String key, CompletableFuture<Void> until) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        held.put(key, () -> {
            asked.complete(null);
            return until;
        });
        return asked;
    }

    public int sockets() {
        return keeper.size();
    }

    /** Goes down and leaves the documents for the next one. */
    public MemoryRelay restart(Runnable between) throws Exception {
        int port = connector.getLocalPort();
        close();
        between.run();
        return new MemoryRelay(port, rooms, ids, trash, feeds);
    }

    /** The name of the document that a name leads to. */
    private String named(String key) {
        String to = rooms.containsKey(key) ? null : aliases.get(key);
        return to == null ? key : named(to);
    }

    private CompletableFuture<Admission> open(String asked, String token) {
        Supplier<CompletableFuture<Void>> hold = held.remove(asked);
        return hold == null ? admit(asked) : hold.get().thenCompose(done -> admit(asked));
    }

    private CompletableFuture<Admission> admit(String asked) {
        String name = named(asked);
        if (name.split("/", -1).length == 2) {
            Room feed = feeds.computeIfAbsent(name, project -> new Room(project, new YDoc(), time));
            return CompletableFuture.completedFuture(Admission.unlimited(new RoomLease(feed, () -> {})));
        }
        if (!rooms.containsKey(name) && trash.values().stream().anyMatch(one -> one.key.equals(name))) {
            return CompletableFuture.failedFuture(
                    new RefusedException(name + " is in the trash", new IllegalStateException(name)));
        }
        Admission admission = Admission.unlimited(new RoomLease(room(name), () -> {}));
        return CompletableFuture.completedFuture(
                readOnly
                        ? new Admission(admission.lease(), true, admission.authorship(), admission.revoked())
                        : admission);
    }

    private void api(String path, Request request, Response response, Callback callback) throws Exception {
        if (path.split("/", -1).length == 2) {
            boolean trashed = "trash=1".equals(request.getHttpURI().getQuery());
            String list = trashed ? trashListing(path) : listing(path);
            afterListing.run();
            answer(response, callback, 200, list.getBytes(StandardCharsets.UTF_8));
            return;
        }
        String key = DocumentKey.parseUrlPath(path).toString();
        if (request.getMethod().equals("GET")) {
            get(key, response, callback);
        } else if (request.getMethod().equals("DELETE")) {
            answer(response, callback, delete(key, request), new byte[0]);
        } else if (request.getMethod().equals("POST")) {
            answer(response, callback, act(key, request), new byte[0]);
        } else {
            byte[] body;
            try (var in = Content.Source.asInputStream(request)) {
                body = in.readAllBytes();
            }
            put(key, body, request, response, callback);
        }
    }

    /** How often documents were listed. */
    public int listings() {
        return listings.get();
    }

    private String listing(String path) {
        listings.incrementAndGet();
        StringBuilder json = new StringBuilder("{\"documents\":[");
        rooms.forEach((key, room) -> {
            if (key.startsWith(path + "/") && exists(room)) {
                json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                        .append("{\"docPath\":\"")
                        .append(key.substring(path.length() + 1))
                        .append("\",\"id\":\"")
                        .append(ids.get(key))
                        .append("\",\"stateHash\":\"")
                        .append(room.<String>read(YDoc::stateDigest))
                        .append("\"}");
            }
        });
        return json.append("]}").toString();
    }

    private String trashListing(String path) {
        StringBuilder json = new StringBuilder("{\"trash\":[");
        trash.forEach((id, document) -> {
            if (document.key.startsWith(path + "/")) {
                json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                        .append("{\"id\":\"")
                        .append(id)
                        .append("\"}");
            }
        });
        return json.append("]}").toString();
    }

    private int delete(String key, Request request) throws Exception {
        String id = Request.extractQueryParameters(request).getValue("id");
        String match = request.getHeaders().get(HttpHeader.IF_MATCH);
        Room room = rooms.get(key);
        if (room == null || !exists(room) || (id != null && !id.equals(ids.get(key)))) {
            return 404;
        }
        if (match != null && !match.equals(room.<String>read(MemoryRelay::etag))) {
            return 412;
        }
        trash(key);
        return 200;
    }

    private int act(String key, Request request) throws Exception {
        Fields query = Request.extractQueryParameters(request);
        String id = query.getValue("id");
        if ("move".equals(query.getValue("action"))) {
            String to = DocumentKey.parse(query.getValue("to")).toString();
            if (!exists(key) || !id(key).equals(id)) {
                return 404;
            }
            if (exists(to)) {
                return 409;
            }
            move(key, to);
            return 200;
        }
        return restore(String.valueOf(id));
    }

    /** Takes a document out of the trash; returns the HTTP status that says what came of it. */
    public int restore(String id) {
        Trashed document = trash.get(id);
        if (document == null) {
            return 404;
        }
        String key = document.key;
        if (exists(key)) {
            return 409;
        }
        trash.remove(id);
        YDoc doc = new YDoc();
        doc.applyUpdate(document.room.<byte[]>read(YDoc::encodeStateAsUpdate));
        Room room = new Room(key, doc, time);
        room.observe((update, origin) -> changed(room));
        rooms.put(key, room);
        ids.put(key, id);
        tell(key, "restored", "");
        return 200;
    }

    private void get(String key, Response response, Callback callback) {
        Room room = room(named(key));
        if (!exists(room)) {
            answer(response, callback, 404, new byte[0]);
            return;
        }
        response.getHeaders().put("Document-Id", id(named(key)));
        byte[] state = room.read(doc -> {
            response.getHeaders().put(HttpHeader.ETAG, etag(doc));
            return doc.encodeStateAsUpdate();
        });
        answer(response, callback, 200, state);
    }

    private void put(String key, byte[] body, Request request, Response response, Callback callback) {
        String match = request.getHeaders().get(HttpHeader.IF_MATCH);
        boolean create = "*".equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH));
        Room room = room(create ? key : named(key));
        if (match != null) {
            beforeUpdate.accept(key);
        }
        boolean taken = room.read(doc -> {
            boolean empty = doc.stateVector().isEmpty();
            if ((create && !empty) || (match != null && (empty || !match.equals(etag(doc))))) {
                return false;
            }
            room.apply(body, "put");
            if (create) {
                response.getHeaders().put("Document-Id", id(key));
            }
            response.getHeaders().put(HttpHeader.ETAG, etag(doc));
            return true;
        });
        if (taken && create) {
            afterCreation.accept(key);
        }
        answer(response, callback, taken ? create ? 201 : 200 : 412, new byte[0]);
    }

    private static boolean exists(Room room) {
        return room.read(doc -> !doc.stateVector().isEmpty());
    }

    private static String etag(YDoc doc) {
        return '"' + doc.stateDigest() + '"';
    }

    private static void answer(Response response, Callback callback, int status, byte[] body) {
        response.setStatus(status);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    @Override
    public void close() throws Exception {
        keeper.close();
        server.stop();
        time.close();
    }
}
