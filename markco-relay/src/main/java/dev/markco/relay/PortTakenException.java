package dev.markco.relay;

/** The address that the relay was to listen on is in use, or not one of this machine's. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String host;
    private final int port;

    PortTakenException(String host, int port, Throwable cause) {
        super("cannot listen on " + host + ":" + port, cause);
        this.host = host;
        this.port = port;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }
}
