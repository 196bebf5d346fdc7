package dev.markco.bench;

import dev.markco.bench.work.Measurement;
import dev.markco.bench.work.Turn;
import java.io.IOException;

/** One of the two engines that are compared. */
interface Side {
    /** Does the turn in a fresh process. */
    Measurement take(Turn turn) throws IOException, InterruptedException;
}
