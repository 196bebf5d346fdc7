package dev.markco.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/**
 * The note in a directory that says where the service that uses it listens, so that other commands go through it and not
 * behind its back.
 *
 * <pre>
 * note = url LF pid LF
 * </pre>
 */
final class AddressFile {
    private final Path file;

    private AddressFile(Path file) {
        this.file = file;
    }

    /** That of the relay on a data directory. */
    static AddressFile ofRelay(Path dataDirectory) {
        return new AddressFile(dataDirectory.resolve("relay.address"));
    }

    /** That of the agent of a project, which the agent itself writes and deletes. */
    static AddressFile ofAgent(Path project) {
        return new AddressFile(project.resolve(".markco").resolve("address"));
    }

    /** Notes where the service of this process listens. */
    void write(URI url) throws IOException {
        Files.createDirectories(file.getParent());
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(temporary, url + "\n" + ProcessHandle.current().pid() + "\n", StandardCharsets.UTF_8);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Where a service listens that is still alive, as far as its process tells. */
    Optional<URI> read() throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.size() < 2 || !lines.get(1).matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        boolean alive = ProcessHandle.of(Long.parseLong(lines.get(1)))
                .map(ProcessHandle::isAlive)
                .orElse(false);
        return alive ? Optional.of(URI.create(lines.get(0))) : Optional.empty();
    }

    void delete() throws IOException {
        Files.deleteIfExists(file);
    }
}
