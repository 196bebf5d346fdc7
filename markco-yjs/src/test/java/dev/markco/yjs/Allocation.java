package dev.markco.yjs;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What a call allocates in its thread, against the bound for hostile input: {@value #FIXED} bytes, and {@value #PER_BYTE}
 * for each byte of input. The densest honest input, a client with one struct in five bytes, needs about 110 (client,
 * struct, chunk, what the maps hold); a length field that lies would need gigabytes.
 */
final class Allocation {
    static final long FIXED = 64 * 1024;
    static final long PER_BYTE = 400;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long start = THREADS.getCurrentThreadAllocatedBytes();

    static long bound(long bytes) {
        return FIXED + PER_BYTE * bytes;
    }

    /** Starts to count. */
    static Allocation started() {
        return new Allocation();
    }

    /** Bytes allocated since the start. */
    long bytes() {
        return THREADS.getCurrentThreadAllocatedBytes() - start;
    }

    /** Throws if more was allocated than so many bytes of input may cost. */
    void requireBounded(long inputBytes, String what) {
        long allocated = bytes();
        if (allocated > bound(inputBytes)) {
            throw new AssertionError(what + ": " + allocated + " bytes allocated for " + inputBytes);
        }
    }
}
