package dev.markco.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Standard output for bytes as they are; that they could not be written ends the command. */
final class StandardOutput {
    private StandardOutput() {}

    static void write(byte[] content) {
        write(out -> out.write(content));
    }

    static void write(WholeFile.Content content) {
        PrintStream out = System.out;
        try {
            content.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (out.checkError()) {
            throw new CliException(
                    ExitCode.FAILURE,
                    "standard output could not be written",
                    "What came out is not complete: who reads it has gone, or there is no room where it goes.");
        }
    }
}
