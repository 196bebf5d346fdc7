package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.disk.ContentHash;

/**
 * A change of a file that is not taken yet, since more of it may come.
 *
 * @param hash that of what the file held when it was last looked at
 * @param changed since when it has held that, in milliseconds
 * @param since since when there is something that is not taken, in milliseconds
 */
record Unsettled(ContentHash hash, long changed, long since) {}
