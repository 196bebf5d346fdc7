package dev.markco.bench.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A way in which programs save a file to which a line was added. */
enum Saving {
    APPEND("a line appended to a file"),
    IN_PLACE("a file written anew in place"),
    RENAME("a file replaced by a rename");

    final String title;

    Saving(String title) {
        this.title = title;
    }

    /** What is to be written, given the file as it is. */
    String prepare(Path file, String line) throws IOException {
        return this == APPEND ? line : Files.readString(file) + line;
    }

    /** Writes what was prepared. */
    void write(Path file, String prepared) throws IOException {
        switch (this) {
            case APPEND -> Files.writeString(file, prepared, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            case IN_PLACE -> Files.writeString(file, prepared);
            case RENAME -> {
                Path temp = file.resolveSibling(".saving.tmp");
                Files.writeString(temp, prepared);
                Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
