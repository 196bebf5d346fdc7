package dev.markco.agent.internal.project;

import java.util.HashSet;
import java.util.Set;

/**
 * Documents that a list of the relay lacked though the relay has them. The list may be older than they are there, so that only
 * the next one, which was asked for later, tells that they are in another project. Guarded by who keeps it.
 */
final class LackedOnce {
    private Set<String> before = Set.of();
    private Set<String> now = new HashSet<>();

    /** Another list has come. */
    void beginList() {
        before = now;
        now = new HashSet<>();
    }

    /** The present list lacks the document of that identity; returns whether the one before did, too. */
    boolean isSecond(String id) {
        now.add(id);
        return before.contains(id);
    }
}
