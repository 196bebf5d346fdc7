package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.use.Writers;

/** Whether a file may be written now, while a program perhaps has it open for writing (R34). */
public enum WriteWay {
    /** Not now: a program writes it. */
    WAIT,
    /** As always. */
    REPLACE,
    /** The file itself, with room for those who append to it. */
    EXTEND;

    /**
     * Decides. Pure.
     *
     * @param extendable whether all who have it open append to it, as far as is known, and it can be written while they do
     * @param waited for how long somebody has had it open already, in milliseconds
     */
    static WriteWay decide(Writers writers, boolean extendable, long waited) {
        if (writers != Writers.OPEN) {
            return REPLACE;
        }
        if (extendable) {
            return EXTEND;
        }
        return waited < Settling.LONGEST_OPEN ? WAIT : REPLACE;
    }
}
