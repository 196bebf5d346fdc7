package dev.markco.cli;

/** A project's dump that cannot be trusted; the message is a clause that says why. */
final class DamagedDumpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DamagedDumpException(String message) {
        super(message);
    }
}
