package dev.markco.agent.internal.decision;

/**
 * When what is to be done for a document's file, in milliseconds of one monotonic clock; {@link DocumentState#NEVER} for not
 * at all. Immutable.
 *
 * @param lookAt when the file is to be looked at
 * @param retiredAt when the files that were swapped out of its place are
 * @param changedAt when the oldest change came that is not in the file
 * @param wroteAt when the file was written, or that was tried, last
 * @param writing whether it is to be written in this turn, once it was looked at
 */
public record Agenda(long lookAt, long retiredAt, long changedAt, long wroteAt, boolean writing) {
    /** How long what is typed waits for more before it is written, in milliseconds. */
    public static final long WRITE_DELAY = 30;
    /** How long a file may be gone, as editors that save by delete and create let it, before that means something. */
    public static final long GRACE = 1_000;
    /**
     * A file that changed within this time before it was read may change again without a trace in its stamp, since clocks of
     * file systems tick slowly; in milliseconds.
     */
    public static final long TICK = 50;
    /** The shortest time between two writes of the file, in milliseconds. */
    static final long WRITE_INTERVAL = 100;

    /** So long ago that nothing depends on it. */
    private static final long EVER = Long.MIN_VALUE / 2;

    static final Agenda EMPTY = new Agenda(DocumentState.NEVER, DocumentState.NEVER, DocumentState.NEVER, EVER, false);

    /**
     * Whether a file may have changed again without a trace in its stamp.
     *
     * @param age how long ago it was changed by the clock that stamps files; negative where that clock was set back
     */
    public static boolean mayHideChange(long age) {
        return age >= 0 && age < TICK;
    }

    Agenda lookAt(long time) {
        return new Agenda(time, retiredAt, changedAt, wroteAt, writing);
    }

    Agenda retiredAt(long time) {
        return new Agenda(lookAt, time, changedAt, wroteAt, writing);
    }

    /** A change came; older ones count. */
    Agenda changed(long time) {
        return new Agenda(lookAt, retiredAt, Math.min(changedAt, time), wroteAt, writing);
    }

    Agenda writing(boolean now) {
        return new Agenda(lookAt, retiredAt, changedAt, wroteAt, now);
    }

    /** Writing was tried: what came until now is in the file, or waits for the next time. */
    Agenda tried(long now) {
        return new Agenda(lookAt, retiredAt, DocumentState.NEVER, now, false);
    }

    boolean isWriteDue(long now) {
        return changedAt != DocumentState.NEVER && now >= writeAt();
    }

    private long writeAt() {
        return changedAt == DocumentState.NEVER
                ? DocumentState.NEVER
                : Math.max(changedAt + WRITE_DELAY, wroteAt + WRITE_INTERVAL);
    }

    /** When the next of all this is due. */
    long next() {
        return Math.min(Math.min(lookAt, retiredAt), writeAt());
    }
}
