package dev.markco.agent.internal.use;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A search among all processes for those who have a file open for writing. Linux only. Source: proc(5).
 *
 * <p>What it cannot find, even where everything may be looked into: a descriptor under way between two processes, one that
 * only a thread of a process has, one in a process that this process cannot see because it is in a container and the other is
 * not, and who opens the file afterwards. Who appends may still cut the file off.
 */
final class Appenders {
    private static final Path PROCESSES = Path.of("/proc");
    private static final String FIRST_PROCESS = "1";

    private static final Pattern FLAGS = Pattern.compile("(?m)^flags:\\s*([0-7]+)$");
    private static final Pattern NUMBER = Pattern.compile("(?m)^ino:\\s*(\\d+)$");
    /** The flags of a process, behind its name, which may hold anything. */
    private static final Pattern KIND = Pattern.compile("(?s).*\\) \\S+(?: \\S+){5} (\\d+) .*");

    private static final int KERNEL_THREAD = 0x0020_0000;

    private final Inode inode;
    private final Path processes;
    private boolean appended;
    private boolean others;
    private boolean hidden;

    private Appenders(Inode inode, Path processes) {
        this.inode = inode;
        this.processes = processes;
    }

    static Appending of(Inode inode) {
        return of(inode, PROCESSES);
    }

    static Appending of(Inode inode, Path processes) {
        return new Appenders(inode, processes).search();
    }

    private Appending search() {
        // Where processes of others do not show at all, neither does the first one.
        hidden = !Files.isDirectory(processes.resolve(FIRST_PROCESS));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(processes, "[1-9]*")) {
            for (Path process : all) {
                look(process);
                if (others) {
                    return Appending.OTHERS;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return Appending.UNKNOWN;
        }
        if (!appended) {
            return Appending.UNKNOWN;
        }
        return hidden ? Appending.SEEN_APPEND : Appending.ALL_APPEND;
    }

    private void look(Path process) throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                lookAt(process, descriptor);
            }
            lookAtMappings(process);
        } catch (IOException | UncheckedIOException | DirectoryIteratorException e) {
            if (Files.exists(process) && !isKernelThread(process)) {
                hidden = true;
            }
        }
    }

    private void lookAt(Path process, Path descriptor) throws IOException {
        String info;
        try {
            info = Files.readString(process.resolve("fdinfo").resolve(descriptor.getFileName()));
        } catch (NoSuchFileException e) {
            return;
        }
        Matcher found = FLAGS.matcher(info);
        if (!found.find()) {
            hidden = true;
            return;
        }
        int flags = Integer.parseUnsignedInt(found.group(1), 8);
        boolean writes = (flags & Linux.O_ACCMODE) != Linux.O_RDONLY && (flags & Linux.O_PATH) == 0;
        // Older kernels do not say the number. Whoever hangs in a lost file system should not hang up this search.
        Matcher number = NUMBER.matcher(info);
        boolean other = number.find() && Long.parseUnsignedLong(number.group(1)) != inode.number();
        if (writes && !other && inode.equals(Inode.opened(descriptor))) {
            if ((flags & Linux.O_APPEND) != 0) {
                appended = true;
            } else {
                others = true;
            }
        }
    }

    /** A shared mapping writes anywhere, and needs no descriptor. The devices named here are not always those of the files. */
    private void lookAtMappings(Path process) throws IOException {
        String wanted = " " + Long.toUnsignedString(inode.number()) + " ";
        try (Stream<String> lines = Files.lines(process.resolve("maps"), StandardCharsets.ISO_8859_1)) {
            for (String line : (Iterable<String>) lines::iterator) {
                if (line.contains(wanted) && isSharedMapping(line)) {
                    Path mapping = process.resolve("map_files").resolve(line.substring(0, line.indexOf(' ')));
                    others |= Files.getPosixFilePermissions(mapping, LinkOption.NOFOLLOW_LINKS)
                            .contains(PosixFilePermission.OWNER_WRITE);
                }
            }
        }
    }

    private boolean isSharedMapping(String line) {
        String[] fields = line.split(" +", 6);
        return fields.length > 4 && fields[1].endsWith("s") && fields[4].equals(Long.toUnsignedString(inode.number()));
    }

    private static boolean isKernelThread(Path process) {
        try {
            Matcher kind = KIND.matcher(Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1));
            return kind.matches() && (Long.parseLong(kind.group(1)) & KERNEL_THREAD) != 0;
        } catch (IOException e) {
            return false;
        }
    }
}
