package dev.markco.yjs;

import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;

/** A replica of the real yjs, inside the Node process. */
final class NodePeer implements Peer {
    private final YjsPeer yjs;
    private final int name;
    private final List<byte[]> emittedAtLoad;

    /** A document loaded from a state, which may be the empty update. */
    NodePeer(YjsPeer yjs, int name, long client, byte[] state) {
        this.yjs = yjs;
        this.name = name;
        emittedAtLoad = YjsPeer.updates(yjs.ask("new", "peer", name, "client", client, "state", state));
    }

    @Override
    public List<byte[]> emittedAtLoad() {
        return emittedAtLoad;
    }

    @Override
    public List<byte[]> edit(Random random) {
        return YjsPeer.updates(yjs.ask("edit", "peer", name, "seed", random.nextInt()));
    }

    @Override
    public List<byte[]> apply(byte[] update) {
        return YjsPeer.updates(yjs.ask("apply", "peer", name, "update", update));
    }

    @Override
    public byte[] state() {
        return YjsPeer.bytes(yjs.ask("state", "peer", name), "state");
    }

    @Override
    public byte[] stateVector() {
        return YjsPeer.bytes(yjs.ask("vector", "peer", name), "vector");
    }

    @Override
    public byte[] diff(byte[] vector) {
        return YjsPeer.bytes(yjs.ask("diffFor", "peer", name, "vector", vector), "diff");
    }

    @Override
    public Reading read() {
        JsonNode report = yjs.ask("report", "peer", name);
        return Reading.of(report);
    }
}
