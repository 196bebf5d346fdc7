package dev.markco.relay.spool;

/** A spool file that another version of markco wrote. */
public final class SpoolVersionException extends SpoolException {
    private static final long serialVersionUID = 1L;

    SpoolVersionException(int version) {
        super(
                "the spool has a file of format " + version + ", and this markco reads formats "
                        + SpoolFormat.FIRST_VERSION + " to " + SpoolFormat.VERSION,
                "start the markco that wrote it once more, so that it empties its spool",
                null);
    }
}
