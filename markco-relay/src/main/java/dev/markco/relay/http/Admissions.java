package dev.markco.relay.http;

import dev.markco.relay.documents.DocumentRegistry;
import dev.markco.relay.documents.ProjectFeeds;
import dev.markco.relay.identity.Caller;
import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.identity.Identity;
import dev.markco.relay.identity.Sender;
import dev.markco.relay.identity.Watch;
import dev.markco.relay.store.DocumentTrashedException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.Stages;
import dev.markco.sync.jetty.Admission;
import dev.markco.sync.jetty.Revocation;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.RoomLease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** How a client that is known gets a document: a place on it, the document itself, and a watch over the client's token. */
final class Admissions {
    private final DocumentRegistry registry;
    private final ProjectFeeds feeds;
    private final Callers callers;
    private final SocketBudget budget;

    Admissions(DocumentRegistry registry, ProjectFeeds feeds, Callers callers, SocketBudget budget) {
        this.registry = registry;
        this.feeds = feeds;
        this.callers = callers;
        this.budget = budget;
    }

    /**
     * Opens a document; fails as {@link DocumentRegistry#open} does, and with 410 when it is in the trash (R20).
     *
     * @throws dev.markco.relay.identity.RefusedRequestException with 403 or 429
     */
    CompletionStage<Admission> open(Identity identity, Sender sender, DocumentKey key) {
        Gatekeeper.require(identity.caller(), key.userId());
        return open(identity, sender, key, budget.on(key));
    }

    /** As {@link #open}, for a client that has the document open and gives the other admission back in exchange. */
    CompletionStage<Admission> exchange(Identity identity, Sender sender, DocumentKey key) {
        Gatekeeper.require(identity.caller(), key.userId());
        return open(identity, sender, key, budget.inExchangeOn(key));
    }

    /**
     * Opens the feed of the project that {@code inside} would be in (R24).
     *
     * @throws dev.markco.relay.identity.RefusedRequestException with 403
     */
    Admission openFeed(Identity identity, DocumentKey inside) {
        Gatekeeper.require(identity.caller(), inside.userId());
        return feed(identity, feeds.open(inside.userId(), inside.project()));
    }

    /**
     * Opens the feed of all projects of the user that {@code inside} would belong to (R24).
     *
     * @throws dev.markco.relay.identity.RefusedRequestException with 403
     */
    Admission openFeeds(Identity identity, DocumentKey inside) {
        Gatekeeper.require(identity.caller(), inside.userId());
        return feed(identity, feeds.openAll(inside.userId()));
    }

    private Admission feed(Identity identity, RoomLease lease) {
        Watch watch = callers.watch(identity);
        RoomLease all = new RoomLease(lease.room(), () -> {
            watch.close();
            lease.close();
        });
        return new Admission(all, identity.caller().isReadOnly(), Authorship.UNKNOWN, revoked(watch));
    }

    private CompletionStage<Admission> open(Identity identity, Sender sender, DocumentKey key, Slot slot) {
        CompletionStage<RoomLease> opening;
        try {
            opening = registry.open(key)
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(
                            Stages.cause(failure) instanceof DocumentTrashedException
                                    ? Failures.trashed(key)
                                    : Stages.cause(failure)));
        } catch (RuntimeException | Error e) {
            slot.close();
            throw e;
        }
        return opening.whenComplete((lease, failure) -> {
                    if (failure != null) {
                        slot.close();
                    }
                })
                .thenApply(lease -> {
                    Watch watch = callers.watch(identity);
                    RoomLease all = new RoomLease(lease.room(), () -> {
                        watch.close();
                        slot.close();
                        lease.close();
                    });
                    Caller caller = identity.caller();
                    return new Admission(
                            all, caller.isReadOnly(), sender.authorship(caller, key.userId(), null), revoked(watch));
                });
    }

    static CompletionStage<Revocation> revoked(Watch watch) {
        return watch.ended().thenApply(reason -> new Revocation(CloseCodes.UNAUTHORIZED, reason));
    }
}
