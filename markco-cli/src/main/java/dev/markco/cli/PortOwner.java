package dev.markco.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Who listens on a port of this machine, as far as Linux's {@code /proc} lets us see. */
final class PortOwner {
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortOwner() {}

    /** A sentence such as {@code process 4711 (java) has it}; empty where that cannot be known. */
    static Optional<String> describe(int port) {
        try {
            Set<String> sockets = listeners(port);
            if (sockets.isEmpty()) {
                return Optional.empty();
            }
            return holder(sockets).map(PortOwner::sentence);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String sentence(long pid) {
        String name = ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> " (" + Path.of(command).getFileName() + ")")
                .orElse("");
        return "process " + pid + name + " has it";
    }

    /** The sockets that listen on the port, as {@code /proc} names them in a process's open files. */
    private static Set<String> listeners(int port) throws IOException {
        Set<String> sockets = new HashSet<>();
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            Path file = Path.of(table);
            if (!Files.isReadable(file)) {
                continue;
            }
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.strip().split("\\s+", -1);
                if (fields.length > INODE && fields[LOCAL_ADDRESS].endsWith(suffix) && fields[STATE].equals(LISTEN)) {
                    sockets.add("socket:[" + fields[INODE] + "]");
                }
            }
        }
        return sockets;
    }

    private static Optional<Long> holder(Set<String> sockets) throws IOException {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (holds(process.resolve("fd"), sockets)) {
                    return Optional.of(Long.parseLong(process.getFileName().toString()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holds(Path openFiles, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(openFiles)) {
            for (Path file : files) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            // Another user's process, or one that just ended: not ours to look at.
            return false;
        }
        return false;
    }
}
