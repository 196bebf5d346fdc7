package dev.markco.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A bar on the last line of a terminal. It comes when an operation has taken a second, and is gone when that ends. Confined
 * to one thread.
 *
 * <p>Written here because the libraries for it bring a terminal library of their own, another version of the one we have.
 */
final class ProgressBar implements Progress {
    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final long PAUSE = Duration.ofMillis(100).toNanos();
    private static final int COLUMNS = 79;
    private static final int BAR = 24;

    private final PrintWriter err;
    private final String doing;
    private final LongSupplier clock;
    private final long start;
    private int total;
    private int done;
    private String last = "";
    private long drawn;
    private boolean visible;

    /** {@code clock} gives nanoseconds from any start. */
    ProgressBar(PrintWriter err, String doing, int total, LongSupplier clock) {
        this.err = err;
        this.doing = doing;
        this.total = total;
        this.clock = clock;
        this.start = clock.getAsLong();
    }

    @Override
    public void step(String what) {
        done++;
        last = what;
        show();
    }

    @Override
    public void at(int now, int all) {
        done = now;
        total = all;
        show();
    }

    private void show() {
        long now = clock.getAsLong();
        if (now - start < PATIENCE || (visible && now - drawn < PAUSE)) {
            return;
        }
        drawn = now;
        visible = true;
        err.print("\r" + line(doing, done, total, last) + "\u001b[K");
        err.flush();
    }

    /** One line of at most {@value #COLUMNS} columns. Pure. */
    static String line(String doing, int done, int total, String last) {
        int all = Math.max(total, Math.max(done, 1));
        int full = (int) ((long) BAR * done / all);
        String bar = "█".repeat(full) + "░".repeat(BAR - full);
        String line = String.format(
                Locale.ROOT, "%s %s %3d %%  %d of %d  %s", doing, bar, 100L * done / all, done, all, last);
        String plain = line.replaceAll("\\p{Cntrl}", " ").stripTrailing();
        return plain.codePointCount(0, plain.length()) <= COLUMNS
                ? plain
                : plain.substring(0, plain.offsetByCodePoints(0, COLUMNS - 1)) + "…";
    }

    @Override
    public void close() {
        if (visible) {
            err.print("\r\u001b[K");
            err.flush();
        }
    }
}
