package dev.markco.relay;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How soon Linux is to let a thread run when others want the same processor: threads that hand edits on before threads that
 * save them. Needs no privileges, and is a wish only: elsewhere, and where the kernel does not know it, nothing changes.
 *
 * <p>A thread says it of itself, since it has what the thread has that started it. Priorities of Java do not serve: by
 * default they mean nothing on Linux.
 */
enum ThreadUrgency {
    /**
     * For short work that somebody waits for. A thread that asks for the shortest slice is let in as soon as it has something
     * to do, instead of when the one that runs has had its own slice of milliseconds (Linux 6.12 and newer, {@code sched(7)}).
     * Over time it gets no larger share than others.
     */
    PROMPT(0, 100_000),

    /** As the process was started. */
    USUAL(0, 0),

    /** For work that may wait a moment; still a tenth of the processor when the others leave none. */
    BACKGROUND(10, 0);

    private static final Logger log = LoggerFactory.getLogger(ThreadUrgency.class);

    private static final Path OWN_THREADS = Path.of("/proc/self/task");
    /** As HotSpot names them, and Linux shows of it. */
    private static final Pattern OPTIMIZER = Pattern.compile("C2 Compiler");

    private static final int PRIO_PROCESS = 0;
    private static final int THIS_THREAD = 0;
    private static final int MOST_NICE = 19;

    // struct sched_attr of linux/sched/types.h, its first version.
    private static final int ATTRIBUTES_BYTES = 48;
    private static final int SIZE_OFFSET = 0;
    private static final int NICE_OFFSET = 16;
    private static final int RUNTIME_OFFSET = 24;

    private static final @Nullable Kernel KERNEL = Kernel.find();

    private final int nicer;
    private final long sliceNanos;

    ThreadUrgency(int nicer, long sliceNanos) {
        this.nicer = nicer;
        this.sliceNanos = sliceNanos;
    }

    /** The functions of the C library, as the manual has them. */
    interface LibC extends Library {
        int getpriority(int which, int who) throws LastErrorException;

        NativeLong syscall(NativeLong number, int thread, Pointer attributes, int flags) throws LastErrorException;
    }

    /**
     * What is to be known of the kernel.
     *
     * @param schedSetattr the number of the system call
     * @param nice the priority that the process was started with
     */
    private record Kernel(LibC libC, long schedSetattr, int nice) {
        static @Nullable Kernel find() {
            if (!Platform.isLinux() || !Platform.is64Bit() || !(Platform.isIntel() || Platform.isARM())) {
                return null;
            }
            try {
                LibC libC = Native.load("c", LibC.class);
                return new Kernel(libC, Platform.isARM() ? 274 : 314, libC.getpriority(PRIO_PROCESS, THIS_THREAD));
            } catch (UnsatisfiedLinkError | LastErrorException e) {
                log.debug("threads are all as urgent as each other: the C library cannot be called", e);
                return null;
            }
        }
    }

    /** Asks for the current thread. */
    void ask() {
        ask(THIS_THREAD);
    }

    /**
     * Asks for the threads on which the JVM optimizes. It does so for minutes after a start and whenever the load is of a new
     * kind, and on a single processor edits would have to wait for that. The quick compiler, which a start lives by, is left
     * alone.
     */
    void askForOptimizers() {
        if (KERNEL == null) {
            return;
        }
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(OWN_THREADS)) {
            for (Path thread : threads) {
                if (isOptimizer(thread)) {
                    ask(Integer.parseInt(thread.getFileName().toString()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            log.debug("the optimizers stay as urgent as any thread", e);
        }
    }

    private static boolean isOptimizer(Path thread) {
        try {
            return OPTIMIZER.matcher(Files.readString(thread.resolve("comm"))).lookingAt();
        } catch (IOException e) {
            log.debug("{} has just ended, it seems", thread, e);
            return false;
        }
    }

    private void ask(int thread) {
        if (KERNEL == null) {
            return;
        }
        try (Memory attributes = new Memory(ATTRIBUTES_BYTES)) {
            attributes.clear();
            attributes.setInt(SIZE_OFFSET, ATTRIBUTES_BYTES);
            attributes.setInt(NICE_OFFSET, Math.min(MOST_NICE, KERNEL.nice + nicer));
            attributes.setLong(RUNTIME_OFFSET, sliceNanos);
            KERNEL.libC.syscall(new NativeLong(KERNEL.schedSetattr), thread, attributes, 0);
        } catch (LastErrorException e) {
            log.debug("thread {} stays as urgent as any", thread == THIS_THREAD ? Thread.currentThread() : thread, e);
        }
    }
}
