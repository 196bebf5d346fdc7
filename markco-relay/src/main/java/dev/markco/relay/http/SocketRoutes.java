package dev.markco.relay.http;

import dev.markco.relay.DocumentRegistry;
import dev.markco.relay.ProjectFeeds;
import dev.markco.relay.identity.Caller;
import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.store.DocumentTrashedException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.jetty.CollabSocket;
import dev.markco.sync.jetty.RefusedException;
import dev.markco.sync.jetty.SocketKeeper;
import dev.markco.sync.jetty.SyncSocket;
import dev.markco.sync.jetty.Upgrades;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of sockets: {@code /sync/<key>} and {@code /u/<user>/sync/<project>/<path>} for y-websocket clients,
 * {@code /collab} for Hocuspocus ones.
 *
 * <p>A y-websocket client is refused at the HTTP upgrade, never after it: it takes an accepted socket for success and
 * comes back without delay.
 */
public final class SocketRoutes {
    private static final Logger log = LoggerFactory.getLogger(SocketRoutes.class);
    private static final String SYNC = "/sync/";
    private static final String PROXIED = "/u/";
    private static final String COLLAB = "/collab";

    private final Gatekeeper gatekeeper;
    private final DocumentRegistry registry;
    private final ProjectFeeds feeds;
    private final Upgrades upgrades;
    private final RoomLimits limits;
    private final SocketKeeper keeper;
    private final ScheduledExecutorService scheduler;

    public SocketRoutes(
            Gatekeeper gatekeeper,
            DocumentRegistry registry,
            ProjectFeeds feeds,
            Upgrades upgrades,
            RoomLimits limits,
            SocketKeeper keeper,
            ScheduledExecutorService scheduler) {
        this.gatekeeper = gatekeeper;
        this.registry = registry;
        this.feeds = feeds;
        this.upgrades = upgrades;
        this.limits = limits;
        this.keeper = keeper;
        this.scheduler = scheduler;
    }

    boolean handles(String path) {
        return path.startsWith(SYNC) || path.startsWith(PROXIED) || path.equals(COLLAB);
    }

    void handle(String path, Request request, Response response, Callback callback) {
        Caller caller = gatekeeper.identify(Requests.facts(request));
        if (path.equals(COLLAB)) {
            requireUpgrade(request);
            CollabSocket socket = new CollabSocket((name, token) -> open(caller, name), limits, keeper, scheduler);
            boolean upgraded = false;
            try {
                upgraded = upgrades.upgrade(() -> socket, request, response, callback);
            } catch (RuntimeException e) {
                log.debug("an upgrade failed", e);
            }
            if (!upgraded) {
                noHandshake(response, callback);
            }
            return;
        }
        DocumentKey key = DocumentKey.parseUrlPath(keyPart(path));
        Gatekeeper.require(caller, key.userId());
        requireUpgrade(request);
        registry.open(key).whenComplete((lease, failure) -> {
            if (failure != null) {
                notOpened(key, failure, response, callback);
            } else {
                upgrade(lease, request, response, callback);
            }
        });
    }

    private void upgrade(RoomLease lease, Request request, Response response, Callback callback) {
        boolean upgraded = false;
        try {
            SyncSocket socket = new SyncSocket(lease, limits, keeper);
            if (asksForCounts(request)) {
                socket.countDurable();
            }
            // A client that left while the document was loaded never becomes a session that could close.
            Request.addCompletionListener(request, failure -> {
                if (failure != null) {
                    socket.abandonUnlessOpen();
                }
            });
            upgraded = upgrades.upgrade(() -> socket, request, response, callback);
            if (!upgraded) {
                noHandshake(response, callback);
            }
        } catch (RuntimeException e) {
            log.debug("an upgrade failed", e);
            noHandshake(response, callback);
        } finally {
            if (!upgraded) {
                lease.close();
            }
        }
    }

    private static boolean asksForCounts(Request request) {
        return "1".equals(Request.extractQueryParameters(request).getValue("ack"));
    }

    private static void noHandshake(Response response, Callback callback) {
        Answers.error(response, callback, 400, "this is no WebSocket handshake", "Use a y-websocket client.");
    }

    private CompletionStage<RoomLease> open(Caller caller, String name) {
        try {
            if (name.chars().filter(c -> c == '/').count() == 1) {
                return CompletableFuture.completedFuture(openFeed(caller, name));
            }
            DocumentKey key = DocumentKey.parse(name);
            Gatekeeper.require(caller, key.userId());
            return registry.open(key).exceptionallyCompose(failure -> CompletableFuture.failedFuture(refusal(failure)));
        } catch (InvalidKeyException | RefusedRequestException e) {
            log.debug("a document is refused to {}: {}", caller, e.getMessage());
            return CompletableFuture.failedFuture(new RefusedException(String.valueOf(e.getMessage()), e));
        }
    }

    /** {@code user/project}: the events of a project's documents (R24). */
    private RoomLease openFeed(Caller caller, String name) {
        DocumentKey inside = DocumentKey.parse(name + "/x");
        Gatekeeper.require(caller, inside.userId());
        return feeds.open(inside.userId(), inside.project());
    }

    /** A document in the trash is refused for good; its client must not come back for it. */
    private static Throwable refusal(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        return cause instanceof DocumentTrashedException trashed
                ? new RefusedException(String.valueOf(trashed.getMessage()), trashed)
                : cause;
    }

    /** {@code /u/<user>/sync/<project>/<path>} and {@code /sync/<user>/<project>/<path>} name the same document. */
    private static String keyPart(String path) {
        if (path.startsWith(SYNC)) {
            return path.substring(SYNC.length());
        }
        String[] parts = path.substring(PROXIED.length()).split("/", 3);
        if (parts.length < 3 || !parts[1].equals("sync")) {
            throw new RefusedRequestException(
                    404, "there is nothing at this address", "Sockets are at /u/<user>/sync/<project>/<path>.");
        }
        return parts[0] + '/' + parts[2];
    }

    private static void requireUpgrade(Request request) {
        if (!Upgrades.isUpgrade(request)) {
            throw new RefusedRequestException(
                    426, "this address speaks WebSocket only", "Use a Yjs provider, or GET /api/documents/<key>.");
        }
    }

    private static void notOpened(DocumentKey key, Throwable failure, Response response, Callback callback) {
        if (Failures.cause(failure) instanceof DocumentTrashedException) {
            Answers.refusal(response, callback, Failures.trashed(key));
            return;
        }
        Answers.error(
                response,
                callback,
                503,
                "the document could not be loaded",
                "The relay's log says why; clients come back by themselves.");
    }
}
