package dev.markco.agent.internal.use;

/** Whether anybody had a file open for writing, at one instant. */
public enum Writers {
    /**
     * A descriptor or a mapping that can write is open, or somebody came to write while this was asked. It need not be another
     * process.
     */
    OPEN,
    /**
     * There is none. On overlay file systems those are missed that write through mappings alone; on network file systems, those
     * of other machines.
     */
    NONE,
    /** The system cannot tell: another's file, a file system without leases, another system. */
    UNKNOWN
}
