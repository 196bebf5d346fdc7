package dev.markco.relay.identity;

import org.jspecify.annotations.Nullable;

/**
 * Who a client is, and by what.
 *
 * @param caller who it is
 * @param token what it was known by, and is to be checked again while it stays connected; null when by something else
 */
public record Identity(Caller caller, @Nullable Token token) {}
