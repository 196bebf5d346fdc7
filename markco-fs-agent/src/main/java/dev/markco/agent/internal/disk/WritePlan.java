package dev.markco.agent.internal.disk;

import java.nio.file.Path;

/**
 * How one file is going to be written; it is logged before anything happens (R7).
 *
 * @param target the file itself, links resolved
 * @param mode how its bytes are put there
 * @param temp the name, without suffix, of the hidden files beside the target
 */
public record WritePlan(Path target, Mode mode, String temp) {
    /** How bytes get into a file. Names are logged. */
    public enum Mode {
        /** A new file takes a free name. */
        CREATE,
        /** A new file takes the place of the old one, which is looked at. */
        SWAP,
        /** The file that is there is written: other names of it (hard links), or its owner, would be lost. */
        IN_PLACE
    }

    /** Half-written new content; worth nothing. */
    Path part() {
        return target.resolveSibling(temp + ".part");
    }

    /** Complete new content before the exchange, what came out after it. */
    Path swap() {
        return target.resolveSibling(temp + ".swap");
    }

    /** What came out where there is no exchange. */
    Path out() {
        return target.resolveSibling(temp + ".out");
    }
}
