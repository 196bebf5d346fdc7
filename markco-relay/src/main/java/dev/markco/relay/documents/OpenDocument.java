package dev.markco.relay.documents;

import dev.markco.relay.store.DocumentRef;
import dev.markco.sync.room.RoomLease;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A document that is open.
 *
 * @param document its name and identity, which change with it
 * @param lease what keeps it in memory; whoever opened it closes this
 */
public record OpenDocument(DocumentRef document, RoomLease lease) {
    /** Does something with the document and closes the lease when that has ended, well or not. */
    public <T> CompletionStage<T> use(Function<OpenDocument, CompletionStage<T>> work) {
        CompletionStage<T> done;
        try {
            done = work.apply(this);
        } catch (RuntimeException | Error e) {
            lease.close();
            throw e;
        }
        return done.whenComplete((result, failure) -> lease.close());
    }
}
