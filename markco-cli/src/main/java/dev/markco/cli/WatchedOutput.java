package dev.markco.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why it could not be written, which a {@link java.io.PrintWriter} does not tell. */
final class WatchedOutput extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    WatchedOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Why something could not be written; null when all was. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** Whether whoever reads has seen enough, as {@code head} does. */
    boolean isReaderGone() {
        IOException known = failure;
        return known != null
                && String.valueOf(known.getMessage()).toLowerCase(Locale.ROOT).contains("broken pipe");
    }
}
