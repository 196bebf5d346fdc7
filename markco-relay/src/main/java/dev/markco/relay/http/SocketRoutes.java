package dev.markco.relay.http;

import dev.markco.relay.documents.DocumentRegistry;
import dev.markco.relay.documents.ProjectFeeds;
import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.Claim;
import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.identity.Identity;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.identity.RequestFacts;
import dev.markco.relay.identity.Sender;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.Stages;
import dev.markco.sync.jetty.Admission;
import dev.markco.sync.jetty.CollabSocket;
import dev.markco.sync.jetty.SocketKeeper;
import dev.markco.sync.jetty.SyncSocket;
import dev.markco.sync.jetty.Upgrades;
import dev.markco.sync.room.Means;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
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

    private final Callers callers;
    private final Admissions admissions;
    private final SocketBudget budget;
    private final Upgrades upgrades;
    private final RoomLimits limits;
    private final SocketKeeper keeper;

    public SocketRoutes(
            Callers callers,
            DocumentRegistry registry,
            ProjectFeeds feeds,
            SocketBudget budget,
            Upgrades upgrades,
            RoomLimits limits,
            SocketKeeper keeper) {
        this.callers = callers;
        this.admissions = new Admissions(registry, feeds, callers, budget);
        this.budget = budget;
        this.upgrades = upgrades;
        this.limits = limits;
        this.keeper = keeper;
    }

    boolean handles(String path) {
        return path.startsWith(SYNC) || path.startsWith(PROXIED) || path.equals(COLLAB);
    }

    void handle(String path, Request request, Response response, Callback callback) {
        RequestFacts facts = Requests.facts(request);
        Claim claim = callers.claim(facts);
        Sender sender = Sender.of(facts, UUID.randomUUID(), Means.CLIENT);
        if (path.equals(COLLAB)) {
            requireUpgrade(request);
            collab(claim, sender, request, response, callback);
        } else {
            DocumentKey key = DocumentKey.parseUrlPath(keyPart(path));
            sync(claim, sender, key, request, response, callback);
        }
    }

    private void sync(
            Claim claim, Sender sender, DocumentKey key, Request request, Response response, Callback callback) {
        Slot socket = budget.socket();
        callers.settle(claim)
                .thenCompose(identity -> {
                    Gatekeeper.require(identity.caller(), key.userId());
                    requireUpgrade(request);
                    Slot user = budget.ofUser(key.userId());
                    return closedOnFailure(user, () -> admissions.open(identity, sender, key))
                            .thenApply(admission -> with(admission, user, socket));
                })
                .whenComplete((admission, failure) -> Failures.guarded(request, response, callback, () -> {
                    if (failure != null) {
                        socket.close();
                        refuse(failure, request, response, callback);
                    } else {
                        upgrade(admission, request, response, callback);
                    }
                }));
    }

    private static CompletionStage<Admission> closedOnFailure(Slot slot, Supplier<CompletionStage<Admission>> opening) {
        CompletionStage<Admission> stage;
        try {
            stage = opening.get();
        } catch (RuntimeException | Error e) {
            slot.close();
            throw e;
        }
        return stage.whenComplete((admission, failure) -> {
            if (failure != null) {
                slot.close();
            }
        });
    }

    /** The same admission, which also gives back what the socket itself takes. */
    private static Admission with(Admission admission, Slot user, Slot socket) {
        RoomLease lease = new RoomLease(admission.lease().room(), () -> {
            admission.lease().close();
            user.close();
            socket.close();
        });
        return new Admission(lease, admission.readOnly(), admission.authorship(), admission.revoked());
    }

    private void upgrade(Admission admission, Request request, Response response, Callback callback) {
        boolean upgraded = false;
        try {
            SyncSocket socket = new SyncSocket(admission, limits, keeper);
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
                admission.lease().close();
            }
        }
    }

    private void collab(Claim claim, Sender sender, Request request, Response response, Callback callback) {
        Slot slot = budget.socket();
        CompletionStage<@Nullable Identity> named = isNamed(claim)
                ? callers.settle(claim).thenApply(identity -> identity)
                : CompletableFuture.completedFuture(null);
        named.whenComplete((identity, failure) -> Failures.guarded(request, response, callback, () -> {
            if (failure != null) {
                slot.close();
                Failures.answer(request, response, callback, failure);
            } else {
                collab(
                        new CollabClient(callers, admissions, budget, claim, sender, identity, slot),
                        request,
                        response,
                        callback);
            }
        }));
    }

    /** Whether the request itself says who sent it; where it does not, the messages may, if tokens mean anything here. */
    private boolean isNamed(Claim claim) {
        return claim instanceof Claim.Known known
                ? !known.assumed()
                : claim instanceof Claim.Presented || !callers.checksTokens();
    }

    private void collab(CollabClient client, Request request, Response response, Callback callback) {
        boolean upgraded = false;
        try {
            CollabSocket socket = new CollabSocket(client, limits, keeper);
            Request.addCompletionListener(request, failure -> {
                if (failure != null) {
                    socket.abandonUnlessOpen();
                }
            });
            upgraded = upgrades.upgrade(() -> socket, request, response, callback);
        } catch (RuntimeException e) {
            log.debug("an upgrade failed", e);
        }
        if (!upgraded) {
            client.ended();
            noHandshake(response, callback);
        }
    }

    private static boolean asksForCounts(Request request) {
        return "1".equals(Request.extractQueryParameters(request).getValue("ack"));
    }

    private static void noHandshake(Response response, Callback callback) {
        Answers.error(response, callback, 400, "this is no WebSocket handshake", "Use a y-websocket client.");
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

    private static void refuse(Throwable failure, Request request, Response response, Callback callback) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof RefusedRequestException) {
            Failures.answer(request, response, callback, cause);
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
