package dev.markco.agent.internal.save;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.use.Reading;

/**
 * A content that a program put into a file, and what tells on which text it was made.
 *
 * @param content what it is
 * @param way how it got there
 * @param reading what is known of the readers of the content that it took the place of
 * @param editor what lies beside the file of an editor that has it open
 * @param batch whether it was made while a git command was at work
 * @param changed when the file system says that it was put there, in milliseconds
 */
public record Save(FileContent content, Way way, Reading reading, Editor editor, boolean batch, long changed) {
    /** Whether git made it, which writes into no file that is there; the programs that it runs for people do. */
    public boolean isGits() {
        return batch && way == Way.REPLACED;
    }

    /** How a program gets a content into a file. */
    public enum Way {
        /** The file that is there is written. */
        IN_PLACE,
        /** Another file takes its place. */
        REPLACED
    }

    /** What an editor leaves beside the file that it edits. */
    public enum Editor {
        NONE,
        /** It marked the file as its own before the content that the save took the place of was there. */
        SINCE_BEFORE,
        /** It copied that content into a backup, and then saved what it had: it read the file for the copy alone. */
        MADE_A_BACKUP
    }
}
