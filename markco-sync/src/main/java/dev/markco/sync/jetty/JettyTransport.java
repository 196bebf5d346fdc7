package dev.markco.sync.jetty;

import dev.markco.sync.room.Transport;
import dev.markco.sync.time.Time;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Jetty session as a {@link Transport}; it remembers when the client was last heard and last written to. */
final class JettyTransport implements Transport {
    private static final Logger log = LoggerFactory.getLogger(JettyTransport.class);
    /** What a close frame holds beside its code, in bytes (RFC 6455, section 5.5). */
    private static final int MAX_REASON_BYTES = 123;

    private final Session session;
    private final Time time;
    private volatile long heardAt;
    private volatile long sentAt;
    private volatile long closedAt;
    private volatile boolean closing;

    JettyTransport(Session session, Time time) {
        this.session = session;
        this.time = time;
        heardAt = time.nanos();
        sentAt = heardAt;
    }

    @Override
    public void send(byte[] frame, Runnable done) {
        sentAt = time.nanos();
        session.sendBinary(ByteBuffer.wrap(frame), Callback.from(done, this::lost));
    }

    private void lost(Throwable failure) {
        log.debug("{}: writing failed", session.getRemoteSocketAddress(), failure);
        session.disconnect();
    }

    @Override
    public void close(int code, String reason) {
        closedAt = time.nanos();
        closing = true;
        session.close(code, shortened(reason), Callback.from(() -> {}, failure -> session.disconnect()));
    }

    void ping() {
        session.sendPing(ByteBuffer.allocate(0), Callback.from(() -> {}, this::lost));
    }

    void disconnect() {
        session.disconnect();
    }

    void heard() {
        heardAt = time.nanos();
    }

    long silentMillis() {
        return TimeUnit.NANOSECONDS.toMillis(time.nanos() - heardAt);
    }

    long unwrittenMillis() {
        return TimeUnit.NANOSECONDS.toMillis(time.nanos() - sentAt);
    }

    /** How long ago the client was told to go; 0 when it was not. */
    long closingMillis() {
        return closing ? TimeUnit.NANOSECONDS.toMillis(time.nanos() - closedAt) : 0;
    }

    private static String shortened(String reason) {
        String text = reason;
        while (text.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
            text = text.substring(0, text.offsetByCodePoints(text.length(), -1));
        }
        return text;
    }

    @Override
    public String toString() {
        return String.valueOf(session.getRemoteSocketAddress());
    }
}
