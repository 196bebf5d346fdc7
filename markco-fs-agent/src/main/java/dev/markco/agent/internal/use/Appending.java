package dev.markco.agent.internal.use;

/** How those write who have a file open for writing, at about one moment. */
public enum Appending {
    /** Everybody who can be found only appends, and every process of this system's view was looked into. */
    ALL_APPEND,
    /** Everybody who can be found only appends, but there are processes that may not be looked into. */
    SEEN_APPEND,
    /** Somebody can write anywhere. */
    OTHERS,
    /** Nobody can be found, or nothing can be looked into. */
    UNKNOWN
}
