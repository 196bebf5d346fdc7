package dev.markco.agent.internal.use;

import com.sun.jna.Native;

/**
 * The question to the kernel whether anybody has a file open for writing: a read lease is given only where nobody has. It is
 * given back at once, for who comes to write meanwhile waits for that, and who does not want to wait gets an error. Readers
 * and renames never wait. Source: fcntl(2).
 */
final class LeaseProbe {
    private LeaseProbe() {}

    /**
     * Asks through a descriptor that can only read. One at a time, because two that ask through one descriptor would take each
     * other for a writer.
     */
    static synchronized Writers ask(Linux.Calls calls, int descriptor) {
        // The signal that tells of a writer would otherwise be SIGIO, which ends the process.
        if (calls.fcntl(descriptor, Linux.F_SETSIG, Linux.SIGURG) < 0) {
            return Writers.UNKNOWN;
        }
        if (calls.fcntl(descriptor, Linux.F_SETLEASE, Linux.F_RDLCK) < 0) {
            return Native.getLastError() == Linux.EAGAIN ? Writers.OPEN : Writers.UNKNOWN;
        }
        int left = calls.fcntl(descriptor, Linux.F_GETLEASE, 0);
        // Not by closing: a child process that was just forked has the descriptor too, until it is another program.
        calls.fcntl(descriptor, Linux.F_SETLEASE, Linux.F_UNLCK);
        return switch (left) {
            case Linux.F_RDLCK -> Writers.NONE;
            case Linux.F_UNLCK -> Writers.OPEN;
            default -> Writers.UNKNOWN;
        };
    }
}
