package dev.markco.agent.internal.use;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file whose uses are recorded, whatever its name is and whether it has one. It is read and asked about through a descriptor
 * that was open before, so that this shows in no history; who opens it by a name of its own does. Thread-safe.
 */
public final class ArmedFile implements Closeable {
    private final FileUses uses;
    private final OpenFile file;
    private final UseListener listener;
    /** Guarded by the lock of {@link #uses}, as what follows. */
    private final UseRecorder recorder = new UseRecorder();

    private int watch = -1;
    private int ownReads;
    private boolean armed = true;

    ArmedFile(FileUses uses, OpenFile file, UseListener listener) {
        this.uses = uses;
        this.file = file;
        this.listener = listener;
    }

    /** Which file it is; no other one has this as long as it is armed. */
    public Inode inode() {
        return file.inode();
    }

    /**
     * What has happened since the last mark, or since it was armed, up to now.
     *
     * @return not whole when events were lost, or the file is not armed any more
     */
    public UseHistory history() {
        return uses.history(this, false);
    }

    /** As {@link #history}, and begins a new one at the same moment: each event is in exactly one. */
    public UseHistory mark() {
        return uses.history(this, true);
    }

    /**
     * Reads all that the file holds.
     *
     * @return null when that is longer
     * @throws IOException when it cannot be read, or is not armed any more
     */
    public byte @Nullable [] read(int maxBytes) throws IOException {
        uses.beginOwnRead(this);
        try {
            return file.read(maxBytes);
        } finally {
            uses.endOwnRead(this);
        }
    }

    /**
     * What the file system says of it; no {@code links} when it has lost its name.
     *
     * @throws IOException when it is not armed any more
     */
    public FileStamp stamp() throws IOException {
        return file.stamp();
    }

    /** Whether anybody has it open for writing now. */
    public Writers writers() {
        return file.writers();
    }

    /** How those write who have it open for writing, as far as that can be seen; takes some ten milliseconds. */
    public Appending appending() {
        return Appenders.of(inode());
    }

    /** Ends the watch. Who armed the same file twice has one for both. */
    @Override
    public void close() {
        uses.disarm(this);
    }

    // What follows is for FileUses, which holds its lock.

    /** Has the uses of this file come from that queue; returns false when the system refuses. */
    boolean watchBy(EventQueue queue) {
        watch = queue.watch(file);
        return watch >= 0;
    }

    int watch() {
        return watch;
    }

    UseListener listener() {
        return listener;
    }

    void take(Use use) {
        recorder.add(use == Use.ACCESS && ownReads > 0 ? Use.ACCESS_BESIDE_OURS : use);
    }

    void lose() {
        recorder.lose();
    }

    UseHistory recorded(boolean restart) {
        UseHistory history = recorder.history();
        if (restart) {
            recorder.restart(armed);
        }
        return history;
    }

    void readsOwn(int more) {
        ownReads += more;
    }

    void forget() {
        armed = false;
        recorder.lose();
        file.close();
    }
}
