package dev.markco.bench.agent;

import dev.markco.bench.load.JavaHeap;
import dev.markco.bench.load.ProcFiles;
import dev.markco.bench.work.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** A syncer as a process of its own, and what it tells about itself. */
final class RunningSyncer implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);

    private final Syncer kind;
    private final Program program;
    private final URI local;
    private final long startedAt;

    /** The part of an agent's status that is of use here. */
    private record Status(boolean inSync) {}

    /** What the script says of its documents; at first it knows of none, and those are in sync. */
    private record NodeStatus(int documents, boolean inSync) {}

    /** What a program of Node says of its memory: its heap after a collection, what is resident before. */
    private record NodeMemory(long heapBytes, long rssBytes) {}

    /** Memory in bytes: the heap after a collection, and what is resident before. */
    record Memory(long heap, long resident) {}

    private RunningSyncer(Syncer kind, Program program, URI local, long startedAt) {
        this.kind = kind;
        this.program = program;
        this.local = local;
        this.startedAt = startedAt;
    }

    /** Starts it; what it logs goes to a file in the directory. */
    static RunningSyncer start(Syncer kind, Path project, RelayProcess relay, Path directory) throws IOException {
        int port = Program.freePort();
        long now = System.nanoTime();
        Program program = Program.start(
                kind.command(project, relay.uri(), port), Map.of(), directory.resolve(kind.argument() + ".log"));
        return new RunningSyncer(kind, program, URI.create("http://127.0.0.1:" + port), now);
    }

    /** Waits until it says that so many documents are equal; returns the time that has passed since it was started. */
    Duration awaitInSync(int documents, Duration patience) throws IOException {
        program.await(kind.title + " to be in sync", () -> isInSync(documents), INTERVAL, patience);
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    private boolean isInSync(int documents) throws IOException {
        return switch (kind) {
            case MARKCO -> Json.read(Program.get(local.resolve("/status")), Status.class).inSync;
            case CHOKIDAR -> {
                NodeStatus status = Json.read(ask("status"), NodeStatus.class);
                yield status.inSync && status.documents == documents;
            }
        };
    }

    Duration cpu() throws IOException {
        return ProcFiles.cpu(program.process().pid());
    }

    /**
     * The processor time that it used, in percent of one processor.
     *
     * @param before what it had used at that time
     * @param from that time, by {@link System#nanoTime}
     */
    double percentSince(Duration before, long from) throws IOException {
        return 100.0 * cpu().minus(before).toNanos() / (System.nanoTime() - from);
    }

    Memory memory() throws IOException {
        long pid = program.process().pid();
        return switch (kind) {
            case MARKCO -> {
                long resident = ProcFiles.residentBytes(pid);
                yield new Memory(JavaHeap.liveBytes(pid), resident);
            }
            case CHOKIDAR -> {
                NodeMemory memory = Json.read(ask("memory"), NodeMemory.class);
                yield new Memory(memory.heapBytes, memory.rssBytes);
            }
        };
    }

    private byte[] ask(String question) throws IOException {
        OutputStream out = program.process().getOutputStream();
        out.write((question + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = program.process().getInputStream().read();
                next != '\n';
                next = program.process().getInputStream().read()) {
            if (next < 0) {
                throw new IOException(kind.title + " ended; its log tells why");
            }
            line.write(next);
        }
        return line.toByteArray();
    }

    @Override
    public void close() {
        program.close();
    }
}
