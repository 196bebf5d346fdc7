package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.talk.RelaySide;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hears what the relay says of a document, and passes it on to where it counts: to memory, or to rest. Thread-safe. */
public final class RelayNews {
    private final DocumentKey key;
    private final Residence residence;
    private final DocumentSetup.@Nullable Relay way;

    /** Who the document was on the relay when it was taken up from there. */
    private volatile Entry.@Nullable Identity taken;
    /** Its file came back after it had been deleted. */
    private volatile boolean returning;

    RelayNews(DocumentKey key, Residence residence, DocumentSetup.@Nullable Relay way) {
        this.key = key;
        this.residence = residence;
        this.way = way;
    }

    /**
     * The document is taken up because the relay lists it. Should it be renamed there before it has come, that is a rename
     * and not another document.
     */
    public void takenAs(String id) {
        knownAs(new Entry.Identity(id, key.docPath()));
    }

    /** Who the document is, from before it has been opened: a list that comes earlier must not take it for another one. */
    public void knownAs(Entry.@Nullable Identity identity) {
        taken = identity;
    }

    /** The document was deleted, and its file is there again: if the relay has it in the trash, it is restored. */
    public void returns(Entry.@Nullable Identity identity) {
        taken = identity;
        returning = true;
    }

    /** Whether its file came back after it had been deleted. */
    boolean isReturning() {
        return returning;
    }

    /** Who the document was on the relay when it was taken up, null when nobody knew. */
    Entry.@Nullable Identity taken() {
        return taken;
    }

    /** Forgets who the document was on the relay when it was taken up. */
    void forgetIdentity() {
        taken = null;
    }

    /** What the relay's list says. */
    public void stand(Standing news) {
        tell(residence.stood(news), relay -> relay.stand(news));
    }

    /** Somebody changed the document on the relay, as its feed says. */
    public void changed(String id) {
        tell(residence.changedThere(id), relay -> relay.changed(id));
    }

    private void tell(Residence.Heard heard, Consumer<RelaySide> news) {
        OpenDocument now = heard.open();
        RelaySide relay = now == null ? null : now.relay();
        if (heard.doubtful() && way != null) {
            way.onDoubt().run();
        } else if (relay != null) {
            news.accept(relay);
        } else if (heard.wakes()) {
            residence.signal();
        }
    }

    /** Takes a document out of the relay's trash, since there is more of it here. In the document's turn. */
    void restore(OpenDocument now, String id) throws IOException {
        if (way != null) {
            RelayHttp.Outcome outcome = way.http().restore(key, id);
            returning = false;
            switch (outcome) {
                case DONE -> stand(Standing.listed(id, null));
                case MISSING, TAKEN, CHANGED -> {
                    forgetIdentity();
                    now.forgetIdentity();
                    way.onDoubt().run();
                }
            }
        }
    }
}
