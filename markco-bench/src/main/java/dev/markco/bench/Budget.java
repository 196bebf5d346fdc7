package dev.markco.bench;

/**
 * How long a workload is measured.
 *
 * @param processes of each side
 * @param minRounds the rounds of a process, however long they take
 * @param seconds in which a process begins rounds
 */
record Budget(int processes, int minRounds, int seconds) {
    static Budget of(Group group) {
        return switch (group) {
            case TRACES, CONCURRENT -> new Budget(3, 6, 6);
            case B1, B2, B3 -> new Budget(3, 6, 3);
            case INSERTS -> new Budget(2, 3, 6);
            case MERGE -> new Budget(3, 3, 4);
            case HEAP -> new Budget(1, 1, 0);
        };
    }

    /** Enough to see an order of magnitude. */
    Budget quick() {
        return new Budget(1, Math.min(minRounds, 3), Math.min(seconds, 1));
    }
}
