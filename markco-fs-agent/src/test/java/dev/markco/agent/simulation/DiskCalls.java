package dev.markco.agent.simulation;

import dev.markco.agent.internal.disk.Appends;
import dev.markco.agent.internal.disk.Renames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The system calls on a {@link DiskView} that Java lacks.
 *
 * @param before told of a path, just before another file takes its place: programs may do something at that very moment
 */
record DiskCalls(DiskView view, Consumer<String> before) implements Renames, Appends {
    @Override
    public boolean exchange(Path one, Path other) throws IOException {
        view.enter();
        before.accept(DiskProvider.name(one));
        before.accept(DiskProvider.name(other));
        view.disk().exchange(DiskProvider.name(one), DiskProvider.name(other));
        return true;
    }

    @Override
    public void moveToFreeName(Path from, Path to) throws IOException {
        view.enter();
        view.disk().rename(DiskProvider.name(from), DiskProvider.name(to), false);
    }

    @Override
    public boolean link(Path name, Path file) throws IOException {
        view.enter();
        view.disk().link(DiskProvider.name(name), DiskProvider.name(file));
        return true;
    }

    @Override
    public boolean areSupported() {
        return true;
    }

    @Override
    public long append(Path file, byte[] bytes) throws IOException {
        view.enter();
        view.disk().requireSpace(file.toString());
        DiskHandle handle = view.disk().open(view.disk().get(DiskProvider.name(file)), true, true, false);
        try {
            handle.write(bytes, 0, bytes.length, 0);
            return handle.position;
        } finally {
            handle.close();
        }
    }
}
