package dev.markco.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.UUID;

/**
 * A file that appears complete or not at all: written beside its place, synced to the disk, then put there in one step. What
 * was there before stays until then, and gives the new file its permissions; one that is new is its owner's alone (R39). Where a pipe or a device stands, it is written to.
 */
final class WholeFile {
    private static final int BUFFER = 1 << 16;
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    private WholeFile() {}

    /** Writes what a file is to hold. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    static void write(Path file, byte[] content) {
        write(file, out -> out.write(content));
    }

    /** Writes a file; a failure names it. */
    static void write(Path file, Content content) {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            if (Files.isDirectory(target)) {
                throw new CliException(ExitCode.USAGE, file + " is a directory", "Name a file.");
            }
            if (Files.exists(target) && !Files.isRegularFile(target)) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), BUFFER)) {
                    content.writeTo(out);
                }
                return;
            }
            Path directory = target.getParent();
            if (directory == null || !Files.isDirectory(directory)) {
                throw new CliException(
                        ExitCode.NOT_FOUND, "there is no directory " + directory, "Make it, or name another file.");
            }
            replace(target, directory, content);
        } catch (IOException e) {
            throw failed(file.toString(), e);
        }
    }

    private static void replace(Path target, Path directory, Content content) throws IOException {
        Path temporary = directory.resolve(".markco-" + UUID.randomUUID() + ".new");
        try (Leftovers leftovers = Leftovers.of(temporary)) {
            try (FileChannel channel = FileChannel.open(temporary, NEW, OwnerOnly.file(directory))) {
                keepPermissions(target, temporary);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        syncDirectory(directory);
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView given = Files.getFileAttributeView(from, PosixFileAttributeView.class);
        if (given != null && Files.exists(from)) {
            Files.setPosixFilePermissions(to, given.readAttributes().permissions());
        }
    }

    /** Makes what was created in, moved to or deleted from a directory durable, where the system lets that be asked for. */
    static void syncDirectory(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Windows opens no directories; the file itself is on the disk.
            org.slf4j.LoggerFactory.getLogger(WholeFile.class)
                    .debug("{} could not be synced: {}", directory, e.getMessage());
        }
    }

    static CliException failed(String what, IOException e) {
        return new CliException(
                e instanceof java.nio.file.AccessDeniedException ? ExitCode.NOT_PERMITTED : ExitCode.FAILURE,
                what + " could not be written: " + Reasons.of(e),
                "Nothing was left there; try another place, or make room.",
                e);
    }
}
