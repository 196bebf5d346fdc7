package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.file.ConflictName;
import dev.markco.agent.internal.file.OnDisk;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.UseListener;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One document of the project, at rest or open, and the task in which all that happens to it happens, one step at a time. It
 * is opened when its file or the relay has something new, or when an editor comes, and put to rest when nothing has happened
 * for a while. What goes wrong is logged, shows in the status and is tried again. Thread-safe.
 */
public final class AgentDocument {
    private final DocumentKey key;
    private final String fileName;
    private final @Nullable String original;
    private final SerialTask task;
    private final Residence residence;
    private final RelayNews news;
    private final DocumentView view;

    /** The document's turn: held while something is done to it. What waits for nothing is done without it. */
    private final Object turn = new Object();
    /** Brings it into memory, and puts it to rest. Guarded by {@link #turn}, as are those below. */
    private final Waking waking;

    private final Ending ending;
    private final Stepping stepping;

    /** Who keeps the documents, and is told what they cannot decide. Called on documents' tasks; must not block. */
    public interface Owner {
        /** Whether nothing is to be done at all for now. */
        boolean isPaused();

        /** A document's file is gone for longer than an editor takes to save, or was found empty, or is another document's. */
        void missing(AgentDocument document);

        /**
         * A document has ended because it was deleted, or was never anything; it has no log. Its file may come again.
         *
         * @param known whether the relay knew it, or said something of it, which may have been about who has its path next
         */
        void deleted(AgentDocument document, boolean known);
    }

    private AgentDocument(
            DocumentKey key,
            String fileName,
            DocumentSetup setup,
            Owner owner,
            @Nullable AtRest rest,
            @Nullable Departure before) {
        this.key = key;
        this.fileName = fileName;
        this.original = ConflictName.original(fileName);
        this.task = new SerialTask(this::run, setup.pool(), setup.time());
        this.residence = new Residence(key, task, setup.time(), rest);
        Setback setback = new Setback(fileName);
        this.news = new RelayNews(key, residence, setup.relay());
        this.view = new DocumentView(key, setup, residence, setback, news);
        OnDisk onDisk = onDisk(setup.uses(), rest, before);
        Stepping.Told told = told(owner);
        this.waking = new Waking(key, fileName, setup, task, onDisk, residence, told::missing);
        this.ending = new Ending(key, setup, onDisk, residence);
        this.stepping = new Stepping(setup, task, residence, waking, ending, setback, view, told);
    }

    private Stepping.Told told(Owner owner) {
        return new Stepping.Told() {
            @Override
            public boolean isPaused() {
                return owner.isPaused();
            }

            @Override
            public void missing() {
                owner.missing(AgentDocument.this);
            }

            @Override
            public void deleted(boolean known) {
                owner.deleted(AgentDocument.this, known);
            }
        };
    }

    private OnDisk onDisk(FileUses uses, @Nullable AtRest rest, @Nullable Departure before) {
        UseListener ear = new UseEar(fileName, this::markDirty);
        if (before != null) {
            OnDisk known = before.onDisk();
            known.handTo(ear);
            return known;
        }
        OnDisk made = new OnDisk(uses, ear);
        made.recall(rest == null ? null : rest.stamp());
        return made;
    }

    /**
     * Takes up a document; {@link #start} sets it going.
     *
     * @param fileName the file's name relative to the project, as it is spelled on disk
     * @param rest what is known of it if it was at rest at the end of the last run, null when it is to be opened
     */
    public static AgentDocument of(
            DocumentKey key, String fileName, DocumentSetup setup, Owner owner, @Nullable AtRest rest) {
        return new AgentDocument(key, fileName, setup, owner, rest, null);
    }

    /** Takes up a document that departed under its former name, or stays after all; {@link #start} sets it going. */
    public static AgentDocument goingOn(
            DocumentKey key, String fileName, DocumentSetup setup, Owner owner, Departure before) {
        return new AgentDocument(key, fileName, setup, owner, null, before);
    }

