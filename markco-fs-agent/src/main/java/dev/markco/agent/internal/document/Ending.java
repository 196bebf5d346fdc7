package dev.markco.agent.internal.document;

import dev.markco.agent.internal.file.OnDisk;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.CloseCodes;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a document: as deleted, as nothing, under this name, or with the agent. Confined to the document's turn.
 */
final class Ending {
    private final DocumentKey key;
    private final DocumentSetup setup;
    private final OnDisk onDisk;
    private final Residence residence;

    /** It has ended, and its log is still to be buried. */
    private boolean burying;

    Ending(DocumentKey key, DocumentSetup setup, OnDisk onDisk, Residence residence) {
        this.key = key;
        this.setup = setup;
        this.onDisk = onDisk;
        this.residence = residence;
    }

    /** Whether the document has ended as deleted, and its log could not be buried: {@link #bury} is to be tried again. */
    boolean isUnfinished() {
        return burying;
    }

    /** The document was deleted: it leaves no log. */
    void trash(OpenDocument now) throws IOException {
        now.away().depart(CloseCodes.TRASHED, "this document was deleted", false);
        bury();
    }

    /** Ends the document without a log. */
    void bury() throws IOException {
        burying = true;
        over();
        onDisk.close();
        setup.state().buried().bury(key.docPath());
        burying = false;
    }

    /** The document is nothing: it ends unless somebody holds it. Returns whether it has. */
    boolean dissolve(OpenDocument now) throws IOException {
        if (!residence.overUnlessHeld()) {
            return false;
        }
        setup.crowd().leave(residence);
        onDisk.close();
        now.away().depart(CloseCodes.TRY_AGAIN_LATER, "there is no such document", false);
        return true;
    }

    /** Ends the document under this name; all that is known of it is returned, for another name. Its log stays. */
    Departure depart(OpenDocument now) throws IOException {
        Entry.Snapshot snapshot =
                now.away().depart(CloseCodes.TRY_AGAIN_LATER, "this document has another name now", true);
        over();
        return new Departure(snapshot, onDisk);
    }

    private void over() {
        residence.over();
        setup.crowd().leave(residence);
    }

    /** As {@link AgentDocument#end}. */
    void end() throws IOException {
        OpenDocument now = residence.endInMemory();
        if (now != null) {
            now.away().end();
        }
    }

    /** As {@link AgentDocument#close}. */
    @Nullable
    AtRest close() throws IOException {
        OpenDocument now = residence.open();
        residence.over();
        onDisk.close();
        if (now != null) {
            return now.away().close();
        }
        DocumentAtRest known = residence.atRest();
        return known.presence().isMissing() ? null : known.rest();
    }
}
