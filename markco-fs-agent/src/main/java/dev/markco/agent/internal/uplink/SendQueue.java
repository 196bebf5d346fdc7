package dev.markco.agent.internal.uplink;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What waits for one socket: small frames in order, and channels that have something to say when their turn comes, each in
 * the queue once. One frame is written at a time, so that a channel's updates merge while the socket is busy. Thread-safe;
 * channels are asked on the executor, with no lock held.
 */
final class SendQueue {
    /** Turns a channel's next message into a frame; empty when it has nothing to say. */
    @FunctionalInterface
    interface Framer {
        byte[] next(Channel channel);
    }

    private final RelaySocket socket;
    private final Executor executor;
    private final Framer framer;
    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    private final Set<Channel> channels = new LinkedHashSet<>();
    private boolean writing;

    SendQueue(RelaySocket socket, Executor executor, Framer framer) {
        this.socket = socket;
        this.executor = executor;
        this.framer = framer;
    }

    void add(byte[] frame) {
        synchronized (this) {
            frames.add(frame);
        }
        pump();
    }

    void add(Channel channel) {
        synchronized (this) {
            channels.add(channel);
        }
        pump();
    }

    private void pump() {
        synchronized (this) {
            if (writing || (frames.isEmpty() && channels.isEmpty())) {
                return;
            }
            writing = true;
        }
        executor.execute(this::writeNext);
    }

    private void writeNext() {
        byte[] frame = next();
        if (frame.length == 0) {
            written();
        } else {
            socket.send(frame, this::written);
        }
    }

    private byte[] next() {
        while (true) {
            Channel channel;
            synchronized (this) {
                byte[] frame = frames.poll();
                if (frame != null) {
                    return frame;
                }
                if (channels.isEmpty()) {
                    return new byte[0];
                }
                channel = channels.iterator().next();
                channels.remove(channel);
            }
            byte[] frame = framer.next(channel);
            if (frame.length > 0) {
                return frame;
            }
        }
    }

    private void written() {
        synchronized (this) {
            writing = false;
        }
        pump();
    }
}
