package dev.markco.cli;

/** Standard output takes no more, so that there is no point in going on; {@link Main} knows why and tells of it. */
final class OutputBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputBrokenException() {
        super("standard output takes no more", null, false, false);
    }
}
