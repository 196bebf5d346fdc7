package dev.markco.agent.internal.local;

import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.project.Project;
import dev.markco.agent.internal.project.RefusedDocumentException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.jetty.SocketKeeper;
import dev.markco.sync.jetty.SyncSocket;
import dev.markco.sync.jetty.UnreadBodies;
import dev.markco.sync.jetty.Upgrades;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.time.Time;
import dev.markco.yjs.StateVector;
import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;

/**
 * The port for local editors: y-websocket at {@code /<docPath>}, {@code GET /health} and {@code GET /status}
 * ({@code ?summary=1} without the documents), {@code POST /pause} and {@code POST /resume}. Works with no
 * relay at all. Thread-safe.
 */
public final class LocalServer implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(LocalServer.class);
    private static final int MAX_THREADS = 16;
    private static final Duration AWARENESS_SWEEP = Duration.ofSeconds(5);

    private final Server server;
    private final ServerConnector connector;
    private final SocketKeeper keeper;
    private final Upgrades upgrades;
    private final Project project;
    private final Control control;
    private final Time time;
    private final ObjectMapper json = new ObjectMapper();
    /** What goes before a path to make it a key's address. */
    private final String keyPrefix;

    /** What may be asked of the agent at its port. */
    public interface Control {
        /** How everything stands, as it is said in JSON. */
        Map<String, @Nullable Object> status();

        /** As {@link #status}, without the documents, which is much less to say. */
        Map<String, @Nullable Object> summary();

        /** Whether somebody said that nothing is to be done for now. */
        boolean isPaused();

        void pause() throws IOException;

        /** Goes on; with {@code restore}, files that are gone are written again. */
        void resume(boolean restore) throws IOException;
    }

    public LocalServer(String host, int port, Project project, Control control, Time time) {
        this.project = project;
        this.control = control;
        this.time = time;
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
        threads.setName("markco-local");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1);
        connector.setHost(host);
        connector.setPort(port);
        server.addConnector(connector);
        this.keeper = new SocketKeeper(time);
        this.upgrades = new Upgrades(server, RoomLimits.DEFAULT);
        DocumentKey any = project.names().ofDocPath("x");
        String address = any.toUrlPath();
        this.keyPrefix = address.substring(0, address.length() - 1);
        server.setHandler(new UnreadBodies(new Routes()));
    }

    /**
     * Starts to listen.
     *
     * @throws BindException when the port is taken
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException) {
                    BindException taken = new BindException(
                            "port " + connector.getPort() + " on " + connector.getHost() + " is taken");
                    taken.initCause(e);
                    throw taken;
                }
            }
            throw new IOException("unable to listen on port " + connector.getPort(), e);
        }
        time.every(AWARENESS_SWEEP, this::expireAwareness);
    }

    /** The port that is listened on. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        keeper.closeAll("the agent stops");
        keeper.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("unable to stop listening", e);
        }
    }

    private void expireAwareness() {
        for (AgentDocument document : project.documents()) {
            Room room = document.view().room();
            if (room != null && room.connectionCount() > 0) {
                room.expireAwareness();
            }
        }
    }

    private final class Routes extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            String refusal = OriginCheck.refusal(
                    request.getHeaders().get(HttpHeader.HOST),
                    request.getHeaders().get(HttpHeader.ORIGIN));
            if (refusal != null) {
                answer(response, callback, 403, Map.of("error", refusal));
                return true;
            }
            String path = request.getHttpURI().getPath();
            if (Upgrades.isUpgrade(request)) {
                upgrade(path, request, response, callback);
            } else if (path.equals("/health")) {
                answer(response, callback, 200, Map.of("status", "ok"));
            } else if (path.equals("/status")) {
                boolean summary =
                        "1".equals(Request.extractQueryParameters(request).getValue("summary"));
                answer(response, callback, 200, summary ? control.summary() : control.status());
            } else if (path.equals("/pause") || path.equals("/resume")) {
                control(path, request, response, callback);
            } else {
                answer(
                        response,
                        callback,
                        404,
                        Map.of("error", "there is /health, /status, and a document's WebSocket"));
            }
            return true;
        }

        private void control(String path, Request request, Response response, Callback callback) {
            if (!request.getMethod().equals("POST")) {
                response.getHeaders().put(HttpHeader.ALLOW, "POST");
                answer(response, callback, 405, Map.of("error", "POST is how to ask for that"));
                return;
            }
            try {
                if (path.equals("/pause")) {
                    control.pause();
                } else {
                    control.resume(
                            "1".equals(Request.extractQueryParameters(request).getValue("restore")));
                }
                answer(response, callback, 200, Map.of("paused", control.isPaused()));
            } catch (IOException e) {
                log.warn("{} failed: {}", path, e.getMessage());
                answer(response, callback, 503, Map.of("error", String.valueOf(e.getMessage())));
            }
        }

        private void upgrade(String path, Request request, Response response, Callback callback) {
            try {
                DocumentKey key = DocumentKey.parseUrlPath(keyPrefix + path.substring(1));
                RoomLease lease = project.lease(key.docPath());
                boolean choose = project.hadOthers(key.docPath());
                if (!upgrades.upgrade(() -> socket(key.docPath(), lease, choose), request, response, callback)) {
                    lease.close();
                }
            } catch (InvalidKeyException | RefusedDocumentException e) {
                answer(response, callback, 400, Map.of("error", String.valueOf(e.getMessage())));
            } catch (IOException e) {
                log.warn("'{}' cannot be opened for an editor: {}", path, e.getMessage());
                answer(response, callback, 503, Map.of("error", String.valueOf(e.getMessage())));
            }
        }

        private SyncSocket socket(String docPath, RoomLease lease, boolean choose) {
            SyncSocket socket = new SyncSocket(lease, RoomLimits.DEFAULT, keeper);
            if (choose) {
                socket.chooseBy(history -> former(docPath, history));
            }
            return socket;
        }

        private @Nullable RoomLease former(String docPath, StateVector history) {
            try {
                return project.lease(docPath, history);
            } catch (IOException | RefusedDocumentException e) {
                log.warn("'{}' cannot be looked for among others: {}", docPath, e.getMessage());
                return null;
            }
        }

        private void answer(Response response, Callback callback, int code, Object body) {
            response.setStatus(code);
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
            response.write(true, ByteBuffer.wrap(json.writeValueAsBytes(body)), callback);
        }
    }
}
