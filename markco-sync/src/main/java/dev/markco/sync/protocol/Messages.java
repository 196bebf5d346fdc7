package dev.markco.sync.protocol;

import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Encoder;

/** Writers of whole messages, without the address that Hocuspocus framing puts before them. */
public final class Messages {
    /** Asks the other side for all awareness states. */
    private static final byte[] QUERY_AWARENESS = {MessageType.QUERY_AWARENESS};

    private Messages() {}

    /** "This is what I have": asks for a step 2. */
    public static byte[] syncStep1(StateVector vector) {
        return sync(MessageType.STEP_1, vector.encode());
    }

    /** The answer to a step 1: what the asker lacks. */
    public static byte[] syncStep2(byte[] update) {
        return sync(MessageType.STEP_2, update);
    }

    /** A live update. */
    public static byte[] update(byte[] update) {
        return sync(MessageType.UPDATE, update);
    }

    private static byte[] sync(int step, byte[] body) {
        Encoder out = new Encoder();
        out.writeVarUint(MessageType.SYNC);
        out.writeVarUint(step);
        out.writeVarBytes(body);
        return out.toByteArray();
    }

    public static byte[] awareness(AwarenessUpdate update) {
        Encoder out = new Encoder();
        out.writeVarUint(MessageType.AWARENESS);
        out.writeVarBytes(update.encode());
        return out.toByteArray();
    }

    public static byte[] queryAwareness() {
        return QUERY_AWARENESS.clone();
    }

    /** Hocuspocus: the first message of a client about a document. */
    public static byte[] authToken(String token, String clientVersion) {
        Encoder out = new Encoder();
        out.writeVarUint(MessageType.AUTH);
        out.writeVarUint(MessageType.AUTH_TOKEN);
        out.writeVarString(token);
        out.writeVarString(clientVersion);
        return out.toByteArray();
    }

    /** Hocuspocus: the document is refused. */
    public static byte[] authDenied(String reason) {
        Encoder out = new Encoder();
        out.writeVarUint(MessageType.AUTH);
        out.writeVarUint(MessageType.AUTH_DENIED);
        out.writeVarString(reason);
        return out.toByteArray();
    }

    /** Hocuspocus: the document is open to this client, for reading and writing or for reading only. */
    public static byte[] authGranted(boolean readOnly) {
        Encoder out = new Encoder();
        out.writeVarUint(MessageType.AUTH);
        out.writeVarUint(MessageType.AUTH_GRANTED);
        out.writeVarString(readOnly ? "readonly" : "read-write");
        return out.toByteArray();
    }

    /** y-protocols: something is refused to this client, which stays connected. */
    public static byte[] permissionDenied(String reason) {
        Encoder out = new Encoder();
        out.writeVarUint(MessageType.AUTH);
        out.writeVarUint(MessageType.PERMISSION_DENIED);
        out.writeVarString(reason);
        return out.toByteArray();
    }

    /** Hocuspocus: one step 2 or update has been applied and is durable, or has been refused. */
    public static byte[] syncStatus(boolean applied) {
        return new byte[] {MessageType.SYNC_STATUS, (byte) (applied ? 1 : 0)};
    }
}
