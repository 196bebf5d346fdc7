package dev.markco.relay.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says; only a claim, since the file outlives a killed server and its number is given to
 * another process sooner or later.
 *
 * <p>Lines: process id, data directory, start time, port, socket directory, address, shared memory key, status.
 *
 * @param pid the process id of the server that wrote the file
 * @param ready whether that server accepts connections
 */
record PostmasterPid(long pid, boolean ready) {
    private static final int STATUS_LINE = 7;

    static Path file(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** The file's content; empty when there is none, or none that names a process (yet). */
    static Optional<PostmasterPid> read(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file(data));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        try {
            long pid = Long.parseLong(lines.get(0).strip());
            boolean ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return pid > 0 ? Optional.of(new PostmasterPid(pid, ready)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
