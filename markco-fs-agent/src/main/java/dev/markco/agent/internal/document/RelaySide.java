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
 * A document's way to the relay. Joining means: tell what we have, hear what the relay has, decide (R1), and only then let
 * anything flow. Channel methods run on socket threads and only note or merge; {@link #advance} runs on the document's
 * task and does what needs HTTP or the log. All state is guarded by the room's lock.
 */
final class RelaySide implements Channel, RoomListener {
    private static final Logger log = LoggerFactory.getLogger(RelaySide.class);

    /** What may arrive while we decide, in bytes; beyond it we ask anew. */
    private static final int MAX_EARLY_BYTES = 16 << 20;
    /** Updates that wait to be sent before they are merged into one. */
    private static final int MAX_WAITING = 256;
    /** How often an adoption is tried against a relay that keeps changing, before it waits. */
    private static final int ADOPTION_ATTEMPTS = 5;

    private enum Phase {
        OFF,
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
    private Entry.@Nullable Adopting unfinished;

    private Phase phase = Phase.OFF;
    private @Nullable StateVector theirs;
    private byte @Nullable [] answer;
    private List<byte[]> early = new ArrayList<>();
    private int earlyBytes;
    private List<byte[]> waiting = new ArrayList<>();
    private int unacknowledged;
    /** The relay has nothing of this document: the first text has to seed it. */
    private boolean relayEmpty;

    private @Nullable String denied;

    RelaySide(
            DocumentKey key,
            Replicas replicas,
            FileSide file,
            Uplink uplink,
            RelayHttp http,
            Runnable signal,
            Entry.@Nullable Adopting unfinished) {
        this.key = key;
        this.replicas = replicas;
        this.room = replicas.room();
        this.file = file;
        this.uplink = uplink;
        this.http = http;
        this.signal = signal;
        this.unfinished = unfinished;
    }

    void start() {
        room.observe(this);
        uplink.attach(this);
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

    /** Whether the relay has acknowledged everything that the live replica holds. */
    boolean isAcknowledged() {
        return room.read(live ->
                phase == Phase.JOINED && unacknowledged == 0 && waiting.isEmpty() && (!relayEmpty || isEmpty(live)));
    }

    private static boolean isEmpty(YDoc doc) {
        return doc.stateVector().isEmpty();
    }

    @Override
    public void opened() {
        ask();
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
        room.read(live -> {
            phase = Phase.DENIED;
            denied = reason;
            return true;
        });
        log.warn("{}: the relay refuses it: {}", key, reason);
    }

    @Override
    public void lost() {
        room.read(live -> {
            phase = Phase.OFF;
            waiting = new ArrayList<>();
            unacknowledged = 0;
            forgetEarly();
            return true;
        });
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
            case MessageType.CLOSE -> lost();
            default -> log.trace("{}: a message of type {} is ignored", key, type);
        }
    }

    private void receivedSync(int step, byte[] body, YDoc live) {
        switch (step) {
            case MessageType.STEP_1 -> receivedVector(StateVector.decode(body), live);
            case MessageType.STEP_2 -> {
                if (phase == Phase.ASKED) {
                    answer = body;
                    answeredIfBoth();
                } else {
                    receivedUpdate(body, live);
                }
            }
            case MessageType.UPDATE -> receivedUpdate(body, live);
            default -> log.trace("{}: a sync message of step {} is ignored", key, step);
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
            ask();
        } else if (all) {
            signal.run();
        }
    }

    @Override
    public void onUpdate(byte[] update, @Nullable Object origin) {
        if (origin == this || phase != Phase.JOINED) {
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
            return;
        }
        boolean decided = false;
        try {
            decided = decide(ready);
        } finally {
            boolean askAgain = !decided;
            room.read(live -> {
                if (askAgain && phase == Phase.DECIDING) {
                    phase = Phase.OFF;
                }
                return true;
            });
            uplink.settled(this);
        }
    }

    /** Starts anew after a failure; to be called some time after it. */
    void retry() {
        boolean again = room.read(live -> phase == Phase.OFF);
        if (again && uplink.isConnected()) {
            uplink.attach(this);
        }
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
            ask();
            return true;
        }
        switch (Joining.decide(replicas.liveVector(), ready.theirs)) {
            case NOTHING -> join(ready, true);
            case MERGE -> {
                takeOnce(ready);
                join(ready, false);
            }
            case SEED -> {
                boolean created = http.create(key, replicas.liveState());
                log.debug("{}: {}", key, created ? "the relay has it now" : "someone else was first");
                ask();
            }
            case ADOPT -> {
                adopt();
                ask();
            }
        }
        return true;
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
            byte[] diff = live.encodeDiff(ready.theirs);
            if (!stillEmpty && !Updates.isEmpty(diff)) {
                sendCounted(Messages.syncStep2(diff));
            }
            return true;
        });
        signal.run();
    }

    /** Before offline edits go out: what the relay got from elsewhere meanwhile does not go there twice (R5). */
    private void takeOnce(Answer ready) throws IOException {
        FileContent base = replicas.base();
        if (base == null || Updates.isEmpty(ready.lacking) || ready.theirs.covers(replicas.liveVector())) {
            return;
        }
        if (replicas.liveContent().equals(base)) {
            return;
        }
        RelayHttp.State state = http.read(key);
        if (state == null) {
            return;
        }
        List<Hunk> copies = Reconnect.secondCopies(
                base.text(),
                replicas.liveState(),
                ready.theirs,
                Adoption.contentOf(state.update()).text());
        if (!copies.isEmpty()) {
            log.info("{}: {} changes made here were made elsewhere, too; they count once", key, copies.size());
            replicas.dropCopies(copies);
        }
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
        Adoption.Target target = Adoption.target(base, ours, DocumentText.content(relay));
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
