package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.use.Writers;
import org.jspecify.annotations.Nullable;

/** What happened to a document, or was observed when that was asked for. Times and times that pass are milliseconds. */
public sealed interface DocumentEvent {
    /** What a crash left under way is ended; {@code written} is the hash of what the file holds if it was written then. */
    record Recovered(@Nullable ContentHash written) implements DocumentEvent {}

    /**
     * The document has its turn.
     *
     * @param dirty whether its file may have changed
     * @param changedAt when the oldest change came that the agenda has not, {@link DocumentState#NEVER} for none
     */
    record Turned(boolean dirty, long changedAt) implements DocumentEvent {}

    /** The document ends: what is to be done for its file is to be done at once. */
    record Hurried() implements DocumentEvent {}

    /** The files that were swapped out were looked at, and are to be once more in so long, {@link DocumentState#NEVER} for not. */
    record RetiredSeen(long again) implements DocumentEvent {}

    /**
     * The file was looked at.
     *
     * @param age how long ago it was changed by the clock that stamps files; negative where that clock was set back
     */
    record FileSeen(Sight sight, long age) implements DocumentEvent {}

    /** What the file holds was taken. */
    record SaveTaken() implements DocumentEvent {}

    /** A file without history has met its document. */
    record Met(Meeting meeting) implements DocumentEvent {}

    /**
     * Who uses a file that is to be written was looked at.
     *
     * @param extendable whether all who have it open append to it, and it can be written while they do
     */
    record UseSeen(boolean gitAtWork, Writers writers, boolean extendable) implements DocumentEvent {}

    /**
     * The file was to be written.
     *
     * @param done whether what was to be in it is, or nothing had to be
     * @param holds the hash of what it holds then, null for no file
     * @param again whether it has to be looked at at once: something came between, or it reads as something else
     */
    record Put(boolean done, @Nullable ContentHash holds, boolean again) implements DocumentEvent {}

    /** The file was to be written, and there is something that no document can hold. */
    record PutAtAlien(String why) implements DocumentEvent {}

    /** The file was to be written, and would have been larger than that many bytes, which is the most that is read. */
    record PutTooLarge(long most) implements DocumentEvent {}

    /** The file was to be written, and the disk has no place for it, or does not let us. */
    record PutRefused(String why) implements DocumentEvent {}

    /** What there is to do for the file in this turn is done. */
    record FileDone() implements DocumentEvent {}

    /** Histories that editors brought were decided about; {@code fileIsThere} says whether the last look found something. */
    record StrangersMet(boolean fileIsThere) implements DocumentEvent {}

    /** The relay was asked to put the document into its trash. */
    record DeletionAnswered(Answer answer) implements DocumentEvent {}

    /** What the relay said. */
    enum Answer {
        /** It cannot be asked now. */
        LATER,
        DONE,
        /** Somebody changed it meanwhile, and that is not lost for a deletion. */
        CHANGED
    }

    /** Something failed, or the document ends: editors are not to wait for it. */
    record WaitedEnough() implements DocumentEvent {}

    /** The turn is over. */
    record TurnEnded() implements DocumentEvent {}

    /** That the file is gone is meant. */
    record DeletionMeant() implements DocumentEvent {}

    /** That the file is gone, or empty, is not meant. */
    record LossNotMeant() implements DocumentEvent {}

    /** That the file is empty is meant. */
    record EmptinessMeant() implements DocumentEvent {}

    /**
     * The relay has the document in its trash.
     *
     * @param returning whether its file was deleted here, too, and has come back since
     * @param edited whether it has edits that nobody else has
     */
    record TrashedThere(boolean returning, boolean edited) implements DocumentEvent {}

    /** The file was to go to the trash; {@code gone} says whether there is none any more. */
    record FileTrashed(boolean gone) implements DocumentEvent {}
}
