package dev.markco.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Linux tells of processes in {@code /proc}. */
public final class ProcFiles {
    private static final String LOWEST = "19";

    private static final Path PROC = Path.of("/proc");
    /** Linux counts processor time for users in hundredths of a second whatever its own clock is. */
    private static final long MILLIS_A_TICK = 10;

    // Places in the stat file behind the name, from 0: see proc_pid_stat(5).
    private static final int PARENT = 1;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int CHILDREN_USER_TICKS = 13;
    private static final int CHILDREN_SYSTEM_TICKS = 14;

    private ProcFiles() {}

    /** The processor time that a process has used. */
    public static Duration cpu(long pid) throws IOException {
        String[] stat = stat(PROC.resolve(Long.toString(pid)));
        return ticks(Long.parseLong(stat[USER_TICKS]) + Long.parseLong(stat[SYSTEM_TICKS]));
    }

    /** The processor time that a process, its children and those of its children that have ended have used. */
    static Duration cpuWithChildren(long pid) throws IOException {
        String[] own = stat(PROC.resolve(Long.toString(pid)));
        Duration sum = ticks(Long.parseLong(own[CHILDREN_USER_TICKS]) + Long.parseLong(own[CHILDREN_SYSTEM_TICKS]));
        for (long one : withChildren(pid)) {
            sum = sum.plus(cpuIfAlive(one));
        }
        return sum;
    }

    private static Duration cpuIfAlive(long pid) throws IOException {
        try {
            return cpu(pid);
        } catch (NoSuchFileException e) {
            return Duration.ZERO; // it has just ended, and is counted with its parent's
        }
    }

    /** A process and those that it started and that have not ended. */
    static List<Long> withChildren(long pid) throws IOException {
        List<Long> found = new ArrayList<>(List.of(pid));
        List<Path> all;
        try (Stream<Path> entries = Files.list(PROC)) {
            all = entries.filter(entry ->
                            Character.isDigit(entry.getFileName().toString().charAt(0)))
                    .toList();
        }
        for (Path one : all) {
            if (isChild(one, pid)) {
                found.add(Long.parseLong(one.getFileName().toString()));
            }
        }
        return found;
    }

    private static boolean isChild(Path process, long parent) throws IOException {
        try {
            return Long.parseLong(stat(process)[PARENT]) == parent;
        } catch (NoSuchFileException e) {
            return false; // it has just ended
        }
    }

    /**
     * Gives a process the lowest priority, also among sessions where each of these has its share.
     *
     * @return false if that was not granted; Linux grants it to others than root only a few times a second
     */
    static boolean stepBack(long pid) throws IOException, InterruptedException {
        int status = new ProcessBuilder("renice", "-n", LOWEST, "-p", Long.toString(pid))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        Path group = PROC.resolve(Long.toString(pid)).resolve("autogroup");
        if (!Files.exists(group)) {
            return status == 0;
        }
        try {
            Files.writeString(group, LOWEST);
            return status == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The memory of a process that is in RAM, in bytes. */
    public static long residentBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(PROC.resolve(Long.toString(pid)).resolve("status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("process " + pid + " has no memory");
    }

    private static Duration ticks(long ticks) {
        return Duration.ofMillis(ticks * MILLIS_A_TICK);
    }

    private static String[] stat(Path process) throws IOException {
        String line = Files.readString(process.resolve("stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
    }
}
