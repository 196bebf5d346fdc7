package dev.markco.agent.simulation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** A file that a process has open through its {@link DiskView}. */
final class DiskChannel extends FileChannel {
    private final DiskView view;
    private final DiskHandle handle;
    private final String name;
    private boolean locked;

    DiskChannel(DiskView view, DiskHandle handle, String name) {
        this.view = view;
        this.handle = handle;
        this.name = name;
        view.opened(this);
    }

    boolean holdsLock(DiskNode node) {
        return locked && handle.node == node;
    }

    /** The process is gone. */
    void forget() {
        handle.close();
    }

    @Override
    public int read(ByteBuffer dst) {
        int count = read(dst, handle.position);
        handle.position += Math.max(0, count);
        return count;
    }

    @Override
    public int read(ByteBuffer dst, long position) {
        view.enter();
        byte[] bytes = new byte[dst.remaining()];
        int count = handle.read(bytes, 0, bytes.length, position);
        dst.put(bytes, 0, count);
        return count == 0 && bytes.length > 0 ? -1 : count;
    }

    @Override
    public int write(ByteBuffer src) throws IOException {
        return write(src, handle.position);
    }

    @Override
    public int write(ByteBuffer src, long position) throws IOException {
        byte[] bytes = new byte[src.remaining()];
        if (name.endsWith(".md")) {
            handle.node.tearing();
        }
        if (view.diesNow()) {
            // Some of it is there already.
            src.get(bytes);
            handle.write(bytes, 0, bytes.length / 2, position);
        }
        view.enter();
        view.disk().requireSpace(name);
        src.get(bytes);
        handle.write(bytes, 0, bytes.length, position);
        return bytes.length;
    }

    @Override
    public long position() {
        return handle.position;
    }

    @Override
    public FileChannel position(long newPosition) {
        handle.position = newPosition;
        return this;
    }

    @Override
    public long size() {
        view.enter();
        return handle.node.size();
    }

    @Override
    public FileChannel truncate(long size) {
        view.enter();
        if (size < handle.node.size()) {
            handle.truncate(size);
        }
        return this;
    }

    @Override
    public void force(boolean metaData) {
        view.enter();
    }

    @Override
    public @Nullable FileLock tryLock(long position, long size, boolean shared) {
        view.enter();
        if (view.isLocked(handle.node)) {
            return null;
        }
        locked = true;
        return new FileLock(this, position, size, shared) {
            @Override
            public boolean isValid() {
                return locked;
            }

            @Override
            public void release() {
                locked = false;
            }
        };
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void implCloseChannel() {
        if (!view.isDead()) {
            view.closed(this);
            handle.node.done();
            handle.close();
        }
    }

    @Override
    public long read(ByteBuffer[] dsts, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] srcs, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel src, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }
}
