package dev.markco.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client (RFC 6455) of binary messages that does no more than the benchmark needs, so that it costs little
 * beside the server. Confined to the thread of its {@link WireLoop}.
 */
final class WireSocket {
    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final int MAX_HEADER = 14;
    private static final byte[] END_OF_HEAD = {'\r', '\n', '\r', '\n'};

    private final SocketChannel channel;
    private final SelectionKey key;
    private final String request;
    private final Listener listener;

    private ByteBuffer out = ByteBuffer.allocate(512);
    /** What came of a frame that is not whole yet; null when there is none. */
    private @Nullable ByteBuffer part;

    private boolean open;
    private boolean closed;

    /** What happens on a socket. A message is only valid during the call. */
    interface Listener {
        void onOpen(WireSocket socket);

        void onMessage(WireSocket socket, ByteBuffer bytes, int from, int to);

        void onClosed(String why);
    }

    WireSocket(SocketChannel channel, SelectionKey key, InetSocketAddress server, String path, Listener listener) {
        this.channel = channel;
        this.key = key;
        this.listener = listener;
        this.request = "GET " + path + " HTTP/1.1\r\nHost: " + server.getHostString() + ":" + server.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: bWFya2NvIGxvYWQgdGVzdA==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n";
    }

    /** Does what the selector says can be done; {@code shared} is for what is taken in whole. */
    void ready(ByteBuffer shared) {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
                put(request.getBytes(StandardCharsets.US_ASCII));
                flush();
                return;
            }
            if (key.isWritable()) {
                flush();
            }
            if (key.isValid() && key.isReadable()) {
                read(shared);
            }
        } catch (IOException e) {
            end(e.toString());
        }
    }

    private void read(ByteBuffer shared) throws IOException {
        boolean goesOn = part != null;
        ByteBuffer in = part != null ? part : shared.clear();
        int count = channel.read(in);
        if (count < 0) {
            end("the server hung up");
            return;
        }
        in.flip();
        int needed = takeAll(in);
        if (closed) {
            return;
        }
        if (!in.hasRemaining()) {
            part = null;
        } else if (goesOn && in.position() == 0 && in.capacity() >= needed) {
            in.position(in.limit()).limit(in.capacity());
        } else {
            part = ByteBuffer.allocate(Math.max(needed, 4096)).put(in);
        }
    }

    /** Takes the frames that are whole, and returns how many bytes the first that is not needs, as far as is known. */
    private int takeAll(ByteBuffer in) throws IOException {
        if (!open && !takeHead(in)) {
            return in.remaining() + 1024;
        }
        while (in.remaining() >= 2 && !closed) {
            int at = in.position();
            int first = in.get(at);
            int length = in.get(at + 1) & 0x7f;
            int header = length < 126 ? 2 : length == 126 ? 4 : 10;
            if (in.remaining() < header) {
                return MAX_HEADER;
            }
            if (length == 126) {
                length = in.getShort(at + 2) & 0xffff;
            } else if (length == 127) {
                length = Math.toIntExact(in.getLong(at + 2));
            }
            if (in.remaining() < header + length) {
                return header + length;
            }
            in.position(at + header + length);
            take(first, in, at + header, at + header + length);
        }
        return MAX_HEADER;
    }

    private boolean takeHead(ByteBuffer in) {
        for (int at = in.position(); at <= in.limit() - END_OF_HEAD.length; at++) {
            if (in.get(at) == '\r' && in.get(at + 1) == '\n' && in.get(at + 2) == '\r' && in.get(at + 3) == '\n') {
                byte[] head = new byte[at - in.position()];
                in.get(head).position(at + END_OF_HEAD.length);
                String status = new String(head, StandardCharsets.ISO_8859_1);
                if (!status.startsWith("HTTP/1.1 101 ")) {
                    end("refused: " + status.lines().findFirst().orElse(""));
                    return false;
                }
                open = true;
                listener.onOpen(this);
                return true;
            }
        }
        return false;
    }

    private void take(int first, ByteBuffer in, int from, int to) throws IOException {
        switch (first & 0x0f) {
            case BINARY -> {
                if ((first & FINAL) == 0) {
                    throw new IOException("a fragmented message");
                }
                listener.onMessage(this, in, from, to);
            }
            case CONTINUATION -> throw new IOException("a fragmented message");
            case PING -> {
                byte[] body = new byte[to - from];
                in.get(from, body);
                frame(PONG, body);
                flush();
            }
            case CLOSE -> end("closed by the server with " + (to - from < 2 ? 0 : in.getShort(from) & 0xffff));
            default -> {
                // pongs and text say nothing here
            }
        }
    }

    /** Sends a message, or keeps it until the server takes it. */
    void send(byte[] message) {
        if (closed) {
            return;
        }
        frame(BINARY, message);
        try {
            flush();
        } catch (IOException e) {
            end(e.toString());
        }
    }

    private void frame(int opcode, byte[] body) {
        reserve(MAX_HEADER + body.length);
        out.put((byte) (FINAL | opcode));
        if (body.length < 126) {
            out.put((byte) (MASKED | body.length));
        } else if (body.length < 1 << 16) {
            out.put((byte) (MASKED | 126)).putShort((short) body.length);
        } else {
            out.put((byte) (MASKED | 127)).putLong(body.length);
        }
        out.put(MASK);
        for (int i = 0; i < body.length; i++) {
            out.put((byte) (body[i] ^ MASK[i & 3]));
        }
    }

    private void put(byte[] bytes) {
        reserve(bytes.length);
        out.put(bytes);
    }

    private void reserve(int bytes) {
        if (out.remaining() < bytes) {
            byte[] grown = Arrays.copyOf(out.array(), Math.max(2 * out.capacity(), out.position() + bytes));
            out = ByteBuffer.wrap(grown).position(out.position());
        }
    }

    private void flush() throws IOException {
        out.flip();
        if (out.hasRemaining()) {
            channel.write(out);
        }
        boolean rest = out.hasRemaining();
        out.compact();
        int wanted = SelectionKey.OP_READ | (rest ? SelectionKey.OP_WRITE : 0);
        if (key.isValid() && key.interestOps() != wanted) {
            key.interestOps(wanted);
        }
    }

    /** Hangs up without a word to the listener. */
    void hangUp() {
        closed = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void end(String why) {
        if (!closed) {
            hangUp();
            listener.onClosed(why);
        }
    }
}
