package dev.markco.cli;

import dev.markco.agent.LockedException;
import dev.markco.cli.config.ConfigException;
import dev.markco.relay.PortTakenException;
import dev.markco.relay.postgres.DataDirectoryLockedException;
import dev.markco.relay.postgres.InvalidDatabaseUrlException;
import dev.markco.relay.postgres.PostgresException;
import dev.markco.relay.spool.SpoolException;
import dev.markco.relay.store.DatabaseUnavailableException;
import dev.markco.relay.store.StoreException;
import dev.markco.sync.InvalidKeyException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;

/** The table from what can go wrong to what a user is told and which exit code it has. */
final class Failures {
    private Failures() {}

    static CliException explain(Throwable failure) {
        if (failure instanceof CliException told) {
            return told;
        }
        if (failure instanceof InvalidKeyException) {
            return told(
                    ExitCode.USAGE, failure, "A document is named user/project/path, like local/notebook/01-index.");
        }
        if (failure instanceof ConfigException config) {
            return told(ExitCode.USAGE, failure, config.hint());
        }
        if (failure instanceof InvalidDatabaseUrlException invalid) {
            return told(ExitCode.USAGE, failure, invalid.hint());
        }
        if (failure instanceof DataDirectoryLockedException locked) {
            return told(ExitCode.LOCKED, failure, locked.hint());
        }
        if (failure instanceof PostgresException postgres) {
            return told(ExitCode.UNREACHABLE, failure, postgres.hint());
        }
        if (failure instanceof DatabaseUnavailableException unavailable) {
            return told(ExitCode.UNREACHABLE, failure, unavailable.hint());
        }
        if (failure instanceof StoreException) {
            return told(ExitCode.FAILURE, failure, "Run again with -vv for the details.");
        }
        if (failure instanceof SpoolException spool) {
            return told(ExitCode.FAILURE, failure, spool.hint());
        }
        if (failure instanceof PortTakenException taken) {
            return new CliException(
                    ExitCode.LOCKED,
                    taken.getMessage() + ": " + PortOwner.describe(taken.port()).orElse(rootMessage(taken)),
                    "Stop it, or choose another port with --port.",
                    taken);
        }
        if (failure instanceof LockedException) {
            return told(ExitCode.LOCKED, failure, "Stop that one first; one agent keeps a directory.");
        }
        if (failure instanceof UncheckedIOException io && io.getCause() != null) {
            return explain(io.getCause());
        }
        if (failure instanceof AccessDeniedException denied) {
            return new CliException(
                    ExitCode.NOT_PERMITTED,
                    denied.getFile() + " may not be accessed",
                    "Check its permissions.",
                    denied);
        }
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return new CliException(ExitCode.FAILURE, message, "Run again with -vv for the details.", failure);
    }

    private static CliException told(int exitCode, Throwable failure, String hint) {
        return new CliException(exitCode, String.valueOf(failure.getMessage()), hint, failure);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
