package dev.markco.agent.internal.talk;

import dev.markco.agent.internal.decision.RelayEffect;
import dev.markco.agent.internal.decision.RelayEvent;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.replica.Reconnect;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.text.Hunk;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what a document asks of its relay over HTTP, and says what came of it. Confined to the document's task. */
final class RelayTalk {
    private static final Logger log = LoggerFactory.getLogger(RelayTalk.class);

    private final DocumentKey key;
    private final Replicas replicas;
    private final RelayHttp http;
    private final AdoptionTalk adoptions;
    private final @Nullable Remembered remembered;

    /**
     * @param remembered what is known though the log was taken away, else null
     */
    RelayTalk(
            DocumentKey key,
            Replicas replicas,
            RelayHttp http,
            AdoptionTalk adoptions,
            @Nullable Remembered remembered) {
        this.key = key;
        this.replicas = replicas;
        this.http = http;
        this.adoptions = adoptions;
        this.remembered = remembered;
    }

    /** Does one thing, which may take as long as the relay needs. */
    RelayEvent carryOut(RelayEffect.Errand errand) throws IOException {
        if (errand instanceof RelayEffect.SendEdits send) {
            return new RelayEvent.EditsSent(sendEdits(send.theirs()));
        }
        return switch ((RelayEffect.Talk) errand) {
            case CREATE -> create();
            case FILL -> {
                fill();
                yield new RelayEvent.Filled();
            }
            case LOOK_FOR_EDITS -> new RelayEvent.EditsSeen(hasEdits());
            case END_ADOPTION -> {
                adoptions.finish();
                yield new RelayEvent.AdoptionEnded();
            }
            case ADOPT -> {
                adoptions.adopt();
                yield new RelayEvent.Adopted();
            }
        };
    }

    /** Creates the document with our whole state (R3). */
    private RelayEvent create() throws IOException {
        RelayHttp.Created created = http.create(key, replicas.liveState());
        if (created == null) {
            log.debug("{}: someone else was first", key);
            return new RelayEvent.Preceded();
        }
        log.debug("{}: the relay has it now", key);
        if (created.id() != null) {
            replicas.identify(new Entry.Identity(created.id(), key.docPath()));
        }
        return new RelayEvent.Created(created.id(), created.stateHash());
    }

    /**
     * A document may be there and have nothing, as one that another system made: it gets our state if that is still so. If not,
     * the relay is asked again after a while: it may go on to say that it has nothing.
     */
    private void fill() throws IOException {
        String nothing = '"' + new YDoc().stateDigest() + '"';
        if (!http.update(key, replicas.liveState(), nothing)) {
            throw new IOException("the relay has a document of this name, and said that there is nothing in it");
        }
        log.debug("{}: the relay had it without anything, and has it now", key);
    }

    private boolean hasEdits() {
        FileContent base = replicas.base();
        return base == null || !replicas.liveContent().equals(base);
    }

    /**
     * Before edits that were made while apart go out: what the relay got from elsewhere meanwhile does not go there twice
     * (R5). They are sent on the condition that the relay still has what they were compared with, so that of two who come
     * back at the same moment with the same change, the second one sees that of the first.
     *
     * @return false when the relay has to be asked anew what it has
     */
    private boolean sendEdits(StateVector theirs) throws IOException {
        FileContent base = replicas.base();
        RelayHttp.State state = http.read(key);
        if (state == null) {
            return true;
        }
        List<Hunk> copies =
                Reconnect.secondCopies(base == null ? null : base.text(), replicas.liveState(), state.update());
        if (!copies.isEmpty()) {
            log.info("{}: {} changes made here were made elsewhere, too; they count once", key, copies.size());
            replicas.dropCopies(copies);
        }
        return http.update(key, replicas.room().read(live -> live.encodeDiff(theirs)), state.etag());
    }

    /** Puts the document of that identity into the relay's trash, if it is there what it is here. */
    RelayHttp.Outcome delete(@Nullable String id) throws IOException {
        Remembered known = remembered;
        String digest = replicas.room()
                .read(live -> known != null && live.stateVector().isEmpty()
                        ? known.rest().stateHash()
                        : live.stateDigest());
        return http.delete(key, id, digest);
    }
}