    public void start() {
        residence.start();
    }

    public DocumentKey key() {
        return key;
    }

    /** The file's name relative to the project. */
    public String fileName() {
        return fileName;
    }

    /** The file that this one was kept beside, since its text had no place there; null for any other file. */
    public @Nullable String original() {
        return original;
    }

    /** What is known of it at this moment. */
    public DocumentView view() {
        return view;
    }

    /** What the relay says of it is told there. */
    public RelayNews news() {
        return news;
    }

    /** Lets an editor in, or anyone else who needs the document in memory; fails when the document has ended. */
    public RoomLease lease() throws IOException {
        OpenDocument ready = residence.hold();
        Room room = null;
        try {
            room = ready != null ? ready.room() : openNow().room();
        } finally {
            if (room == null) {
                residence.release();
            }
        }
        task.signal();
        return new RoomLease(room, residence::release);
    }

    private OpenDocument openNow() throws IOException {
        synchronized (turn) {
            return waking.openNow();
        }
    }

    /** The file may have changed. */
    public void markDirty() {
        residence.markDirty();
        task.signal();
    }

    /** A scan saw the file with this stamp, or did not see it: it is looked at if that is news. */
    public void seen(@Nullable FileStamp stamp) {
        if (!Objects.equals(stamp, view.stamp())) {
            markDirty();
        }
    }

    /**
     * How much of a text is in what the file held, and of that in the text, 0 to 1; that may have been a while ago, if somebody may
     * have had it in hand since.
     */
    public double likeness(String text) throws IOException {
        synchronized (turn) {
            return openNow().likeness(text);
        }
    }

    /** Forgets who the document is on the relay: it goes by its name there. */
    public void forgetIdentity() throws IOException {
        synchronized (turn) {
            news.forgetIdentity();
            openNow().forgetIdentity();
        }
    }

    /** The emptiness of the file is meant: it is an edit. */
    public void takeEmptied() {
        synchronized (turn) {
            OpenDocument now = residence.open();
            if (now != null) {
                now.takeEmptied();
            }
        }
        task.signal();
    }

    /** The deletion of the file is meant: the document goes to the trash. */
    public void delete() {
        synchronized (turn) {
            stepping.delete();
        }
        task.signal();
    }

    /** The deletion of the file is not meant: it is written again. */
    public void bringBack() throws IOException {
        synchronized (turn) {
            openNow().bringBack();
        }
    }

    /**
     * The document is in the relay's trash: its file goes to the local one and its log is deleted, unless it has edits that
     * nobody else has. Returns whether it has ended.
     */
    public boolean bury(String id) throws IOException {
        synchronized (turn) {
            if (ending.isUnfinished()) {
                ending.bury();
                return true;
            }
            OpenDocument now = openNow();
            if (!now.bury(news.isReturning())) {
                news.restore(now, id);
                return false;
            }
            ending.trash(now);
            return true;
        }
    }

    /** Ends the document under this name; all that is known of it is returned, for another name. Its log stays. */
    public Departure depart() throws IOException {
        synchronized (turn) {
            return ending.depart(openNow());
        }
    }

    /** The state directory was made anew: what is known of the document is logged again, unless it is. */
    public void keepLog() throws IOException {
        synchronized (turn) {
            waking.keepLog();
        }
    }

    private void run() {
        synchronized (turn) {
            stepping.run();
        }
    }

    /**
     * Ends the document: what clients typed is in the file and everything is in the log when this returns. An idle one is put
     * to rest by {@link #close}, so that the next start need not open it. Idempotent.
     */
    public void end() throws IOException {
        synchronized (turn) {
            ending.end();
        }
    }

    /** Closes a document whose end is over; what there is to know of it at the next start, null for nothing. */
    public @Nullable AtRest close() throws IOException {
        synchronized (turn) {
            return ending.close();
        }
    }
}
