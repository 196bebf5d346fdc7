package dev.markco.cli;

/** The end of a command that did not do its work: what happened and why, what to do about it, and the exit code. */
sealed class CliException extends RuntimeException permits RelayRefusal {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String hint;

    CliException(int exitCode, String message, String hint) {
        super(message);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    CliException(int exitCode, String message, String hint, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
        this.hint = hint;
    }

    final int exitCode() {
        return exitCode;
    }

    final String hint() {
        return hint;
    }
}
