package dev.markco.bench;

import java.util.Locale;

/** How numbers are written. */
final class Format {
    private Format() {}

    /** A count with its thousands apart. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** Three significant digits, but no digit before the point dropped. */
    static String threeDigits(double value) {
        if (value == 0) {
            return "0";
        }
        int decimals = 2 - (int) Math.floor(Math.log10(Math.abs(value)));
        return String.format(Locale.ROOT, "%,." + Math.min(6, Math.max(0, decimals)) + "f", value);
    }

    /** How many times more {@code yjs} is than {@code markco}. */
    static String ratio(double markco, double yjs) {
        double ratio = yjs / markco;
        return String.format(Locale.ROOT, ratio < 100 ? "%.2f" : "%,.0f", ratio);
    }
}
