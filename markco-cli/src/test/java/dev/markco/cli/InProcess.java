package dev.markco.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;

/** Command lines run in this process, from their arguments to their exit code: many of them, where starting each would take long. */
final class InProcess {
    private InProcess() {}

    /** Runs one with {@code input} as its standard input; not from several threads. */
    static MarkcoProcess.Result run(byte[] input, String... arguments) {
        return run(input, () -> Main.run(arguments));
    }

    /** Runs what ends with an exit code. */
    static MarkcoProcess.Result run(byte[] input, IntSupplier work) {
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setIn(new ByteArrayInputStream(input));
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int exitCode = work.getAsInt();
            return new MarkcoProcess.Result(
                    exitCode, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }
}
