package dev.markco.agent.internal.talk;

import dev.markco.agent.internal.decision.Joining;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.replica.Adoption;
import dev.markco.agent.internal.replica.DocumentText;
import dev.markco.agent.internal.replica.Reconnect;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a document's history up for the relay's (R4), in as many requests as that takes; and finds out what became of it when
 * the last run ended in between. Confined to the document's task.
 */
final class AdoptionTalk {
    private static final Logger log = LoggerFactory.getLogger(AdoptionTalk.class);

    /** How often an adoption is tried against a relay that keeps changing, before it waits. */
    private static final int MOST_ATTEMPTS = 5;

    private final DocumentKey key;
    private final Replicas replicas;
    private final RelayHttp http;
    private final CopyKeeper copies;
    private final @Nullable Remembered remembered;
    private Entry.@Nullable Adopting unfinished;

    /**
     * @param unfinished the adoption that was under way when the agent ended, null for none
     * @param remembered what is known though the log was taken away, else null
     */
    AdoptionTalk(
            DocumentKey key,
            Replicas replicas,
            RelayHttp http,
            CopyKeeper copies,
            Entry.@Nullable Adopting unfinished,
            @Nullable Remembered remembered) {
        this.key = key;
        this.replicas = replicas;
        this.http = http;
        this.copies = copies;
        this.unfinished = unfinished;
        this.remembered = remembered;
    }

    /** Gives our history up; local editors wait meanwhile. */
    void adopt() throws IOException {
        Room room = replicas.room();
        FileContent base = replicas.base();
        room.pause();
        try {
            for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
                RelayHttp.State state = http.read(key);
                if (state == null || adoptFrom(state, base)) {
                    return;
                }
                if (Adoption.contentOf(state.update()).equals(replicas.liveContent())) {
                    // It changes just now, but this is a content that both had.
                    base = replicas.liveContent();
                }
            }
        } finally {
            room.resume();
        }
        throw new IOException("the relay's document changed again and again while it was adopted");
    }

    /** Returns false when the relay's document changed meanwhile. */
    private boolean adoptFrom(RelayHttp.State state, @Nullable FileContent base) throws IOException {
        YDoc relay = new YDoc();
        relay.applyUpdate(state.update());
        if (Joining.decide(replicas.liveVector(), relay.stateVector()) != Joining.ADOPT) {
            return true;
        }
        FileContent ours = replicas.liveContent();
        FileContent other = DocumentText.content(relay);
        boolean common = remembered != null && remembered.isCommon(relay.stateDigest());
        Adoption.Target target = Adoption.target(common ? other : base, ours, other);
        if (target.conflict()) {
            copies.keepCopy(ours, "the relay has another text under this name, and no common one is known");
        }
        byte[] update = Adoption.update(replicas.liveState(), state.update(), target.content());
        Entry.Adopting adopting = new Entry.Adopting(state.update(), update, state.etag());
        replicas.beginAdoption(adopting);
        if (!http.update(key, update, state.etag())) {
            replicas.voidAdoption();
            return false;
        }
        replicas.adopt(adopting);
        if (state.id() != null) {
            // Perhaps not the one that the list had under this path, if that was moved meanwhile.
            replicas.identify(new Entry.Identity(state.id(), key.docPath()));
        }
        log.info("{}: the relay's history is ours now", key);
        return true;
    }

    /** Finds out what became of the unfinished adoption; sends the very same bytes again. */
    void finish() throws IOException {
        Entry.Adopting adopting = unfinished;
        if (adopting == null) {
            return;
        }
        RelayHttp.State state = http.read(key);
        boolean taken = state != null && Reconnect.contains(state.update(), adopting.update());
        if (!taken && state != null && state.etag().equals(adopting.etag())) {
            taken = http.update(key, adopting.update(), adopting.etag());
        }
        if (taken) {
            replicas.adopt(adopting);
        } else {
            replicas.voidAdoption();
        }
        unfinished = null;
    }
}
