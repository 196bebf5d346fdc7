package dev.markco.relay.http;

/**
 * How many sockets a relay has.
 *
 * @param all at most, of everybody
 * @param perUser at most, of one user
 * @param perDocument at most, on one document; on a socket that carries many, each open document counts
 */
public record ConnectionLimits(int all, int perUser, int perDocument) {
    /** 40,000, 20,000 of one user, 1,000 on one document. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(40_000, 20_000, 1_000);

    public ConnectionLimits {
        if (all < 1 || perUser < 1 || perDocument < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
