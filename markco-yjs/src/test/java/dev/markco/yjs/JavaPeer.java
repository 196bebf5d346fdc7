package dev.markco.yjs;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A replica of this engine; its invariants are checked after everything it does. */
final class JavaPeer implements Peer {
    private static final String REMOTE = "remote";

    private final YDoc doc;
    private final List<byte[]> emitted = new ArrayList<>();
    private StateVector remembered = StateVector.EMPTY;

    /** A document loaded from a state, which may be the empty update. */
    JavaPeer(long client, byte[] state) {
        doc = new YDoc(client);
        doc.onListenerError(thrown -> {
            throw new AssertionError("a listener failed", thrown);
        });
        doc.observeUpdate((update, origin) -> {
            if (!REMOTE.equals(origin)) {
                emitted.add(update);
            }
        });
        apply(state);
    }

    @Override
    public List<byte[]> emittedAtLoad() {
        return List.of();
    }

    private List<byte[]> emitted() {
        doc.replica().check();
        List<byte[]> taken = List.copyOf(emitted);
        emitted.clear();
        return taken;
    }

    @Override
    public List<byte[]> edit(Random random) {
        int kind = random.nextInt(60);
        if (kind == 0) {
            doc.deleteBeyond(remembered);
        } else {
            if (kind < 4) {
                remembered = doc.stateVector();
            }
            RandomEdits.edit(doc, random);
        }
        return emitted();
    }

    @Override
    public List<byte[]> apply(byte[] update) {
        doc.applyUpdate(update, REMOTE);
        return emitted();
    }

    @Override
    public byte[] state() {
        return doc.encodeStateAsUpdate();
    }

    @Override
    public byte[] stateVector() {
        return doc.encodeStateVector();
    }

    @Override
    public byte[] diff(byte[] vector) {
        return doc.encodeDiff(StateVector.decode(vector));
    }

    @Override
    public Reading read() {
        doc.replica().check();
        return Reading.of(doc);
    }
}
