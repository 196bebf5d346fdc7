package dev.markco.agent.simulation;

import dev.markco.agent.internal.use.Use;
import java.nio.charset.StandardCharsets;

/** An open file of a {@link SimulatedDisk}: what is done through it is seen like the same on a real disk. */
final class DiskHandle {
    final DiskNode node;
    final boolean writes;
    final boolean appends;
    private final SimulatedDisk disk;
    private boolean open = true;
    long position;

    DiskHandle(SimulatedDisk disk, DiskNode node, boolean writes, boolean appends) {
        this.disk = disk;
        this.node = node;
        this.writes = writes;
        this.appends = appends;
        node.handles.add(this);
    }

    int read(byte[] into, int offset, int length, long at) {
        int count = node.read(into, offset, length, at);
        if (count > 0) {
            node.use(Use.ACCESS);
        }
        return count;
    }

    byte[] readAll() {
        byte[] content = node.content();
        if (content.length > 0) {
            node.use(Use.ACCESS);
        }
        return content;
    }

    void write(byte[] from, int offset, int length, long at) {
        long place = appends ? node.size() : at;
        node.write(from, offset, length, place);
        position = place + length;
        modified();
    }

    void write(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(bytes, 0, bytes.length, position);
    }

    void truncate(long length) {
        node.truncate(length);
        modified();
    }

    private void modified() {
        disk.touched(node, true);
        node.use(Use.MODIFY);
        disk.tell(node);
    }

    void close() {
        if (open) {
            open = false;
            node.handles.remove(this);
            node.use(writes ? Use.CLOSE_WRITE : Use.CLOSE_NOWRITE);
        }
    }

    boolean isOpen() {
        return open;
    }
}
