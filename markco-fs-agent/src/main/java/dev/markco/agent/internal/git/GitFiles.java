package dev.markco.agent.internal.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the files of a repository that may come from anybody (R38). */
final class GitFiles {
    private GitFiles() {}

    /** All of a file, null when it is longer than {@code most} bytes, or no file: who opened a pipe would wait for ever. */
    static byte @Nullable [] read(Path file, long most) throws IOException {
        return Files.isRegularFile(file) && Files.size(file) <= most ? Files.readAllBytes(file) : null;
    }

    /** As {@link #read}, as text. */
    static @Nullable String readText(Path file, long most) throws IOException {
        byte[] bytes = read(file, most);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }
}
