package dev.markco.agent.internal.decision;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a document that is not in memory, and whether it has to be. Immutable. Times are milliseconds of one
 * monotonic clock.
 *
 * @param rest as what it came to rest, null when it has never been in memory
 * @param standing what the relay's list says of it
 * @param agreed whether that is what it came to rest as
 * @param wanted whether the relay has something else than that
 * @param dirty whether its file may have changed
 */
public record RestState(@Nullable Resting rest, Standing standing, boolean agreed, boolean wanted, boolean dirty) {
    /** How long nothing must have happened before a document is put to rest. */
    static final long REST_AFTER = 20_000;
    /** The same while others wait to be opened. */
    static final long REST_AFTER_CROWDED = 20;
    /** So long after it came to rest, the relay may still tell of changes of our own. */
    static final long ECHO = 2_000;

    /**
     * As what a document came to rest.
     *
     * @param stateHash the digest of its state
     * @param id who it is on the relay, null when it was never there
     * @param since when that was
     */
    public record Resting(String stateHash, @Nullable String id, long since) {
        /** Whether the relay's document of that identity, null for any, is this one. */
        private boolean isKnownAs(@Nullable String there) {
            return there == null || there.equals(id);
        }
    }

    /** Of one that was taken up just now. */
    public static RestState takenUp(@Nullable Resting rest) {
        return new RestState(rest, Standing.UNKNOWN, false, false, true);
    }

    /** The relay's list says that. */
    public RestState stood(Standing news) {
        Resting resting = rest;
        if (resting == null || !news.isListed() || !resting.stateHash.equals(news.stateHash())) {
            return new RestState(rest, news, false, news.isKnown(), dirty);
        }
        return new RestState(rest, news, true, !resting.isKnownAs(news.id()), dirty);
    }

    /** Whether a change that the relay tells of now may be one of our own, of which we hear late. */
    public boolean mayBeEcho(long now) {
        Resting resting = rest;
        return resting != null && now - resting.since < ECHO;
    }

    /** Somebody changed the document of that identity on the relay. */
    public RestState changedThere(String id) {
        return new RestState(rest, Standing.listed(id, null), false, true, dirty);
    }

    /**
     * It came to rest.
     *
     * @param last what the relay's list said last
     * @param shared whether the relay, if there is one, has acknowledged all of it
     */
    public RestState rested(Resting resting, Standing last, boolean shared) {
        Standing now = last.isListed() && shared ? Standing.listed(last.id(), resting.stateHash) : last;
        return new RestState(resting, now, shared, last.isKnown() && !shared, dirty);
    }

    /** Its log was written anew, with a history of its own. */
    public RestState loggedAnew(Resting resting) {
        return new RestState(resting, standing, false, standing.isKnown(), dirty);
    }

    /** It is in memory now: what is new is told there. */
    public RestState opened() {
        return new RestState(rest, standing, agreed, false, false);
    }

    public RestState dirty(boolean now) {
        return new RestState(rest, standing, agreed, wanted, now);
    }

    /**
     * Whether it has to be in memory, whatever its file holds.
     *
     * @param used whether an editor has it open, or its deletion is to be told
     */
    public boolean isNeeded(boolean used) {
        return used || wanted || rest == null;
    }

    /**
     * For how long an idle document stays in memory yet, in milliseconds; none where that is not positive.
     *
     * @param crowded whether others wait to be opened
     * @param idleFor for how long nothing has happened
     */
    public static long stays(boolean crowded, long idleFor) {
        return (crowded ? REST_AFTER_CROWDED : REST_AFTER) - idleFor;
    }
}
