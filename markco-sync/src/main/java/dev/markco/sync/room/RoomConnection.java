package dev.markco.sync.room;

import dev.markco.sync.protocol.AwarenessUpdate;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Decoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's place in a room: a socket, and with Hocuspocus framing an address on it (R26).
 *
 * <p>Thread-safe, but the frames of one connection must come one after the other.
 */
public final class RoomConnection {
    private static final Logger log = LoggerFactory.getLogger(RoomConnection.class);

    private final Room room;
    private final Outbox.Lane lane;
    private volatile boolean countsDurable;
    /** Step 2 and update messages that came. Confined to the frames, which come one after the other. */
    private long received;
    // Guarded by the room's lock.
    private long reported;
    private boolean lost;
    private boolean following;
    private @Nullable StateVector question;

    private volatile boolean evicted;
    private volatile boolean readOnly;
    private volatile Authorship authorship;
    private volatile boolean toldReadOnly;

    RoomConnection(Room room, Outbox.Lane lane, boolean readOnly, boolean following, Authorship authorship) {
        this.room = room;
        this.lane = lane;
        this.readOnly = readOnly;
        this.following = following;
        this.authorship = authorship;
    }

    /** Changes whether what the client sends may change the document, and whose changes those are. */
    public void readmit(boolean readOnly, Authorship authorship) {
        this.readOnly = readOnly;
        this.authorship = authorship;
    }

    /** Whose the client's changes are. */
    public Authorship authorship() {
        return authorship;
    }

    boolean isReadOnly() {
        return readOnly;
    }

    /** Whether the client gets the document's updates. The caller holds the room's lock, as for the next three. */
    boolean isFollowing() {
        return following;
    }

    void keepApart(StateVector theirs) {
        following = false;
        question = theirs;
    }

    /** What the client said that it has, if it is kept apart and so waits for an answer to that. */
    @Nullable
    StateVector question() {
        return question;
    }

    void follow() {
        following = true;
        question = null;
    }

    Outbox.Lane lane() {
        return lane;
    }

    public Room room() {
        return room;
    }

    /**
     * Takes one message of the client, whose address has been read already.
     *
     * <p>Unknown types are ignored. A message is checked whole before anything of it is done.
     *
     * @throws DecodeException when the message is malformed; nothing has changed then
     */
    public void receive(Decoder in) {
        int type = (int) Math.min(in.readVarUint(), Integer.MAX_VALUE);
        switch (type) {
            case MessageType.SYNC -> receiveSync(in, true);
            case MessageType.SYNC_REPLY -> {
                if (lane.framing().isAddressed()) {
                    receiveSync(in, false);
                }
            }
            case MessageType.AWARENESS -> room.applyAwareness(AwarenessUpdate.decode(in.readVarBytes()), this);
            case MessageType.QUERY_AWARENESS -> room.answerAwarenessQuery(this);
            default -> log.debug("{}: a message of unknown type {} is ignored", room, type);
        }
    }

    private void receiveSync(Decoder in, boolean wantsStep1) {
        int step = (int) Math.min(in.readVarUint(), Integer.MAX_VALUE);
        byte[] body = in.readVarBytes();
        switch (step) {
            case MessageType.STEP_1 ->
                room.answerStep1(
                        StateVector.decode(body),
                        this,
                        wantsStep1 && lane.framing().isAddressed());
            case MessageType.STEP_2, MessageType.UPDATE -> {
                if (readOnly) {
                    refuseUpdate(body, step);
                } else {
                    receiveUpdate(body);
                }
            }
            default -> log.debug("{}: a sync message of unknown step {} is ignored", room, step);
        }
    }

    private void receiveUpdate(byte[] update) {
        lane.outbox().traffic().updateCame();
        long number = ++received;
        room.applyFrom(this, update).whenComplete((done, failure) -> {
            if (lane.framing().isAddressed()) {
                room.acknowledge(this, failure == null);
            } else if (countsDurable) {
                room.reportDurable(this, number, failure == null);
            }
        });
    }

    /**
     * Tells the client from now on how many of its step 2 and update messages are durable, counted from its first (R18).
     * To be called before its first message; only for plain framing, since a Hocuspocus client is told of each.
     */
    public void countDurable() {
        countsDurable = true;
    }

    /**
     * The count to send when message {@code number} is durable, or never will be; 0 for none. Several that become durable
     * together are reported at once by the last. The caller holds the room's lock.
     */
    long nextDurableCount(long number, boolean durable) {
        lost |= !durable;
        if (lost || number <= reported) {
            return 0; // the count means "all of the first so many", and so ends before one that is lost
        }
        reported = number;
        return number;
    }

    void evict() {
        evicted = true;
    }

    /** Whether the room sent this client away; nothing that it sends is taken any more. */
    public boolean isEvicted() {
        return evicted;
    }

    /**
     * Leaves an update of a client that may only read. A Hocuspocus client is told with each that it was not applied, unless it
     * is the answer to our question for what it has and says nothing new; a y-websocket client once, since it has no other word
     * for it, and closing would only make it come back with the same.
     */
    private void refuseUpdate(byte[] update, int step) {
        boolean known = room.has(update);
        if (lane.framing().isAddressed()) {
            room.acknowledge(this, known && step == MessageType.STEP_2);
        } else if (!known && !toldReadOnly) {
            toldReadOnly = true;
            log.info("{}: updates of a client that may only read are left out", room);
            room.tell(this, Messages.permissionDenied("this document is read-only for you"));
        }
    }

    /** Sends the client everything and asks it for what it has: for one whose own questions were dropped. */
    public void resync() {
        room.answerStep1(StateVector.EMPTY, this, true);
    }

    /** Tells a client that is kept apart all that it lacks, and from then on what changes. */
    public void letIn() {
        room.letIn(this);
    }

    /** Sends the client away for good, as {@link Room#evict} does all; may be called by a gate. */
    public void dismiss(int code, String reason) {
        room.dismiss(this, code, reason);
    }

    /** Leaves the room; the client's awareness goes with it. Idempotent. */
    public void leave() {
        room.leave(this);
    }
}
