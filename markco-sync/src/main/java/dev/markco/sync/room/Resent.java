package dev.markco.sync.room;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The frames that a room has journaled and would take for new if they came again, because the document keeps less than they
 * say: what is deleted has lost its content there, and what waits for something counts as not there.
 *
 * <p>Known by their SHA-256, the last {@value #MOST} of them. Not thread-safe.
 */
final class Resent {
    static final int MOST = 64;

    private final Set<ByteBuffer> hashes = new LinkedHashSet<>();

    private static ByteBuffer hash(byte[] frame) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(frame))
                    .asReadOnlyBuffer();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Whether one of these was journaled, as far as is known. */
    boolean contains(byte[] frame, byte[] lacking) {
        return !hashes.isEmpty() && (hashes.contains(hash(lacking)) || (frame != lacking && contains(frame)));
    }

    boolean contains(byte[] frame) {
        return !hashes.isEmpty() && hashes.contains(hash(frame));
    }

    /** Notes a frame and what of it was journaled; the oldest are forgotten for that. */
    void add(byte[] frame, byte[] lacking) {
        add(lacking);
        if (frame != lacking) {
            add(frame);
        }
    }

    private void add(byte[] frame) {
        ByteBuffer hash = hash(frame);
        hashes.remove(hash);
        hashes.add(hash);
        while (hashes.size() > MOST) {
            hashes.remove(hashes.iterator().next());
        }
    }

    /** Forgets what was noted of a frame, because it is not in the journal after all. */
    void remove(byte[] frame, byte[] lacking) {
        hashes.remove(hash(frame));
        hashes.remove(hash(lacking));
    }
}
