package dev.markco.cli;

/** How far a long operation is; closed when it ends, however it ends. */
interface Progress extends AutoCloseable {
    /** Tells that one more is done, and what it was. */
    void step(String what);

    @Override
    void close();

    /** A way to show how far something is that has {@code total} steps, where that is wanted. */
    static Progress of(Console console, String doing, int total) {
        return new Progress() {
            @Override
            public void step(String what) {
                // Nothing shows it yet.
            }

            @Override
            public void close() {
                // Nothing was shown.
            }
        };
    }
}
