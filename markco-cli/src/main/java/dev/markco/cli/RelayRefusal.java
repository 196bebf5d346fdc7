package dev.markco.cli;

/** A request that the relay refused, with the HTTP status that it answered. */
final class RelayRefusal extends CliException {
    private static final long serialVersionUID = 1L;

    private final int status;

    RelayRefusal(int status, String message, String hint) {
        super(exitCode(status), message, hint);
        this.status = status;
    }

    int status() {
        return status;
    }

    /** What scripts are told of a status. */
    static int exitCode(int status) {
        return switch (status) {
            case 400 -> ExitCode.USAGE;
            case 401, 403 -> ExitCode.NOT_PERMITTED;
            case 404, 410 -> ExitCode.NOT_FOUND;
            case 502, 503, 504 -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILURE;
        };
    }
}
