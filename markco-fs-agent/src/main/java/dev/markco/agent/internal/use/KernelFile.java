package dev.markco.agent.internal.use;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file whose uses the Linux kernel tells, through a descriptor that was open before. Thread-safe. */
final class KernelFile implements ArmedFile {
    /** Whoever has the armed files, and guards them all with one lock. */
    interface Keeper {
        /** What is recorded up to now; with {@code mark}, all is recorded anew from then on. */
        UseHistory history(KernelFile file, boolean mark);

        /** From now on the agent itself reads the file, until {@link #endOwnRead}. */
        void beginOwnRead(KernelFile file);

        void endOwnRead(KernelFile file);

        /** Lets go of the file; nothing more is told of it. */
        void disarm(KernelFile file);
    }

    private final Keeper keeper;
    private final OpenFile file;
    private final UseListener listener;
    /** Guarded by the lock of {@link #keeper}, as what follows. */
    private final UseRecorder recorder = new UseRecorder();

    private int watch = -1;
    private int ownReads;
    private boolean armed = true;

    KernelFile(Keeper keeper, OpenFile file, UseListener listener) {
        this.keeper = keeper;
        this.file = file;
        this.listener = listener;
    }

    @Override
    public Inode inode() {
        return file.inode();
    }

    @Override
    public UseHistory history() {
        return keeper.history(this, false);
    }

    @Override
    public UseHistory mark() {
        return keeper.history(this, true);
    }

    @Override
    public byte @Nullable [] read(int maxBytes) throws IOException {
        keeper.beginOwnRead(this);
        try {
            return file.read(maxBytes);
        } finally {
            keeper.endOwnRead(this);
        }
    }

    @Override
    public FileStamp stamp() throws IOException {
        return file.stamp();
    }

    @Override
    public Writers writers() {
        return file.writers();
    }

    @Override
    public Appending appending() {
        return Appenders.of(inode());
    }

    @Override
    public void close() {
        keeper.disarm(this);
    }

    // What follows is for the keeper, who holds the lock.

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
