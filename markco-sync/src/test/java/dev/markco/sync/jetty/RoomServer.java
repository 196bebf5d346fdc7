package dev.markco.sync.jetty;

import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.room.UpdateGate;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.YDoc;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

/** A server of rooms that live in memory, on a free port of this machine: both framings, no store behind. */
public final class RoomServer implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final SystemTime time = SystemTime.named("room-server");
    private final SocketKeeper keeper = new SocketKeeper(time);
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();
    private final RoomLimits limits;
    private final RoomJournal journal;

    public RoomServer(RoomLimits limits, RoomJournal journal) throws Exception {
        this.limits = limits;
        this.journal = journal;
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        Upgrades upgrades = new Upgrades(server, limits);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                String path = request.getHttpURI().getPath();
                return path.equals("/collab")
                        ? upgrades.upgrade(RoomServer.this::collab, request, response, callback)
                        : upgrades.upgrade(
                                () -> new SyncSocket(lease(path.substring("/sync/".length())), limits, keeper),
                                request,
                                response,
                                callback);
            }
        });
        server.start();
    }

    public RoomServer() throws Exception {
        this(RoomLimits.DEFAULT, RoomJournal.NONE);
    }

    private CollabSocket collab() {
        return new CollabSocket(this::open, limits, keeper);
    }

    private CompletableFuture<Admission> open(String name, String token) {
        return name.startsWith("forbidden")
                ? CompletableFuture.failedFuture(new RefusedException("not yours"))
                : CompletableFuture.completedFuture(Admission.unlimited(lease(name)));
    }

    private RoomLease lease(String name) {
        return new RoomLease(room(URLDecoder.decode(name, StandardCharsets.UTF_8)), () -> {});
    }

    public Room room(String name) {
        return rooms.computeIfAbsent(name, key -> new Room(key, new YDoc(), limits, journal, UpdateGate.OPEN, time));
    }

    public URI sync() {
        return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/sync");
    }

    public URI collabUrl() {
        return URI.create("ws://127.0.0.1:" + connector.getLocalPort() + "/collab");
    }

    public int sockets() {
        return keeper.size();
    }

    @Override
    public void close() throws Exception {
        keeper.close();
        server.stop();
        time.close();
    }
}
