package dev.markco.sync.room;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket whose other side reads when the test says so. */
final class RecordingTransport implements Transport {
    final List<byte[]> frames = new ArrayList<>();
    private final boolean instant;
    private @Nullable Runnable writing;
    int closedWith;

    /** With {@code instant} every frame is read at once. */
    RecordingTransport(boolean instant) {
        this.instant = instant;
    }

    @Override
    public void send(byte[] frame, Runnable done) {
        if (writing != null) {
            throw new IllegalStateException("two frames at once");
        }
        frames.add(frame);
        if (instant) {
            done.run();
        } else {
            writing = done;
        }
    }

    /** Lets the frame being written arrive; returns whether there was one. */
    boolean deliver() {
        Runnable done = writing;
        writing = null;
        if (done != null) {
            done.run();
        }
        return done != null;
    }

    /** Lets everything arrive, until the socket is idle. */
    void deliverAll() {
        boolean more = deliver();
        while (more) {
            more = deliver();
        }
    }

    @Override
    public void close(int code, String reason) {
        closedWith = code;
    }
}
