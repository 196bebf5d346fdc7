package dev.markco.sync.interop;

import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A socket's listener that gets whole binary frames, one at a time, in whatever parts they come. */
public abstract class FrameListener implements WebSocket.Listener {
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

    /** Takes one frame; the next is asked for afterwards. */
    protected abstract void onFrame(byte[] frame);

    @Override
    public final @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        partial.writeBytes(part);
        if (last) {
            byte[] frame = partial.toByteArray();
            partial.reset();
            onFrame(frame);
        }
        from.request(1);
        return null;
    }
}
