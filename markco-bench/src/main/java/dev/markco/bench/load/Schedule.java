package dev.markco.bench.load;

/**
 * When each update is to be sent: at even distances, by all senders in turn, whatever the server does meanwhile. Latency is
 * measured from these times, so that a server that holds a sender up does not hide it.
 *
 * @param start the first update's time, as {@link System#nanoTime} counts
 * @param perSecond updates of all senders together in a second
 * @param measureFrom updates before this one only warm the server up
 * @param total how many updates there are
 */
record Schedule(long start, int senders, int perSecond, long measureFrom, long total) {
    private static final double NANOS = 1e9;

    /** A schedule of so many seconds of warming up and of measuring. */
    static Schedule from(long start, int senders, int perSecond, int warmUp, int measured) {
        long warm = (long) perSecond * warmUp;
        return new Schedule(start, senders, perSecond, warm, warm + (long) perSecond * measured);
    }

    long timeOf(long update) {
        return start + (long) (update * (NANOS / perSecond));
    }

    int senderOf(long update) {
        return (int) (update % senders);
    }

    /** Which update of all a sender's is. */
    long updateOf(int sender, int number) {
        return (long) number * senders + sender;
    }
}
