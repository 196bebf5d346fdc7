package dev.markco.sync.time;

/** Something that a timer will do, or does again and again. Thread-safe. */
@FunctionalInterface
public interface Alarm {
    /** Has it not be done (any more). What is being done right now goes on to its end; twice is harmless. */
    void cancel();
}
