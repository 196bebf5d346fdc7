package dev.markco.agent.internal.use;

import java.util.ArrayList;
import java.util.List;

/** A listener that remembers. Thread-safe. */
final class Told implements UseListener {
    private final List<ArmedFile> written = new ArrayList<>();
    private final List<ArmedFile> lost = new ArrayList<>();

    @Override
    public synchronized void written(ArmedFile file) {
        written.add(file);
    }

    @Override
    public synchronized void lost(ArmedFile file) {
        lost.add(file);
    }

    synchronized List<ArmedFile> written() {
        return List.copyOf(written);
    }

    synchronized List<ArmedFile> lost() {
        return List.copyOf(lost);
    }

    /** Forgets all but that many of those that were told to be written. */
    synchronized void trim(int size) {
        written.subList(Math.min(size, written.size()), written.size()).clear();
    }
}
