package dev.markco.agent.simulation;

import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.use.Appending;
import dev.markco.agent.internal.use.ArmedFile;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.Inode;
import dev.markco.agent.internal.use.Use;
import dev.markco.agent.internal.use.UseHistory;
import dev.markco.agent.internal.use.UseListener;
import dev.markco.agent.internal.use.UseRecorder;
import dev.markco.agent.internal.use.Writers;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who uses files of a {@link SimulatedDisk}, which knows that exactly, told to one process as Linux tells it. */
final class SimulatedUses implements FileUses {
    private static final Duration REST = Duration.ofMillis(2);
    private static final Set<Use> WRITING = EnumSet.of(Use.MODIFY, Use.CLOSE_WRITE);

    private final DiskView view;
    private final Time time;
    private final Map<DiskNode, Armed> armed = new LinkedHashMap<>();

    SimulatedUses(DiskView view, Time time) {
        this.view = view;
        this.time = time;
    }

    @Override
    public @Nullable ArmedFile arm(Path file, UseListener listener) {
        view.enter();
        DiskNode node = node(file);
        if (node == null) {
            return null;
        }
        Armed already = armed.get(node);
        if (already == null) {
            already = new Armed(node, listener);
            node.watchers.add(already);
            armed.put(node, already);
        }
        return already;
    }

    private @Nullable DiskNode node(Path file) {
        DiskNode node = view.disk().find(DiskProvider.name(file));
        return node == null || node.isDirectory() ? null : node;
    }

    @Override
    public Writers writers(Path file) {
        view.enter();
        DiskNode node = node(file);
        return node == null ? Writers.UNKNOWN : writers(node);
    }

    private static Writers writers(DiskNode node) {
        return node.isWritten() ? Writers.OPEN : Writers.NONE;
    }

    @Override
    public Appending appending(Path file) {
        view.enter();
        DiskNode node = node(file);
        return node == null ? Appending.UNKNOWN : appending(node);
    }

    private static Appending appending(DiskNode node) {
        if (!node.isWritten()) {
            return Appending.UNKNOWN;
        }
        return node.handles.stream().allMatch(handle -> handle.appends || !handle.writes)
                ? Appending.ALL_APPEND
                : Appending.OTHERS;
    }

    /** More happens at once than the kernel keeps. */
    void overflow() {
        List.copyOf(armed.values()).forEach(Armed::lose);
    }

    @Override
    public void close() {
        List.copyOf(armed.values()).forEach(Armed::end);
    }

    /** The record of one file. */
    private final class Armed implements ArmedFile, Consumer<Use> {
        private final DiskNode node;
        private final UseListener listener;
        private final UseRecorder recorder = new UseRecorder();
        private boolean reading;
        private boolean ended;
        private boolean telling;

        Armed(DiskNode node, UseListener listener) {
            this.node = node;
            this.listener = listener;
        }

        @Override
        public void accept(Use use) {
            recorder.add(use == Use.ACCESS && reading ? Use.ACCESS_BESIDE_OURS : use);
            if (WRITING.contains(use) && !telling) {
                telling = true;
                later(() -> {
                    telling = false;
                    listener.written(this);
                });
            }
        }

        private void later(Runnable telling) {
            if (!view.isDead()) {
                time.after(REST, () -> {
                    if (!ended && !view.isDead()) {
                        telling.run();
                    }
                });
            }
        }

        void lose() {
            recorder.lose();
            later(() -> listener.lost(this));
        }

        @Override
        public Inode inode() {
            return new Inode(DiskAttributes.DEVICE, node.number);
        }

        @Override
        public UseHistory history() {
            view.enter();
            return recorder.history();
        }

        @Override
        public UseHistory mark() {
            UseHistory history = history();
            recorder.restart(!ended);
            return history;
        }

        @Override
        public byte @Nullable [] read(int maxBytes) throws IOException {
            view.enter();
            if (ended) {
                throw new IOException("the file with inode " + node.number + " is not watched any more");
            }
            if (node.size() > 0) {
                reading = true;
                node.use(Use.ACCESS);
                reading = false;
            }
            return node.size() > maxBytes ? null : node.content();
        }

        @Override
        public FileStamp stamp() {
            view.enter();
            return new DiskAttributes(node).stamp();
        }

        @Override
        public Writers writers() {
            view.enter();
            return ended ? Writers.UNKNOWN : SimulatedUses.writers(node);
        }

        @Override
        public Appending appending() {
            view.enter();
            return SimulatedUses.appending(node);
        }

        void end() {
            ended = true;
            recorder.lose();
            node.watchers.remove(this);
            armed.remove(node, this);
        }

        @Override
        public void close() {
            end();
        }
    }
}
