package dev.markco.relay;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Decoder;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client by hand, since no library lets a test choose every header of a handshake: one connection, blocking. */
final class Door implements AutoCloseable {
    private static final int FINAL_BINARY = 0x82;
    private static final int MASKED = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    final int status;
    final String body;

    private Door(Socket socket, String request) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        String line = line(in);
        status = line.isEmpty() ? 0 : Integer.parseInt(line.split(" ", -1)[1]);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        header.substring(header.indexOf(':') + 1).trim());
            }
        }
        body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static Socket connect(RunningRelay relay) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), relay.uri().getPort());
    }

    /** Sends a request; {@code headers} are whole lines without an end, and may name the host. */
    static Door get(RunningRelay relay, String path, String... headers) throws IOException {
        return new Door(connect(relay), request(path, headers));
    }

    /** Asks to become a WebSocket. */
    static Door upgrade(RunningRelay relay, String path, String... headers) throws IOException {
        String[] all = new String[headers.length + 4];
        System.arraycopy(headers, 0, all, 4, headers.length);
        all[0] = "Connection: Upgrade";
        all[1] = "Upgrade: websocket";
        all[2] = "Sec-WebSocket-Version: 13";
        all[3] = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
        return new Door(connect(relay), request(path, all));
    }

    private static String request(String path, String... headers) {
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
        boolean hostGiven = false;
        for (String header : headers) {
            request.append(header).append("\r\n");
            hostGiven |= header.startsWith("Host:");
        }
        return request.append(hostGiven ? "" : "Host: 127.0.0.1\r\n")
                .append("\r\n")
                .toString();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Sends one binary frame. */
    void send(byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(FINAL_BINARY);
        if (payload.length < 126) {
            frame.write(MASKED | payload.length);
        } else {
            frame.write(MASKED | 126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        }
        frame.write(new byte[4]); // a mask of zeros leaves the payload as it is
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    /** The payload of the next binary frame, or the end. */
    Frame read() throws IOException {
        while (true) {
            int first = in.read();
            if (first < 0) {
                return new Frame(new byte[0], 1006);
            }
            int length = in.read();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = (int) in.readLong();
            }
            byte[] payload = in.readNBytes(length);
            int opcode = first & 0x0f;
            if (opcode == 8) {
                return new Frame(payload, (payload[0] & 0xff) << 8 | (payload[1] & 0xff));
            }
            if (opcode == 2) {
                return new Frame(payload, 0);
            }
        }
    }

    /** A frame, or the end with its code. */
    record Frame(byte[] payload, int closedWith) {}

    /** The code that the server closes with, whatever it says before. */
    int awaitClose() throws IOException {
        try {
            Frame frame = read();
            while (frame.closedWith == 0) {
                frame = read();
            }
            return frame.closedWith;
        } catch (EOFException e) {
            return 1006;
        }
    }

    /** Asks for a document on a socket that carries many; the answer is {@code granted …}, {@code denied …} or the close code. */
    String ask(String document, String token) throws IOException {
        send(Framing.addressed(document).frame(Messages.authToken(token, "4.0.0")));
        return answer(document);
    }

    /** The next answer to an auth message, or close code. */
    String answer(String document) throws IOException {
        for (Frame frame = read(); ; frame = read()) {
            if (frame.closedWith != 0) {
                return String.valueOf(frame.closedWith);
            }
            Decoder message = new Decoder(frame.payload);
            if (message.readVarString().equals(document) && message.readVarUint() == MessageType.AUTH) {
                return (message.readVarUint() == MessageType.AUTH_GRANTED ? "granted " : "denied ")
                        + message.readVarString();
            }
        }
    }

    /** Whether a document's answer to "I have nothing" comes on a socket of one document. */
    boolean syncs() throws IOException {
        send(Messages.syncStep1(StateVector.EMPTY));
        for (Frame frame = read(); frame.closedWith == 0; frame = read()) {
            Decoder message = new Decoder(frame.payload);
            if (message.readVarUint() == MessageType.SYNC && message.readVarUint() == MessageType.STEP_2) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
