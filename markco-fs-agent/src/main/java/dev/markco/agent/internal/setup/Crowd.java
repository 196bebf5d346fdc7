package dev.markco.agent.internal.setup;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds how many documents are in memory at once: one that nobody waits for comes in when there is room. Thread-safe.
 *
 * <p>Documents that editors have open come in at any time, and count.
 */
public final class Crowd {
    private final int room;
    private final Set<Member> inside = new HashSet<>();
    private final Set<Member> outside = new LinkedHashSet<>();

    /** One of the documents that come in. */
    public interface Member {
        /** There is room: it may try again to come in. */
        void signal();
    }

    /** Nobody is in yet; there is room for so many. */
    public Crowd(int room) {
        this.room = room;
    }

    /** Lets a document in, or remembers that it wants to come in, and signals it when there is room. */
    public synchronized boolean enter(Member document) {
        if (inside.contains(document)) {
            return true;
        }
        if (inside.size() >= room) {
            outside.add(document);
            return false;
        }
        outside.remove(document);
        inside.add(document);
        return true;
    }

    /** Lets a document in at any rate. */
    public synchronized void enterNow(Member document) {
        outside.remove(document);
        inside.add(document);
    }

    /** The document is not in memory any more, or stays there at no cost that others should wait for. */
    public void leave(Member document) {
        Member next = null;
        synchronized (this) {
            inside.remove(document);
            if (inside.size() < room && !outside.isEmpty()) {
                next = outside.iterator().next();
                outside.remove(next);
            }
        }
        if (next != null) {
            next.signal();
        }
    }

    /** Whether others wait to come in. */
    public synchronized boolean isFull() {
        return !outside.isEmpty();
    }
}
