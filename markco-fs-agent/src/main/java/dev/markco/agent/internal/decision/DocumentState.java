package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.disk.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a document in memory beside its text, and what is waited for. Immutable.
 *
 * @param recovered whether what a crash left under way is ended
 * @param looked whether its file has been looked at, or cannot be
 * @param editorsIn whether editors have been let in
 * @param fate whether it goes on
 * @param file its file
 * @param agenda when what is to be done
 */
public record DocumentState(
        boolean recovered, boolean looked, boolean editorsIn, Fate fate, FileState file, Agenda agenda) {
    /** A time that does not come. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Whether a document goes on. */
    public enum Fate {
        GOING,
        /** Its file was deleted, that was meant, and the relay, if there is one, has it in the trash. */
        DELETED,
        /** It was deleted elsewhere, and its file is in the trash here. */
        BURIED
    }

    /**
     * One that was opened just now.
     *
     * @param occasion with what its file is compared at first
     * @param content the hash of what its file held, null when that is not known
     * @param missing whether its file has been gone for long enough already
     */
    public static DocumentState opened(TakeOnce.Occasion occasion, @Nullable ContentHash content, boolean missing) {
        return new DocumentState(
                false, false, false, Fate.GOING, FileState.unseen(occasion, content, missing), Agenda.EMPTY);
    }

    DocumentState with(FileState now) {
        return new DocumentState(recovered, looked, editorsIn, fate, now, agenda);
    }

    DocumentState with(Agenda now) {
        return new DocumentState(recovered, looked, editorsIn, fate, file, now);
    }

    DocumentState with(Fate now) {
        return new DocumentState(recovered, looked, editorsIn, now, file, agenda);
    }

    DocumentState nowRecovered() {
        return new DocumentState(true, looked, editorsIn, fate, file, agenda);
    }

    DocumentState nowLooked() {
        return new DocumentState(recovered, true, editorsIn, fate, file, agenda);
    }

    DocumentState editorsIn(boolean are) {
        return new DocumentState(recovered, looked, are, fate, file, agenda);
    }

    DocumentState lookAt(long time) {
        return with(agenda.lookAt(time));
    }

    /** Whether the file is gone for longer than editors take to save, and nobody has decided what that means. */
    public boolean isMissing() {
        return file.presence().isMissing();
    }

    /** Whether the file of another document has its file's name. */
    public boolean isDisplaced() {
        return file.presence().kind() == Presence.Kind.DISPLACED;
    }

    /** Whether all that there is to do for the file is done, or cannot be. */
    public boolean isFlushed(Facts facts) {
        return agenda.lookAt() == NEVER && (!facts.pending() || !file.isWritable(facts.now()));
    }

    /** Whether it is not decided yet what it means that its file is gone, or has changed, or is another document's. */
    public boolean awaitsFile() {
        return file.isAwaited();
    }

    /** Whether nothing can be done about the document for the time being, as far as its file goes. */
    public boolean isStuck(Facts facts) {
        return file.trouble() != null
                || file.presence().isUndecided()
                || file.emptiness().isUndecided()
                || facts.detached()
                || (looked && !facts.known());
    }

    /** Whether the file and the log hold everything. */
    public boolean isSettled(Facts facts) {
        return looked
                && recovered
                && facts.known()
                && !facts.retired()
                && !facts.pending()
                && !facts.detached()
                && file.trouble() == null
                && !file.isAwaited()
                && !file.presence().isUndecided()
                && !file.emptiness().isUndecided();
    }

    /** As {@link #isSettled}, and nothing is to be looked at or written. */
    public boolean isIdle(Facts facts) {
        return isSettled(facts) && agenda.lookAt() == NEVER && agenda.changedAt() == NEVER;
    }
}
