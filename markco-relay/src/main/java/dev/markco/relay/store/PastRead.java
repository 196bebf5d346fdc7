package dev.markco.relay.store;

/** What reading a page of the past within a bound of memory comes to. */
public sealed interface PastRead permits PastPage, PastRead.Needs {
    /**
     * Nothing was read: it takes more.
     *
     * @param bytes the memory that the page takes while it is read, about
     */
    record Needs(long bytes) implements PastRead {}
}
