package dev.markco.sync.jetty;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** A WebSocket without a wire: what is written is kept and counts as sent at once. */
final class RecordingSession implements InvocationHandler {
    final List<byte[]> frames = new ArrayList<>();
    int demands;
    int pings;
    boolean disconnected;
    long maxMessageBytes;
    int closedWith;

    /** This session as Jetty would hand it to an endpoint. */
    Session session() {
        return (Session) Proxy.newProxyInstance(Session.class.getClassLoader(), new Class<?>[] {Session.class}, this);
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        switch (method.getName()) {
            case "demand" -> demands++;
            case "setMaxBinaryMessageSize" -> maxMessageBytes = (Long) argument(arguments, 0);
            case "sendPing" -> pings++;
            case "disconnect" -> disconnected = true;
            case "sendBinary" -> {
                ByteBuffer payload = (ByteBuffer) argument(arguments, 0);
                byte[] frame = new byte[payload.remaining()];
                payload.get(frame);
                frames.add(frame);
                ((Callback) argument(arguments, 1)).succeed();
            }
            case "close" -> {
                closedWith = (Integer) argument(arguments, 0);
                ((Callback) argument(arguments, 2)).succeed();
            }
            case "getRemoteSocketAddress" -> {
                return InetSocketAddress.createUnresolved("test", 1);
            }
            default -> throw new UnsupportedOperationException(method.toString());
        }
        return null;
    }

    private static Object argument(Object @Nullable [] arguments, int index) {
        return Objects.requireNonNull(Objects.requireNonNull(arguments)[index]);
    }
}
