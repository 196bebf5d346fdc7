package dev.markco.yjs;

import java.util.List;
import java.util.Random;

/** One replica of a differential run, of this engine or of the real yjs. What it emits goes to all others. */
sealed interface Peer permits JavaPeer, NodePeer {
    /** What the peer emitted while it was loaded: yjs tidies formats up then, and the others must hear of it. */
    List<byte[]> emittedAtLoad();

    /** A random edit in one transaction; what it emitted. */
    List<byte[]> edit(Random random);

    /** Merges an update; what the peer emitted of its own meanwhile. */
    List<byte[]> apply(byte[] update);

    /** Everything the peer has, what is pending included. */
    byte[] state();

    byte[] stateVector();

    /** What the peer has that this state vector lacks. */
    byte[] diff(byte[] vector);

    Reading read();
}
