package dev.markco.agent.internal.document;

import dev.markco.agent.internal.use.Appending;
import dev.markco.agent.internal.use.Writers;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether a file may be written now, while a program perhaps has it open for writing (R34). */
enum WriteWay {
    /** Not now: a program writes it. */
    WAIT,
    /** As always. */
    REPLACE,
    /** The file itself, with room for those who append to it. */
    EXTEND;

    /**
     * Decides. Pure, but for what it asks only where it matters.
     *
     * @param appending how those write who have it open
     * @param canExtend whether the file can be written while others append to it
     * @param waited for how long somebody has had it open already, in milliseconds
     */
    static WriteWay decide(Writers writers, Supplier<Appending> appending, BooleanSupplier canExtend, long waited) {
        if (writers != Writers.OPEN) {
            return REPLACE;
        }
        boolean append = switch (appending.get()) {
            case ALL_APPEND, SEEN_APPEND -> true;
            case OTHERS, UNKNOWN -> false;
        };
        if (append && canExtend.getAsBoolean()) {
            return EXTEND;
        }
        return waited < Settling.LONGEST_OPEN ? WAIT : REPLACE;
    }
}
