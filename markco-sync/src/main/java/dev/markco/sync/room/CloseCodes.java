package dev.markco.sync.room;

/** The WebSocket status codes that sockets are closed with (RFC 6455, section 7.4). */
public final class CloseCodes {
    public static final int GOING_AWAY = 1001;
    public static final int UNSUPPORTED_DATA = 1003;
    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int MESSAGE_TOO_BIG = 1009;
    public static final int SERVER_ERROR = 1011;
    public static final int TRY_AGAIN_LATER = 1013;
    /** Ours, as HTTP's 401: what the client was let in with is not good any more. */
    public static final int UNAUTHORIZED = 4401;

    private CloseCodes() {}
}
