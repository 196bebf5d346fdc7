package dev.markco.cli;

import dev.markco.sync.time.Time;

/** How far a long operation is; closed when it ends, however it ends. */
interface Progress extends AutoCloseable {
    /** Tells that one more is done, and what it was. */
    void step(String what);

    /** Tells how many of how many are done. */
    void at(int done, int total);

    @Override
    void close();

    /** Shows how far something is that has {@code total} steps: to people at a terminal, if it takes long. */
    static Progress of(Console console, String doing, int total, Time time) {
        return console.shows()
                ? new ProgressBar(console.err(), doing, total, time::nanos)
                : new Progress() {
                    @Override
                    public void step(String what) {
                        // Nobody looks.
                    }

                    @Override
                    public void at(int done, int all) {
                        // Nobody looks.
                    }

                    @Override
                    public void close() {
                        // Nothing was shown.
                    }
                };
    }
}
