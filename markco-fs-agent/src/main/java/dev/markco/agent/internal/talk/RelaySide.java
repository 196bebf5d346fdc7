package dev.markco.agent.internal.talk;

import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.decision.RelayDecision;
import dev.markco.agent.internal.decision.RelayEffect;
import dev.markco.agent.internal.decision.RelayEvent;
import dev.markco.agent.internal.decision.RelayState;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.decision.Turn;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.uplink.Channel;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomListener;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document's way to the relay: tells {@link RelayDecision} what happens, and carries out what that decides. Methods of the
 * channel run on socket threads and only note or merge; {@link #advance} runs on the document's task and does what needs HTTP
 * or the log. The state is guarded by the room's lock, under which the quick effects are carried out, too, so that what the
 * relay hears is in the order of what was decided.
 */
public final class RelaySide implements Channel, RoomListener {
    private static final Logger log = LoggerFactory.getLogger(RelaySide.class);

    private final DocumentKey key;
    private final Replicas replicas;
    private final Room room;
    private final Uplink uplink;
    private final RelayTalk talk;
    private final Runnable signal;
    private final Runnable onDoubt;
    private RelayState state;

    /**
     * Starts with no part in any connection.
     *
     * @param copies keeps what an adoption leaves no place for
     * @param standing what the relay's list says
     * @param caughtUp whether that was the same as ours on this connection
     * @param signal has the document's task run
     * @param unfinished the adoption that was under way when the agent ended, null for none
     * @param remembered what is known though the log was taken away, else null
     */
    public RelaySide(
            DocumentKey key,
            Replicas replicas,
            CopyKeeper copies,
            DocumentSetup.Relay way,
            Standing standing,
            boolean caughtUp,
            Runnable signal,
            Entry.@Nullable Adopting unfinished,
            @Nullable Remembered remembered) {
        this.key = key;
        this.replicas = replicas;
        this.room = replicas.room();
        this.uplink = way.uplink();
        this.onDoubt = way.onDoubt();
        this.signal = signal;
        this.talk = new RelayTalk(
                key,
                replicas,
                way.http(),
                new AdoptionTalk(key, replicas, way.http(), copies, unfinished, remembered),
                remembered);
        this.state = RelayState.initial(standing, caughtUp, unfinished != null);
    }

    /** Hears of the document's edits from now on. */
    public void start() {
        room.observe(this);
    }

    /** Takes no part any more; what was not sent is in the log or, unchanged, in the document at rest. */
    public void stop() {
        room.unobserve(this);
        note(new RelayEvent.Stopped());
    }

    @Override
    public String address() {
        return key.toString();
    }

    private <T extends @Nullable Object> T read(Function<RelayState, T> reader) {
        return room.read(live -> reader.apply(state));
    }

    /** Why the relay refused the document, or null. */
    public @Nullable String denied() {
        return this.<@Nullable String>read(RelayState::denied);
    }

    /** Whether the relay has told us what it has, and nothing waits to be decided. */
    public boolean isJoined() {
        return read(now -> now.phase() == RelayState.Phase.JOINED);
    }

    /** Whether the relay has the document, as far as its list says. */
    public Standing standing() {
        return read(RelayState::standing);
    }

    /** Whether the relay has acknowledged everything that the live replica holds. */
    public boolean isAcknowledged() {
        return room.read(live -> switch (state.acknowledged()) {
            case YES -> true;
            case NO -> false;
            case IF_EMPTY -> live.stateVector().isEmpty();
        });
    }

    /** Whether the relay and we had the same once on this connection. */
    public boolean isCaughtUp() {
        return read(RelayState::caughtUp);
    }

    /** Whether nothing is under way between the relay and us. */
    public boolean isQuiet() {
        return read(RelayState::isResting) || isAcknowledged();
    }

    /** What the relay's list says; it counts from the next step on. */
    public void stand(Standing news) {
        note(new RelayEvent.Stood(news));
    }

    /** Somebody changed the document. */
    public void changed(String id) {
        note(new RelayEvent.Changed(id));
    }

    @Override
    public void opened() {
        note(new RelayEvent.Opened());
    }

    @Override
    public void denied(String reason) {
        note(new RelayEvent.Denied(reason));
    }

    @Override
    public void lost() {
        note(new RelayEvent.Lost());
    }

    @Override
    public void received(Decoder message) {
        RelayEvent.Notice event = RelayMessages.read(message);
        if (event != null) {
            note(event);
        }
    }

    @Override
    public void onUpdate(byte[] update, @Nullable Object origin) {
        if (origin != this) {
            note(new RelayEvent.Edited(update));
        }
    }

    @Override
    public byte[] nextMessage() {
        for (RelayEffect effect : feed(new RelayEvent.SocketFree())) {
            if (effect instanceof RelayEffect.Hand hand) {
                return Messages.update(hand.update());
            }
        }
        return new byte[0];
    }

    /** Does what is to be decided, if anything is. */
    public void advance() throws IOException {
        boolean done = false;
        try {
            Entry.Identity identity = replicas.identity();
            Queue<RelayEffect> effects = new ArrayDeque<>(
                    feed(new RelayEvent.Turned(uplink.isConnected(), identity == null ? null : identity.id())));
            while (!effects.isEmpty()) {
                RelayEffect effect = effects.remove();
                if (effect instanceof RelayEffect.Errand errand) {
                    effects.addAll(feed(talk.carryOut(errand)));
                } else {
                    say(effect);
                }
            }
            done = true;
        } finally {
            if (!done) {
                feed(new RelayEvent.Failed()).forEach(this::say);
            }
        }
    }

    private void note(RelayEvent.Notice event) {
        feed(event).forEach(this::say);
    }

    private void say(RelayEffect effect) {
        if (effect instanceof RelayEffect.Warn warn) {
            log.warn("{}: {}", key, warn.what());
        }
    }

    /** Decides, and does at once what can be; the rest is returned, to be done without the lock. */
    private List<RelayEffect> feed(RelayEvent event) {
        return room.read(live -> feed(event, live));
    }

    private List<RelayEffect> feed(RelayEvent event, YDoc live) {
        Turn<RelayState, RelayEffect> turn = RelayDecision.decide(state, event);
        state = turn.state();
        List<RelayEffect> rest = new ArrayList<>();
        for (RelayEffect effect : turn.effects()) {
            if (effect instanceof RelayEffect.Move move) {
                RelayEvent seen = carryOut(move, live);
                if (seen != null) {
                    rest.addAll(feed(seen, live));
                }
            } else if (effect instanceof RelayEffect.Merge merge) {
                room.apply(merge.update(), this);
            } else if (effect instanceof RelayEffect.SendLacking send) {
                uplink.send(this, Messages.syncStep2(live.encodeDiff(send.theirs())));
            } else {
                rest.add(effect);
            }
        }
        return rest;
    }

    private @Nullable RelayEvent carryOut(RelayEffect.Move move, YDoc live) {
        switch (move) {
            case ATTACH -> {
                return uplink.attach(this) ? null : new RelayEvent.Lost();
            }
            case DETACH -> uplink.detach(this);
            case SETTLE -> uplink.settled(this);
            case ASK -> uplink.send(this, Messages.syncStep1(live.stateVector()));
            case WANT_TO_SEND -> uplink.wantsToSend(this);
            case WEIGH -> {
                String listed = state.standing().stateHash();
                boolean same = listed != null && listed.equals(live.stateDigest());
                return new RelayEvent.Weighed(same, live.stateVector().isEmpty());
            }
            case COMPARE -> {
                return new RelayEvent.Compared(live.stateVector());
            }
            case SIGNAL -> signal.run();
            case DOUBT -> onDoubt.run();
        }
        return null;
    }

    /** Puts the document into the relay's trash, if it is there what it is here. */
    public DocumentEvent.Answer delete() throws IOException {
        RelayState now = read(Function.identity());
        return switch (now.deletable(uplink.isConnected())) {
            case LATER -> DocumentEvent.Answer.LATER;
            case GONE -> DocumentEvent.Answer.DONE;
            case YES -> delete(now.standing());
        };
    }

    private DocumentEvent.Answer delete(Standing listed) throws IOException {
        Entry.Identity identity = replicas.identity();
        return switch (talk.delete(identity == null ? listed.id() : identity.id())) {
            case DONE, MISSING -> DocumentEvent.Answer.DONE;
            case CHANGED, TAKEN -> DocumentEvent.Answer.CHANGED;
        };
    }
}
