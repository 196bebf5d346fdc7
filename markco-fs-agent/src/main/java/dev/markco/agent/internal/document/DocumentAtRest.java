package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Presence;
import dev.markco.agent.internal.decision.RestState;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a document that is not in memory. Immutable. Of one that is in memory it is what was known before, but for
 * what the relay's list says of it.
 *
 * @param state whether it has to be in memory
 * @param presence whether its file was where it should be when it was last looked for
 * @param rest as what it came to rest, null when it has never been in memory
 * @param base the last content that the relay and we had in common if the relay has something else than that, else null
 */
record DocumentAtRest(
        RestState state,
        Presence presence,
        @Nullable AtRest rest,
        @Nullable FileContent base) {
    /** So long before now, in milliseconds, that nothing depends on it. */
    private static final long LONG_AGO = 3_600_000;

    /**
     * Of one that is taken up.
     *
     * @param rest as what it came to rest in the last run, null when it is to be opened
     */
    static DocumentAtRest takenUp(@Nullable AtRest rest, long now) {
        // One that was at rest when the agent started has told the relay nothing since.
        return new DocumentAtRest(
                RestState.takenUp(rest == null ? null : restingAs(rest, now - LONG_AGO)), Presence.THERE, rest, null);
    }

    private static RestState.Resting restingAs(AtRest rest, long since) {
        Entry.Identity known = rest.identity();
        return new RestState.Resting(rest.stateHash(), known == null ? null : known.id(), since);
    }

    private DocumentAtRest with(RestState news) {
        return new DocumentAtRest(news, presence, rest, base);
    }

    /** The relay's list says that. */
    DocumentAtRest stood(Standing news) {
        return with(state.stood(news));
    }

    /** Somebody changed the document of that identity on the relay. */
    DocumentAtRest changedThere(String id) {
        return with(state.changedThere(id));
    }

    /** Whether its file may have changed. */
    DocumentAtRest dirty(boolean now) {
        return with(state.dirty(now));
    }

    /** Its file was looked for. */
    DocumentAtRest found(Presence now) {
        return new DocumentAtRest(state, now, rest, base);
    }

    /** It is in memory now: what is new is told there. */
    DocumentAtRest opened() {
        return with(state.opened()).found(Presence.THERE);
    }

    /**
     * It came to rest.
     *
     * @param common the last content that the relay and we had in common, null for none or where there is no relay
     * @param last what the relay's list said last
     */
    DocumentAtRest rested(AtRest known, @Nullable FileContent common, Standing last, long now) {
        return new DocumentAtRest(
                state.rested(restingAs(known, now), last, known.shared()),
                presence,
                known,
                known.shared() ? null : common);
    }

    /** Its log was written anew, with a history of its own, of which the relay has been told nothing. */
    DocumentAtRest loggedAnew(Remembered kept, long now) {
        return new DocumentAtRest(
                state.loggedAnew(restingAs(kept.rest(), now - LONG_AGO)), presence, kept.rest(), kept.base());
    }

    /** What its log need not be there for; null when it has never been in memory. */
    @Nullable
    Remembered remembered() {
        AtRest known = rest;
        return known == null ? null : new Remembered(known, base);
    }

    /** The file's stamp, null for no file or when it has never been in memory. */
    @Nullable
    FileStamp stamp() {
        return rest == null ? null : rest.stamp();
    }

    /** The hash of what the file held, null when it is not known. */
    @Nullable
    ContentHash content() {
        return rest == null ? null : rest.content();
    }

    /** Who it is on the relay, null when it was never there or has never been in memory. */
    Entry.@Nullable Identity identity() {
        return rest == null ? null : rest.identity();
    }
}
