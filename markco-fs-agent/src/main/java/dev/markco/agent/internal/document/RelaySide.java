package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.uplink.Channel;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomListener;
import dev.markco.sync.text.Hunk;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document's way to the relay. What the relay's list says decides whether anything is exchanged at all (R24): a document
 * that is the same there is left alone, one that is not there is created (R3), any other one joins. Joining means: tell what
 * we have, hear what the relay has, decide (R1), and only then let anything flow. Channel methods run on socket threads and
 * only note or merge; {@link #advance} runs on the document's task and does what needs HTTP or the log. All state is guarded
 * by the room's lock.
 */
final class RelaySide implements Channel, RoomListener {
    private static final Logger log = LoggerFactory.getLogger(RelaySide.class);

    /** What may arrive while we decide, in bytes; beyond it we ask anew. */
    private static final int MAX_EARLY_BYTES = 16 << 20;
    /** Updates that wait to be sent before they are merged into one. */
    private static final int MAX_WAITING = 256;
    /** How often an adoption is tried against a relay that keeps changing, before it waits. */
    private static final int ADOPTION_ATTEMPTS = 5;
    /** How often edits made while apart are sent on the condition that nothing else changed, before they are just sent. */
    private static final int CATCH_UP_ATTEMPTS = 3;

    private enum Phase {
        /** No part in the connection. */
        OFF,
        /** The relay has not let us in yet. */
        WAITING,
        /** Our state vector is on its way, their answer is not here yet. */
        ASKED,
        /** Both their state vector and what we lack are here. */
        ANSWERED,
        /** The task is deciding. */
        DECIDING,
        JOINED,
        DENIED
    }

    private final DocumentKey key;
    private final Replicas replicas;
    private final Room room;
    private final FileSide file;
    private final Uplink uplink;
    private final RelayHttp http;
    private final Runnable signal;
    private final Runnable onDoubt;
    private Entry.@Nullable Adopting unfinished;
    private final @Nullable Remembered remembered;

    private Phase phase = Phase.OFF;
    private Standing standing;
    /** The relay has exactly our state, as far as its list and its events say. */
    private boolean agreed;
    /** Since we are connected, there was a moment when the relay and we had the same. */
    private boolean caughtUp;

    private int catchUpAttempts;
    private @Nullable StateVector theirs;
    private byte @Nullable [] answer;
    private List<byte[]> early = new ArrayList<>();
    private int earlyBytes;
    private List<byte[]> waiting = new ArrayList<>();
    private int unacknowledged;
    /** The relay has nothing of this document: the first text has to seed it. */
    private boolean relayEmpty;

    private @Nullable String denied;

    /**
     * Starts with no part in any connection.
     *
     * @param standing what the relay's list says
     * @param caughtUp whether that was the same as ours on this connection
     * @param signal has the document's task run
     * @param remembered what is known though the log was taken away, else null
     */
    RelaySide(
            DocumentKey key,
            Replicas replicas,
            FileSide file,
            DocumentSetup.Relay way,
            Standing standing,
            boolean caughtUp,
            Runnable signal,
            Entry.@Nullable Adopting unfinished,
            @Nullable Remembered remembered) {
        this.key = key;
        this.replicas = replicas;
        this.room = replicas.room();
        this.file = file;
        this.uplink = way.uplink();
        this.http = way.http();
        this.onDoubt = way.onDoubt();
        this.standing = standing;
        this.caughtUp = caughtUp;
        this.signal = signal;
        this.unfinished = unfinished;
        this.remembered = remembered;
    }

    void start() {
        room.observe(this);
    }

    /** Takes no part any more; what was not sent is in the log or, unchanged, in the document at rest. */
    void stop() {
        room.unobserve(this);
        boolean attached = room.read(live -> {
            boolean was = phase != Phase.OFF;
            off();
            return was;
        });
        if (attached) {
            uplink.detach(this);
        }
    }

    @Override
    public String address() {
        return key.toString();
    }

    /** Why the relay refused the document, or null. */
    @Nullable
    String denied() {
        return room.read(live -> denied);
    }

    /** Whether the relay has told us what it has, and nothing waits to be decided. */
    boolean isJoined() {
        return room.read(live -> phase == Phase.JOINED);
    }

    /**
     * What the relay's list says; it counts from the next step on. Whoever has joined another document than the one that has
     * the path now leaves it; one that was refused, and is listed, asks again.
     */
    void stand(Standing news) {
        boolean left = room.read(live -> {
            boolean joined = phase != Phase.OFF && phase != Phase.DENIED;
            boolean leaves = joined && standing.isOtherThan(news);
            boolean same = news.equals(standing);
            if (leaves || (phase == Phase.DENIED && (!same || news.isListed()))) {
                off();
                // One that is refused again for the same reason raises no new doubt.
                denied = same ? denied : null;
            }
            standing = news;
            agreed = false;
            return leaves;
        });
        if (left) {
            uplink.detach(this);
        }
        signal.run();
    }

    /** Whether the relay has the document, as far as its list says. */
    Standing standing() {
        return room.read(live -> standing);
    }

    /** Somebody changed the document; while we take part, we hear of that in another way. */
    void changed(String id) {
        boolean matters = room.read(live -> {
            if (phase != Phase.OFF && phase != Phase.DENIED) {
                return false;
            }
            off();
            standing = Standing.listed(id, null);
            return true;
        });
        if (matters) {
            signal.run();
        }
    }

    /** Whether the relay has acknowledged everything that the live replica holds. */
    boolean isAcknowledged() {
        return room.read(live -> switch (phase) {
            case JOINED -> unacknowledged == 0 && waiting.isEmpty() && (!relayEmpty || isEmpty(live));
            case OFF -> agreed || (standing.isAbsent() && isEmpty(live));
            default -> false;
        });
    }

    /** Whether the relay and we had the same once on this connection. */
    boolean isCaughtUp() {
        return room.read(live -> caughtUp);
    }

    /** Whether nothing is under way between the relay and us. */
    boolean isQuiet() {
        return isAcknowledged() || room.<Boolean>read(live -> phase == Phase.OFF || phase == Phase.DENIED);
    }

    private static boolean isEmpty(YDoc doc) {
        return doc.stateVector().isEmpty();
    }

    @Override
    public void opened() {
        room.read(live -> {
            if (phase != Phase.OFF) {
                ask();
            }
            return true;
        });
    }

    /** Asks what the relay has, and tells what we have. */
    private void ask() {
        room.read(live -> {
            phase = Phase.ASKED;
            denied = null;
            theirs = null;
            answer = null;
            forgetEarly();
            waiting = new ArrayList<>();
            uplink.send(this, Messages.syncStep1(live.stateVector()));
            return true;
        });
    }

    @Override
    public void denied(String reason) {
        boolean news = room.read(live -> {
            boolean changed = !reason.equals(denied);
            phase = Phase.DENIED;
            denied = reason;
            return changed;
        });
        if (news) {
            log.warn("{}: the relay refuses it: {}", key, reason);
            onDoubt.run();
        }
    }

    @Override
    public void lost() {
        room.read(live -> {
            off();
            standing = Standing.UNKNOWN;
            caughtUp = false;
            catchUpAttempts = 0;
            return true;
        });
        signal.run();
    }

    private void off() {
        phase = Phase.OFF;
        agreed = false;
        waiting = new ArrayList<>();
        unacknowledged = 0;
        forgetEarly();
    }

    /** The relay closed this document: it is in the trash perhaps, or is to be asked for anew. */
    private void closed() {
        room.read(live -> {
            off();
            standing = Standing.UNKNOWN;
            return true;
        });
        uplink.detach(this);
        onDoubt.run();
        signal.run();
    }

    @Override
    public void received(Decoder message) {
        int type = (int) Math.min(message.readVarUint(), Integer.MAX_VALUE);
        switch (type) {
            case MessageType.SYNC, MessageType.SYNC_REPLY -> {
                int step = (int) Math.min(message.readVarUint(), Integer.MAX_VALUE);
                byte[] body = message.readVarBytes();
                room.read(live -> {
                    receivedSync(step, body, live);
                    return true;
                });
            }
            case MessageType.SYNC_STATUS -> acknowledged(message.readVarUint() == 1);
            case MessageType.CLOSE -> closed();
            default -> log.trace("{}: a message of type {} is ignored", key, type);
        }
    }

    private void receivedSync(int step, byte[] body, YDoc live) {
        switch (step) {
            case MessageType.STEP_1 -> receivedVector(StateVector.decode(body), live);
            case MessageType.STEP_2 -> {
                if (phase == Phase.ASKED) {
                    Updates.stateVector(body); // malformed ones are refused here, before anything is decided
                    answer = body;
                    answeredIfBoth();
                } else {
                    receivedUpdate(body, live);
                }
            }
            case MessageType.UPDATE -> receivedUpdate(body, live);
            default -> log.trace("{}: a sync step {} is ignored", key, step);
        }
    }

    private void receivedVector(StateVector vector, YDoc live) {
        if (phase == Phase.ASKED) {
            theirs = vector;
            answeredIfBoth();
        } else if (phase == Phase.JOINED && !relayEmpty) {
            sendCounted(Messages.syncStep2(live.encodeDiff(vector)));
        }
    }

    private void answeredIfBoth() {
        if (theirs != null && answer != null) {
            phase = Phase.ANSWERED;
            signal.run();
        }
    }

    private void receivedUpdate(byte[] update, YDoc live) {
        if (phase == Phase.OFF || phase == Phase.WAITING || phase == Phase.DENIED) {
            // Of an earlier part in this connection; joining anew brings it.
            return;
        }
        if (phase == Phase.JOINED && relayEmpty && !isEmpty(live)) {
            // Someone else made the document while we were about to: this needs a decision.
            ask();
            return;
        }
        if (phase == Phase.JOINED) {
            relayEmpty = relayEmpty && Updates.isEmpty(update);
            room.apply(update, this);
            return;
        }
        early.add(update);
        earlyBytes += update.length;
        if (earlyBytes > MAX_EARLY_BYTES) {
            ask();
        }
    }

    private void forgetEarly() {
        early = new ArrayList<>();
        earlyBytes = 0;
    }

    private void acknowledged(boolean applied) {
        boolean all = room.read(live -> {
            unacknowledged = Math.max(0, unacknowledged - 1);
            return unacknowledged == 0 && waiting.isEmpty();
        });
        if (!applied) {
            log.warn("{}: the relay did not take an update; asking anew what it has", key);
            room.read(live -> {
                if (phase != Phase.OFF) {
                    ask();
                }
                return true;
            });
        } else if (all) {
            signal.run();
        }
    }

    @Override
    public void onUpdate(byte[] update, @Nullable Object origin) {
        if (origin == this) {
            return;
        }
        if (phase != Phase.JOINED) {
            agreed = false;
            if (phase == Phase.OFF && standing.isKnown()) {
                signal.run();
            }
            return;
        }
        if (relayEmpty) {
            ask();
            return;
        }
        waiting.add(update);
        if (waiting.size() > MAX_WAITING) {
            byte[] merged = Updates.merge(waiting);
            waiting = new ArrayList<>(List.of(merged));
        }
        uplink.wantsToSend(this);
    }

    @Override
    public byte[] nextMessage() {
        return room.read(live -> {
            if (phase != Phase.JOINED || waiting.isEmpty()) {
                return new byte[0];
            }
            byte[] merged = waiting.size() == 1 ? waiting.get(0) : Updates.merge(waiting);
            waiting = new ArrayList<>();
            unacknowledged++;
            return Messages.update(merged);
        });
    }

    private void sendCounted(byte[] message) {
        unacknowledged++;
        uplink.send(this, message);
    }

    /** Does what is to be decided, if anything is. */
    void advance() throws IOException {
        Answer ready = room.read(live -> takeAnswer());
        if (ready == null) {
            consider();
            return;
        }
        boolean decided = false;
        try {
            decided = decide(ready);
        } finally {
            boolean failed = !decided;
            boolean again = room.read(live -> {
                if (failed && phase == Phase.DECIDING) {
                    off();
                    return true;
                }
                return false;
            });
            uplink.settled(this);
            if (again) {
                uplink.detach(this);
            }
        }
    }

    /** Looks whether the document has to take part at all. */
    private void consider() throws IOException {
        if (!uplink.isConnected()) {
            return;
        }
        Entry.Identity identity = replicas.identity();
        boolean doubtful = room.read(live -> {
            if (phase != Phase.OFF || !standing.isDoubtfulFor(identity == null ? null : identity.id())) {
                return false;
            }
            standing = Standing.UNKNOWN;
            return true;
        });
        if (doubtful) {
            onDoubt.run();
            return;
        }
        boolean join = room.read(live -> {
            if (phase != Phase.OFF || agreed || !standing.isListed()) {
                return false;
            }
            if (live.stateDigest().equals(standing.stateHash()) && unfinished == null) {
                agreed = true;
                caughtUp = true;
                return false;
            }
            phase = Phase.WAITING;
            return true;
        });
        if (join) {
            uplink.attach(this);
            return;
        }
        Seed seed = room.read(live -> phase == Phase.OFF && standing.isAbsent() && !isEmpty(live)
                ? new Seed(live.encodeStateAsUpdate(), live.stateDigest())
                : null);
        if (seed != null) {
            seed(seed);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Seed(byte[] state, String digest) {}

    /** Creates the document with what we have, without joining it. */
    private void seed(Seed seed) throws IOException {
        RelayHttp.Created created = create(seed.state);
        if (created != null && created.id() != null) {
            replicas.identify(new Entry.Identity(created.id(), key.docPath()));
        }
        room.read(live -> {
            if (created == null) {
                standing = Standing.listed(null, null);
            } else {
                standing = Standing.listed(created.id(), created.stateHash());
                agreed = seed.digest.equals(created.stateHash()) && seed.digest.equals(live.stateDigest());
                caughtUp |= agreed;
            }
            return true;
        });
        if (!isAcknowledged()) {
            signal.run();
        }
    }

    /** Creates the document (R3); null when somebody else was first. */
    private RelayHttp.@Nullable Created create(byte[] state) throws IOException {
        RelayHttp.Created created = http.create(key, state);
        log.debug("{}: {}", key, created != null ? "the relay has it now" : "someone else was first");
        return created;
    }

    /** What came of wanting a document deleted. */
    enum Deletion {
        /** The relay cannot be asked now. */
        LATER,
        DONE,
        /** Somebody changed it meanwhile, and that is not lost for a deletion. */
        CHANGED
    }

    /** Puts the document into the relay's trash, if it is there what it is here. */
    Deletion delete() throws IOException {
        Standing now = standing();
        if (!uplink.isConnected() || !now.isKnown()) {
            return Deletion.LATER;
        }
        if (!now.isListed()) {
            return Deletion.DONE;
        }
        Entry.Identity identity = replicas.identity();
        String id = identity == null ? now.id() : identity.id();
        Remembered known = remembered;
        String digest =
                room.read(live -> known != null && isEmpty(live) ? known.rest().stateHash() : live.stateDigest());
        return switch (http.delete(key, id, digest)) {
            case DONE, MISSING -> Deletion.DONE;
            case CHANGED, TAKEN -> Deletion.CHANGED;
        };
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Answer(StateVector theirs, byte[] lacking) {}

    private @Nullable Answer takeAnswer() {
        StateVector vector = theirs;
        byte[] lacking = answer;
        if (phase != Phase.ANSWERED || vector == null || lacking == null) {
            return null;
        }
        phase = Phase.DECIDING;
        return new Answer(vector, lacking);
    }

    /** Returns whether the document has joined or the relay has been asked anew. */
    private boolean decide(Answer ready) throws IOException {
        if (unfinished != null) {
            finishAdoption(unfinished);
            unfinished = null;
            askAgain();
            return true;
        }
        switch (Joining.decide(replicas.liveVector(), ready.theirs)) {
            case NOTHING -> join(ready, true);
            case MERGE -> {
                if (takeOnce(ready)) {
                    join(ready, false);
                } else {
                    askAgain();
                }
            }
            case SEED -> {
                var unused = create(replicas.liveState());
                askAgain();
            }
            case ADOPT -> {
                adopt();
                askAgain();
            }
        }
        return true;
    }

    /** As {@link #ask}, unless the connection was lost meanwhile. */
    private void askAgain() {
        room.read(live -> {
            if (phase == Phase.DECIDING) {
                ask();
            }
            return true;
        });
    }

    /** Merges both ways. From here on updates flow as they come. */
    private void join(Answer ready, boolean empty) {
        room.read(live -> {
            if (phase != Phase.DECIDING) {
                return false;
            }
            if (empty && !isEmpty(live)) {
                ask();
                return false;
            }
            room.apply(ready.lacking, this);
            for (byte[] update : early) {
                room.apply(update, this);
            }
            boolean stillEmpty = empty && isEmpty(live);
            forgetEarly();
            waiting = new ArrayList<>();
            relayEmpty = stillEmpty;
            phase = Phase.JOINED;
            caughtUp = true;
            byte[] diff = live.encodeDiff(ready.theirs);
            if (!stillEmpty && !Updates.isEmpty(diff)) {
                sendCounted(Messages.syncStep2(diff));
            }
            return true;
        });
        signal.run();
    }

    /**
     * Before edits that were made while apart go out: what the relay got from elsewhere meanwhile does not go there twice
     * (R5). They are sent on the condition that the relay still has what they were compared with, so that of two who come
     * back at the same moment with the same change, the second one sees that of the first.
     *
     * @return false when the relay has to be asked anew what it has
     */
    private boolean takeOnce(Answer ready) throws IOException {
        FileContent base = replicas.base();
        boolean apart = !isCaughtUp();
        if (!apart
                || base == null
                || ready.theirs.covers(replicas.liveVector())
                || catchUpAttempts >= CATCH_UP_ATTEMPTS
                || replicas.liveContent().equals(base)) {
            return true;
        }
        RelayHttp.State state = http.read(key);
        if (state == null) {
            return true;
        }
        List<Hunk> copies = Reconnect.secondCopies(base.text(), replicas.liveState(), state.update());
        if (!copies.isEmpty()) {
            log.info("{}: {} changes made here were made elsewhere, too; they count once", key, copies.size());
            replicas.dropCopies(copies);
        }
        catchUpAttempts++;
        return http.update(key, room.read(live -> live.encodeDiff(ready.theirs)), state.etag());
    }

    /** Gives our history up for the relay's (R4); local editors wait meanwhile. */
    private void adopt() throws IOException {
        FileContent base = replicas.base();
        room.pause();
        try {
            for (int attempt = 0; attempt < ADOPTION_ATTEMPTS; attempt++) {
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
            file.keepCopy(ours, "the relay has another text under this name, and no common one is known");
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

    /** Finds out what became of an adoption that was under way when the agent ended; sends the very same bytes again. */
    private void finishAdoption(Entry.Adopting adopting) throws IOException {
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
    }
}
