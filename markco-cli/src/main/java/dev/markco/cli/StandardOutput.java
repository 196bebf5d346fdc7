package dev.markco.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;

/** Standard output for bytes as they are; {@link OutputBrokenException} ends a command as soon as nobody takes them. */
final class StandardOutput {
    private static final int BUFFER = 1 << 16;

    private StandardOutput() {}

    static void write(byte[] content) {
        write(out -> out.write(content));
    }

    static void write(WholeFile.Content content) {
        OutputStream out = new BufferedOutputStream(new Checked(System.out), BUFFER);
        try {
            content.writeTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Standard output, which remembers that it is broken and does not tell; it stays open. */
    private static final class Checked extends FilterOutputStream {
        private final PrintStream stream;

        Checked(PrintStream stream) {
            super(stream);
            this.stream = stream;
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            stream.write(bytes, from, length);
            check();
        }

        @Override
        public void flush() {
            check();
        }

        @Override
        public void close() {
            check();
        }

        private void check() {
            if (stream.checkError()) {
                throw new OutputBrokenException();
            }
        }
    }
}
