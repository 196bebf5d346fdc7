package dev.markco.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A dump as a directory, which appears complete or not at all, and is its owner's alone (R39). What is read are the files that its manifest names, as long
 * as no link leads out.
 */
final class DirectoryDump implements DumpSource {
    private final Path directory;

    DirectoryDump(Path directory) {
        this.directory = directory;
    }

    /** Writes a directory that does not exist yet, or is empty. */
    static void write(Path directory, TarDump.Contents files) {
        try {
            Path target = directory.toAbsolutePath().normalize();
            if (Files.exists(target) && !isEmptyDirectory(target)) {
                throw new CliException(
                        ExitCode.FAILURE,
                        directory + " exists already, and is not empty",
                        "Name a directory that is to be made, or a file that ends in .tar.gz.");
            }
            Path parent = target.getParent();
            if (parent == null || !Files.isDirectory(parent)) {
                throw new CliException(
                        ExitCode.NOT_FOUND, "there is no directory " + parent, "Make it, or name another place.");
            }
            Path temporary = parent.resolve(".markco-" + UUID.randomUUID() + ".new");
            try (Leftovers leftovers = Leftovers.of(temporary)) {
                Files.createDirectory(temporary, OwnerOnly.directory(parent));
                fill(temporary, files);
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            }
            WholeFile.syncDirectory(parent);
        } catch (IOException e) {
            throw WholeFile.failed(directory.toString(), e);
        }
    }

    private static boolean isEmptyDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static void fill(Path root, TarDump.Contents files) throws IOException {
        Set<Path> directories = new HashSet<>();
        directories.add(root);
        files.writeTo((name, content, time) -> {
            Path file = root.resolve(name);
            for (Path made = file.getParent(); made != null && directories.add(made); made = made.getParent()) {
                Files.createDirectories(made);
            }
            write(file, content, time);
        });
        directories.forEach(WholeFile::syncDirectory);
    }

    private static void write(Path file, byte[] content, Instant time) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    @Override
    public String name() {
        return directory.toString();
    }

    @Override
    public void read(Reader reader) throws IOException {
        Path root = directory.toRealPath();
        byte[] manifest = content(root, ProjectManifest.FILE);
        reader.file(ProjectManifest.FILE, manifest);
        for (ProjectManifest.Entry entry : ProjectManifest.parse(manifest).documents()) {
            reader.file(entry.text(), content(root, entry.text()));
            reader.file(entry.state(), content(root, entry.state()));
        }
    }

    private static byte[] content(Path root, String name) throws IOException {
        Path file = root.resolve(name);
        if (!Files.exists(file)) {
            throw new DamagedDumpException("it has no " + name);
        }
        if (!file.toRealPath().startsWith(root) || !Files.isRegularFile(file)) {
            throw new DamagedDumpException(name + " is no file, or a link out of it");
        }
        if (Files.size(file) > TarDump.LARGEST_FILE) {
            throw new DamagedDumpException("'" + name + "' is larger than " + TarDump.LARGEST_FILE + " bytes");
        }
        return Files.readAllBytes(file);
    }
}
