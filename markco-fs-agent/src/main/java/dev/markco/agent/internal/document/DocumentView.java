package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.Emptiness;
import dev.markco.agent.internal.decision.Presence;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.talk.RelaySide;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a document at this moment, in memory or at rest. No answer waits for its turn, so that what is answered may
 * have changed when it is read. Thread-safe.
 */
public final class DocumentView {
    private final DocumentKey key;
    private final DocumentSetup setup;
    private final Residence residence;
    private final Setback setback;
    private final RelayNews news;

    /** The name of the file that another text of the document was put into, null for none. */
    private volatile @Nullable String copy;

    DocumentView(DocumentKey key, DocumentSetup setup, Residence residence, Setback setback, RelayNews news) {
        this.key = key;
        this.setup = setup;
        this.residence = residence;
        this.setback = setback;
        this.news = news;
    }

    /** Another text may have been kept in a file of that name; null for none. */
    void kept(@Nullable String name) {
        if (name != null) {
            copy = name;
        }
    }

    /** The room of a document that is in memory, null while it is at rest. */
    public @Nullable Room room() {
        OpenDocument now = residence.open();
        return now == null ? null : now.room();
    }

    /** The file's stamp when it was last looked at, null for no file. */
    public @Nullable FileStamp stamp() {
        OpenDocument now = residence.open();
        return now == null ? residence.atRest().stamp() : now.stamp();
    }

    /** Whether the file was on that inode when it was last looked at. */
    public boolean isOnInode(long inode) {
        FileStamp stamp = stamp();
        return stamp != null && stamp.inode() == inode;
    }

    /** The hash of what the file held when it was last read or written, null when it is not known. */
    public @Nullable ContentHash content() {
        OpenDocument now = residence.open();
        return now == null ? residence.atRest().content() : now.content();
    }

    /** Who the document is on the relay, null when it was never there or has not been opened yet. */
    public Entry.@Nullable Identity identity() {
        OpenDocument now = residence.open();
        Entry.Identity known = now == null ? residence.atRest().identity() : now.identity();
        return known == null ? news.taken() : known;
    }

    /** The identity of the relay's document that had this one's path in the last list; null for none. */
    public @Nullable String listedAs() {
        OpenDocument now = residence.open();
        RelaySide relay = now == null ? null : now.relay();
        Standing standing = relay == null ? residence.atRest().state().standing() : relay.standing();
        return standing.id();
    }

    /** Whether the document has been opened since the start, or needs not be. */
    public boolean isRead() {
        return residence.isRead();
    }

    /** What is known of the document at rest, null while it is open. */
    public @Nullable AtRest atRest() {
        return residence.rest();
    }

    /** Whether the file is gone and nobody has decided what that means. */
    public boolean isMissing() {
        OpenDocument now = residence.open();
        return now == null ? residence.atRest().presence().isMissing() : now.isMissing();
    }

    /** Whether the file of another document has its file's name, and nobody has decided what that means. */
    public boolean isDisplaced() {
        OpenDocument now = residence.open();
        return now != null && now.isDisplaced();
    }

    /** Whether the deletion of the file is decided about: it is not waited for any more. */
    public boolean isGone() {
        OpenDocument now = residence.open();
        return now != null && now.isGone();
    }

    /** Whether the file was found empty (R35). */
    public Emptiness emptiness() {
        OpenDocument now = residence.open();
        return now == null ? Emptiness.NO : now.emptiness();
    }

    /** Whether nothing is known to have become of its file, and it will be looked at soon. */
    public boolean isUnaware() {
        OpenDocument now = residence.open();
        boolean there = now == null ? residence.atRest().presence().equals(Presence.THERE) : now.isThere();
        return there && !setback.isHere();
    }

    /** Whether what was to be done failed here, so that nothing is done until it is tried again. */
    public boolean isInTrouble() {
        return setback.isHere();
    }

    /** How the document stands; {@code beside} is a text that was kept beside it in an earlier run or elsewhere, or null. */
    public DocumentStatus status(@Nullable String beside) {
        OpenDocument now = residence.open();
        DocumentStatus status = now == null ? statusAtRest() : now.status(setback.why());
        if (status.state() == DocumentStatus.State.SYNCED) {
            String made = copy;
            String kept = made != null && Files.exists(setup.files().path(made)) ? made : beside;
            if (kept != null) {
                return new DocumentStatus(
                        key.docPath(), DocumentStatus.State.CONFLICT, "another text is kept in '" + kept + "'");
            }
        }
        return status;
    }

    private DocumentStatus statusAtRest() {
        return Outlook.atRest(key.docPath(), residence.atRest(), setup.relay() == null, setback.why());
    }
}
