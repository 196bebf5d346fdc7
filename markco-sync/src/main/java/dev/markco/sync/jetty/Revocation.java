package dev.markco.sync.jetty;

/**
 * The end of a client's right to be connected.
 *
 * @param code the WebSocket status to close with
 * @param reason why, for people
 */
public record Revocation(int code, String reason) {}
