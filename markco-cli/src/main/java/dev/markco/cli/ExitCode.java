package dev.markco.cli;

/** What the command tells scripts when it ends. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int USAGE = 2;
    /** Something answers but is not well, or only part of the work could be done. */
    static final int UNHEALTHY = 3;

    static final int NOT_PERMITTED = 4;
    /** The relay or the database cannot be reached. */
    static final int UNREACHABLE = 5;

    static final int NOT_FOUND = 6;
    /** Another process has what this one needs for itself. */
    static final int LOCKED = 7;
    /** Ctrl-C ended something that would have gone on. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
