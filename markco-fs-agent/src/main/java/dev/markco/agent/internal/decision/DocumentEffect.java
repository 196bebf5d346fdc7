package dev.markco.agent.internal.decision;

/** What can be done about a document. Each says which event tells of it, if one does. */
public sealed interface DocumentEffect {
    /** Take what the file holds as an edit: {@link DocumentEvent.SaveTaken}. */
    record TakeSave(TakeOnce.Occasion occasion, boolean batch) implements DocumentEffect {}

    /** Put what the document has into the file: {@link DocumentEvent.Put} and its like. */
    record PutFile(WriteWay way) implements DocumentEffect {}

    /**
     * Say that the document is to be restored from the relay's trash, which whoever told that it is there does; {@code why} is a
     * clause for people that goes on from its name.
     */
    record RestoreThere(String why) implements DocumentEffect {}

    /** Have the next turn in so many milliseconds, if none comes earlier. */
    record WakeIn(long millis) implements DocumentEffect {}

    /** Tell those who run the agent; {@code what} goes on from the file's name. */
    record Say(boolean warning, String what) implements DocumentEffect {}

    /** What takes no more words. */
    enum Simple implements DocumentEffect {
        /** End what a crash left under way: {@link DocumentEvent.Recovered}. */
        RECOVER,
        /** Look at the files that were swapped out: {@link DocumentEvent.RetiredSeen}. */
        LOOK_AT_RETIRED,
        /** Look at the file: {@link DocumentEvent.FileSeen}. */
        READ_FILE,
        /** Note that the file is there again. */
        ATTACH,
        /** Note that the file holds what was known. */
        HEED_FILE,
        /** Note that the file holds what it is to hold; nothing is to be taken. */
        NOTE_AS_MEANT,
        /** Note that the file holds nothing; that is not to be taken. */
        NOTE_EMPTY,
        /** Have the file meet its document: {@link DocumentEvent.Met}. */
        MEET,
        /** What was waited with for git is done. */
        LEAVE_GIT,
        /** Look who uses the file: {@link DocumentEvent.UseSeen}. */
        SEE_USE,
        /** Put what the file held before it was gone there again: {@link DocumentEvent.Put} and its like. */
        PUT_BACK,
        /** Let editors in. */
        LET_EDITORS_IN,
        /** Decide about histories that editors brought: {@link DocumentEvent.StrangersMet}. */
        MEET_STRANGERS,
        /** Keep what the file held in the local trash. */
        KEEP_IN_TRASH,
        /** Note that the file was deleted, and that was meant. */
        DETACH,
        /** Put the document into the relay's trash, if it is there what it is here: {@link DocumentEvent.DeletionAnswered}. */
        DELETE_THERE,
        /** Join the relay's document, which goes on. */
        JOIN_AGAIN,
        /** Have the relay's side do what it has to. */
        ADVANCE_RELAY,
        /** Note what the relay has by now. */
        NOTE_SHARED,
        /** Move the file to the local trash unless it holds something new: {@link DocumentEvent.FileTrashed}. */
        TRASH_FILE,
        /** Shorten the log if that pays. */
        COMPACT
    }
}
