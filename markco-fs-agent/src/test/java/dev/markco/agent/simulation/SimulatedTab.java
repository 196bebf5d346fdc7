package dev.markco.agent.simulation;

import dev.markco.agent.internal.uplink.RelaySocket;
import dev.markco.agent.internal.uplink.RelaySockets;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Framing;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import dev.markco.yjs.lib0.Decoder;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A browser's tab with one document: a client of the relay, or of an agent's own port, with a replica of its own, that types and deletes words. */
final class SimulatedTab implements RelaySocket.Listener {
    private static final Duration AGAIN = Duration.ofMillis(700);

    private final World world;
    private final String name;
    private final String key;
    private final SimulatedProcess process;
    private final RelaySockets sockets;
    private final SplittableRandom random;
    private final boolean local;
    private final Framing framing;
    private final YDoc doc = new YDoc();
    private @Nullable RelaySocket socket;
    private boolean joined;
    private boolean denied;
    private boolean answered;

    /**
     * A tab.
     *
     * @param local whether the sockets lead to an agent's own port
     */
    SimulatedTab(
            World world,
            String name,
            String key,
            SimulatedProcess process,
            RelaySockets sockets,
            boolean local,
            SplittableRandom random) {
        this.world = world;
        this.name = name;
        this.key = key;
        this.process = process;
        this.random = random;
        this.local = local;
        this.framing = local ? Framing.PLAIN : Framing.addressed(key);
        this.sockets = sockets;
        doc.observeUpdate((update, origin) -> {
            if (origin != this) {
                send(Messages.update(update));
            }
        });
        sockets.open(this);
    }

    String key() {
        return key;
    }

    String text() {
        return content().toString();
    }

    boolean isDenied() {
        return denied;
    }

    /** Whether it has heard all that the relay had for it when it joined. */
    boolean isSynced() {
        return joined && answered && !denied;
    }

    private YText content() {
        return doc.getText("content");
    }

    private void send(byte[] message) {
        if (socket != null && joined) {
            socket.send(framing.frame(message), () -> {});
        }
    }

    /** Types a word, or takes one out. */
    void edit() {
        world.acted();
        String text = text();
        if (random.nextInt(5) == 0 && deleteOne(text)) {
            return;
        }
        int at = Words.place(text, random);
        String word = world.words().next(name);
        world.words().written(word);
        world.say(name + " types " + word + "at " + at);
        content().insert(at, word + (random.nextInt(4) == 0 ? "\n" : " "));
    }

    private boolean deleteOne(String text) {
        List<String> words = Words.in(text);
        if (words.isEmpty()) {
            return false;
        }
        String word = words.get(random.nextInt(words.size()));
        int at = text.indexOf(word);
        world.say(name + " deletes " + word);
        world.words().deleted(word);
        content().delete(at, word.length());
        return true;
    }

    @Override
    public void opened(RelaySocket opened) {
        socket = opened;
        if (local) {
            joined = true;
            send(Messages.syncStep1(doc.stateVector()));
        } else {
            authenticate();
        }
    }

    private void authenticate() {
        if (socket != null) {
            socket.send(framing.frame(Messages.authToken("", "tab")), () -> {});
        }
    }

    @Override
    public void failed(String why) {
        process.after(AGAIN, () -> sockets.open(this));
    }

    @Override
    public void ended(String why) {
        if (socket != null) {
            socket = null;
            joined = false;
            answered = false;
            // A client that knows nothing of our codes comes again all the same.
            denied = local && why.contains(" " + CloseCodes.TRASHED + " ");
            process.after(AGAIN, () -> sockets.open(this));
        }
    }

    @Override
    public void received(byte[] frame) {
        Decoder in = new Decoder(frame);
        if (!local) {
            in.readVarString();
        }
        int type = (int) in.readVarUint();
        switch (type) {
            case MessageType.AUTH -> authenticated((int) in.readVarUint());
            case MessageType.SYNC, MessageType.SYNC_REPLY -> synced((int) in.readVarUint(), in.readVarBytes());
            case MessageType.CLOSE -> closed();
            default -> {
                // Nothing that changes the document.
            }
        }
    }

    private void authenticated(int answer) {
        denied = answer != MessageType.AUTH_GRANTED;
        joined = !denied;
        if (joined) {
            send(Messages.syncStep1(doc.stateVector()));
        } else {
            process.after(AGAIN.multipliedBy(3), this::authenticate);
        }
    }

    private void closed() {
        joined = false;
        answered = false;
        process.after(AGAIN, this::authenticate);
    }

    private void synced(int step, byte[] body) {
        if (step == MessageType.STEP_1) {
            send(Messages.syncStep2(doc.encodeDiff(StateVector.decode(body))));
        } else {
            answered = true;
            doc.applyUpdate(body, this);
        }
    }
}
