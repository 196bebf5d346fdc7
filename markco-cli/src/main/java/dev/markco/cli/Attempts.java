package dev.markco.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/**
 * The same done to several things, of which some may fail: each failure is told as it comes, the others are still tried, and
 * the exit code says what came of all.
 */
final class Attempts {
    private final Console console;
    private int succeeded;
    private int failed;
    private @Nullable Integer code;

    Attempts(Console console) {
        this.console = console;
    }

    /** Does one. What affects all of them, such as a relay that is gone, ends the command. */
    void run(Runnable one) {
        try {
            one.run();
            succeeded++;
        } catch (RelayRefusal e) {
            if (e.exitCode() == ExitCode.UNREACHABLE) {
                throw e;
            }
            failed++;
            code = code == null || code == e.exitCode()
                    ? Integer.valueOf(e.exitCode())
                    : Integer.valueOf(ExitCode.FAILURE);
            PrintWriter err = console.err();
            Errors.tell(err, console.errPalette(), e);
            err.flush();
        }
    }

    /** 0 when all went well, 3 when some did, else what they failed with. */
    int exitCode() {
        if (failed == 0) {
            return ExitCode.OK;
        }
        return succeeded > 0 || code == null ? ExitCode.UNHEALTHY : code;
    }
}
