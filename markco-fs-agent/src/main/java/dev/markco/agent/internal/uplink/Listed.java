package dev.markco.agent.internal.uplink;

import org.jspecify.annotations.Nullable;

/**
 * A document as the relay's list has it.
 *
 * @param id its identity, which it keeps when it is moved
 * @param stateHash the digest of its state; null when it is not known
 */
public record Listed(String docPath, String id, @Nullable String stateHash) {}
