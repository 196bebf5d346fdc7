package dev.markco.cli.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Checks of the machine: Java, directories, locks, limits, clock. Each says what it saw, and never throws. */
public final class MachineChecks {
    private static final int OLDEST_JAVA = 17;
    private static final long LEAST_FREE_BYTES = 500_000_000;
    private static final long LEAST_WATCHES = 8_192;
    private static final long LEAST_FILES = 4_096;
    private static final Duration MOST_SKEW = Duration.ofSeconds(5);
    private static final Path INOTIFY = Path.of("/proc/sys/fs/inotify");

    private MachineChecks() {}

    /** Java's version, and whether it can name every file. */
    public static Finding java(int feature, String version, String fileNames) {
        if (feature < OLDEST_JAVA) {
            return Finding.fail("java", "Java " + version, "Install Java " + OLDEST_JAVA + " or newer.");
        }
        if (!fileNames.equalsIgnoreCase("UTF-8")) {
            return Finding.fail(
                    "java",
                    "Java " + version + " writes file names in " + fileNames,
                    "Set LC_ALL=C.UTF-8, or another locale with UTF-8.");
        }
        return Finding.pass("java", "Java " + version + ", file names in UTF-8");
    }

    /** Whether a directory can be written, or made, and has room. */
    public static Finding directory(String check, Path directory) {
        Path there = directory;
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.isDirectory(there)) {
            return Finding.fail(check, directory + " is no directory", "Name another one, or move what is there.");
        }
        if (!Files.isWritable(there)) {
            return Finding.fail(
                    check,
                    there + " may not be written",
                    "Run as its owner, change its permissions, or name another directory.");
        }
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            if (free < LEAST_FREE_BYTES) {
                return Finding.fail(
                        check, directory + " has " + free / 1_000_000 + " MB left", "Make room, or use another disk.");
            }
            String state = there.equals(directory) ? "" : ", not made yet";
            return Finding.pass(check, directory + state + ", " + free / 1_000_000_000 + " GB free");
        } catch (IOException e) {
            return Finding.fail(check, there + " cannot be looked at: " + e.getMessage(), "Look at its disk.");
        }
    }

    /** Whether files in a directory can be locked, as some network file systems cannot. */
    public static Finding locks(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Finding.skip("locks", directory + " is not made yet");
        }
        Path file =
                directory.resolve(".markco-doctor-" + ProcessHandle.current().pid());
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.DELETE_ON_CLOSE);
                FileLock lock = channel.tryLock()) {
            return lock == null
                    ? Finding.fail("locks", "a new file in " + directory + " is locked", "Use a local disk.")
                    : Finding.pass("locks", "files in " + directory + " can be locked");
        } catch (IOException e) {
            return Finding.fail(
                    "locks",
                    "files in " + directory + " cannot be locked: " + e.getMessage(),
                    "Use a local disk; without locks two agents could serve one directory.");
        }
    }

    /** Whether the kernel watches enough directories. */
    public static Finding inotify(@Nullable Path project) {
        if (!Files.isDirectory(INOTIFY)) {
            return Finding.skip("inotify", "this system has none");
        }
        try {
            long watches = number(INOTIFY.resolve("max_user_watches"));
            long needed = project == null ? LEAST_WATCHES : Math.max(LEAST_WATCHES, 2 * directories(project));
            String seen = watches + " watches";
            return watches < needed
                    ? Finding.fail(
                            "inotify",
                            seen + ", and " + needed + " are wanted; the agent scans what it cannot watch",
                            "As root: sysctl fs.inotify.max_user_watches=" + Math.max(needed, 524_288)
                                    + ", and write it to /etc/sysctl.d/.")
                    : Finding.pass("inotify", seen);
        } catch (IOException | NumberFormatException e) {
            return Finding.skip("inotify", "its limits cannot be read: " + e.getMessage());
        }
    }

    /** The kernel gives such a file to the first read alone, so that has to be a large one. */
    private static long number(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return Long.parseLong(String.valueOf(reader.readLine()).strip());
        }
    }

    private static long directories(Path project) throws IOException {
        long[] count = {0};
        Files.walkFileTree(project, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = String.valueOf(directory.getFileName());
                if (!directory.equals(project) && (name.startsWith(".") || name.equals("node_modules"))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                count[0]++;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return count[0];
    }

    /** Whether a process may open as many files as a busy relay has sockets. */
    public static Finding openFiles() {
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)) {
            return Finding.skip("files", "this system has no such limit");
        }
        long most = system.getMaxFileDescriptorCount();
        return most < LEAST_FILES
                ? Finding.fail(
                        "files",
                        "a process may open " + most + " files",
                        "ulimit -n 65536, or LimitNOFILE=65536 in the unit of systemd.")
                : Finding.pass("files", "a process may open " + most + " files");
    }

    /** Whether this clock and the relay's agree; times of documents are the relay's. */
    public static Finding clock(Instant here, @Nullable Instant there) {
        if (there == null) {
            return Finding.skip("clock", "there is no relay to compare with");
        }
        Duration skew = Duration.between(there, here).abs();
        return skew.compareTo(MOST_SKEW) > 0
                ? Finding.fail("clock", "the relay's differs by " + skew.toSeconds() + " s", "Set both by NTP.")
                : Finding.pass("clock", "the relay's agrees");
    }
}
