package dev.markco.cli;

/** A number of things, as people are told of it. */
final class Counted {
    private Counted() {}

    /** {@code 1 document}, {@code 2 documents}; the plural is made with an s. */
    static String of(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
