package dev.markco.yjs;

import java.util.ArrayList;
import java.util.List;

/** Registered listeners of one sort, in order; the same object may be registered several times. */
final class Listeners<T> {
    private record Entry<T>(T listener, Object identity) {}

    private final List<Entry<T>> entries = new ArrayList<>(1);

    /** Made anew at every change, never changed itself. */
    private List<T> snapshot = List.of();

    Listeners() {}

    /** Adds a listener; what is returned removes this registration. */
    public Runnable add(T listener) {
        Object identity = new Object();
        entries.add(new Entry<>(listener, identity));
        renew();
        return () -> {
            entries.removeIf(entry -> entry.identity() == identity);
            renew();
        };
    }

    private void renew() {
        snapshot = entries.stream().map(Entry::listener).toList();
    }

    boolean isEmpty() {
        return snapshot.isEmpty();
    }

    /** The listeners registered now. */
    List<T> snapshot() {
        return snapshot;
    }
}
