package dev.markco.relay.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.Claim;
import dev.markco.relay.identity.Identity;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.identity.Sender;
import dev.markco.relay.identity.Watch;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.Stages;
import dev.markco.sync.jetty.Admission;
import dev.markco.sync.jetty.CollabGate;
import dev.markco.sync.jetty.RefusedException;
import dev.markco.sync.jetty.Revocation;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client of one Hocuspocus socket and what it may open.
 *
 * <p>A client that its upgrade named, by a token or through a proxy, is that one for all its documents. One that it did not
 * name is whoever the token of a document's auth message says, for that document; without such a token it is who a request
 * that names nobody is, if anyone. Thread-safe.
 */
final class CollabClient implements CollabGate {
    private static final Logger log = LoggerFactory.getLogger(CollabClient.class);
    private static final int UNAVAILABLE = 503;

    private final Callers callers;
    private final Admissions admissions;
    private final SocketBudget budget;
    private final Claim claim;
    private final Sender sender;
    /** Who the upgrade named; null when nobody. */
    private final @Nullable Identity named;

    private final Slot socket;
    private final Watch watch;
    /** The places of the users for whom this socket has opened something. */
    @GuardedBy("this")
    private final Map<UUID, Slot> users = new HashMap<>();

    @GuardedBy("this")
    private boolean ended;

    /** A client that takes over its socket's place. */
    CollabClient(
            Callers callers,
            Admissions admissions,
            SocketBudget budget,
            Claim claim,
            Sender sender,
            @Nullable Identity named,
            Slot socket) {
        this.callers = callers;
        this.admissions = admissions;
        this.budget = budget;
        this.claim = claim;
        this.sender = sender;
        this.named = named;
        this.socket = socket;
        this.watch = named == null ? Watch.ofNothing() : callers.watch(named);
    }

    @Override
    public CompletionStage<Admission> open(String documentName, String token) {
        return open(documentName, token, (identity, key) -> admissions.open(identity, sender, key));
    }

    @Override
    public CompletionStage<Admission> renew(String documentName, String token) {
        return open(documentName, token, (identity, key) -> admissions.exchange(identity, sender, key));
    }

    private CompletionStage<Admission> open(
            String name, String token, BiFunction<Identity, DocumentKey, CompletionStage<Admission>> way) {
        DocumentKey key;
        long slashes = name.chars().filter(c -> c == '/').count();
        try {
            key = DocumentKey.parse(slashes == 0 ? name + "/x/x" : slashes == 1 ? name + "/x" : name);
        } catch (InvalidKeyException e) {
            return CompletableFuture.failedFuture(new RefusedException(String.valueOf(e.getMessage()), e));
        }
        return identify(token)
                .thenCompose(identity -> {
                    CompletionStage<Admission> opening = slashes == 0
                            ? CompletableFuture.completedFuture(admissions.openFeeds(identity, key))
                            : slashes == 1
                                    ? CompletableFuture.completedFuture(admissions.openFeed(identity, key))
                                    : way.apply(identity, key);
                    return opening.thenApply(admission -> counted(key.userId(), admission));
                })
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(translated(failure)));
    }

    private CompletionStage<Identity> identify(String token) {
        Identity known = named;
        if (known != null) {
            return CompletableFuture.completedFuture(known);
        }
        return token.isEmpty() || !callers.checksTokens() ? callers.settle(claim) : callers.check(token);
    }

    private Admission counted(UUID user, Admission admission) {
        try {
            count(user);
            return admission;
        } catch (RefusedRequestException e) {
            admission.lease().close();
            throw e;
        }
    }

    private synchronized void count(UUID user) {
        if (!ended && !users.containsKey(user)) {
            users.put(user, budget.ofUser(user));
        }
    }

    /** What is refused for now is to be asked for again on another socket; what is refused for good is told. */
    private static Throwable translated(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof RefusedRequestException refused && refused.status() != UNAVAILABLE) {
            log.debug("a document is refused: {}", refused.getMessage());
            return new RefusedException(String.valueOf(refused.getMessage()), refused);
        }
        return cause instanceof CompletionException ? failure : cause;
    }

    @Override
    public CompletionStage<Revocation> revoked() {
        return Admissions.revoked(watch);
    }

    @Override
    public synchronized void ended() {
        ended = true;
        watch.close();
        users.values().forEach(Slot::close);
        users.clear();
        socket.close();
    }
}
