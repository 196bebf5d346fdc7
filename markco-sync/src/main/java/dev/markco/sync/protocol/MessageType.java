package dev.markco.sync.protocol;

/**
 * The numbers of the wire.
 *
 * <pre>
 * message   = type:varUint body
 * sync      = step:varUint bytes:varBytes       step 1: a state vector; step 2 and update: a v1 update
 * awareness = varBytes(awareness update)
 * auth      = kind:varUint …
 * </pre>
 *
 * Types 0 to 3 are those of y-protocols; the others exist in Hocuspocus framing only.
 */
public final class MessageType {
    public static final int SYNC = 0;
    public static final int AWARENESS = 1;
    public static final int AUTH = 2;
    public static final int QUERY_AWARENESS = 3;
    /** As {@link #SYNC}, but a step 1 in it asks for no step 1 in return. */
    public static final int SYNC_REPLY = 4;

    public static final int STATELESS = 5;
    public static final int BROADCAST_STATELESS = 6;
    public static final int CLOSE = 7;
    public static final int SYNC_STATUS = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    /** Steps of a {@link #SYNC} message. */
    public static final int STEP_1 = 0;

    public static final int STEP_2 = 1;
    public static final int UPDATE = 2;

    /** Kinds of an {@link #AUTH} message in Hocuspocus framing. */
    public static final int AUTH_TOKEN = 0;

    public static final int AUTH_DENIED = 1;
    public static final int AUTH_GRANTED = 2;

    /** The only kind of an {@link #AUTH} message in y-protocols. */
    public static final int PERMISSION_DENIED = 0;

    private MessageType() {}
}
