package dev.markco.agent;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.jetty.Admission;
import dev.markco.sync.jetty.CollabSocket;
import dev.markco.sync.jetty.SocketKeeper;
import dev.markco.sync.jetty.Upgrades;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.YDoc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** A relay for tests: real rooms and sockets, documents in memory, the part of the HTTP API that an agent uses. */
public final class MemoryRelay implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final SocketKeeper keeper = new SocketKeeper(scheduler);
    private final Map<String, Room> rooms;

    /** Runs just before an update under an ETag is decided about. */
    public volatile Consumer<String> beforeUpdate = key -> {};

    public MemoryRelay() throws Exception {
        this(0, new ConcurrentHashMap<>());
    }

    private MemoryRelay(int port, Map<String, Room> rooms) throws Exception {
        this.rooms = rooms;
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
                            () -> new CollabSocket(MemoryRelay.this::open, RoomLimits.DEFAULT, keeper, scheduler),
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
        return rooms.computeIfAbsent(key, name -> new Room(name, new YDoc()));
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
    }

    public int sockets() {
        return keeper.size();
    }

    /** Goes down and leaves the documents for the next one. */
    public MemoryRelay restart(Runnable between) throws Exception {
        int port = connector.getLocalPort();
        close();
        between.run();
        return new MemoryRelay(port, rooms);
    }

    private CompletableFuture<Admission> open(String name, String token) {
        return CompletableFuture.completedFuture(Admission.unlimited(new RoomLease(room(name), () -> {})));
    }

    private void api(String path, Request request, Response response, Callback callback) throws Exception {
        if (path.split("/", -1).length == 2) {
            answer(response, callback, 200, listing(path).getBytes(StandardCharsets.UTF_8));
            return;
        }
        String key = DocumentKey.parseUrlPath(path).toString();
        if (request.getMethod().equals("GET")) {
            get(key, response, callback);
        } else {
            byte[] body;
            try (var in = Content.Source.asInputStream(request)) {
                body = in.readAllBytes();
            }
            put(key, body, request, response, callback);
        }
    }

    private String listing(String path) {
        StringBuilder json = new StringBuilder("{\"documents\":[");
        rooms.forEach((key, room) -> {
            if (key.startsWith(path + "/") && exists(room)) {
                json.append(json.charAt(json.length() - 1) == '[' ? "" : ",")
                        .append("{\"docPath\":\"")
                        .append(key.substring(path.length() + 1))
                        .append("\"}");
            }
        });
        return json.append("]}").toString();
    }

    private void get(String key, Response response, Callback callback) {
        Room room = room(key);
        if (!exists(room)) {
            answer(response, callback, 404, new byte[0]);
            return;
        }
        byte[] state = room.read(doc -> {
            response.getHeaders().put(HttpHeader.ETAG, etag(doc));
            return doc.encodeStateAsUpdate();
        });
        answer(response, callback, 200, state);
    }

    private void put(String key, byte[] body, Request request, Response response, Callback callback) {
        Room room = room(key);
        String match = request.getHeaders().get(HttpHeader.IF_MATCH);
        boolean create = "*".equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH));
        if (match != null) {
            beforeUpdate.accept(key);
        }
        boolean taken = room.read(doc -> {
            boolean empty = doc.stateVector().isEmpty();
            if ((create && !empty) || (match != null && (empty || !match.equals(etag(doc))))) {
                return false;
            }
            room.apply(body, "put");
            return true;
        });
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
        scheduler.shutdownNow();
    }
}
