package dev.markco.agent.internal.decision;

import dev.markco.yjs.StateVector;

/** What to do when our history of a document meets another one (R1, R3). */
public enum Joining {
    /** Neither has anything: wait for the first text. */
    NOTHING,
    /** Only they have something, or the histories are related: merge plainly. */
    MERGE,
    /** Only we have something: create theirs with our whole state. */
    SEED,
    /** Both have something and share nothing: never merge, adopt theirs (R4). */
    ADOPT;

    public static Joining decide(StateVector ours, StateVector theirs) {
        if (theirs.isEmpty()) {
            return ours.isEmpty() ? NOTHING : SEED;
        }
        return ours.isEmpty() || ours.sharesClientWith(theirs) ? MERGE : ADOPT;
    }
}
