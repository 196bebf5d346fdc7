package dev.markco.sync.jetty;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.RoomLease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One client's right to one document, which whoever holds it gives back by closing the lease.
 *
 * @param lease the document; what else the right holds is given back with it
 * @param readOnly whether nothing that the client sends may change the document
 * @param authorship whose the changes are that the client sends
 * @param revoked completes when the right ends while the client is still connected; each admission has a stage of its own
 */
public record Admission(RoomLease lease, boolean readOnly, Authorship authorship, CompletionStage<Revocation> revoked) {
    /** The right to read and write for as long as the client stays. */
    public static Admission unlimited(RoomLease lease) {
        return new Admission(lease, false, Authorship.UNKNOWN, new CompletableFuture<>());
    }
}
