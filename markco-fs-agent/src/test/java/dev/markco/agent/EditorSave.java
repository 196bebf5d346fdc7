package dev.markco.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * The system calls with which editors put their text into a file. What happens {@code between} them happens while the
 * file is away, cut off or half written, so that nobody else can have written it since the editor read it.
 */
enum EditorSave {
    /** {@code backupcopy=auto}, the default: the old file becomes the backup, after a look whether files can be made. */
    VIM {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            Path swap = Files.writeString(beside(file, ".", ".swp"), "b0VIM");
            Path probe = file.resolveSibling("4913");
            Files.createFile(probe);
            Files.delete(probe);
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            Path backup = beside(file, "", "~");
            Files.move(file, backup, StandardCopyOption.ATOMIC_MOVE);
            between.run();
            writeNew(file, text, mode, between);
            Files.delete(backup);
            Files.delete(swap);
        }
    },
    /** {@code backupcopy=yes}: the backup is a copy, and the file is written anew in place. */
    VIM_BACKUPCOPY {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            Path backup = beside(file, "", "~");
            Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
            writeAnew(file, text, 1, between);
            Files.delete(backup);
        }
    },
    VS_CODE {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            writeAnew(file, text, 1, between);
        }
    },
    /** The safe write of JetBrains' editors. */
    JETBRAINS(true) {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            Path temp = beside(file, "", "___jb_tmp___");
            Path old = beside(file, "", "___jb_old___");
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            Files.writeString(temp, text);
            Files.setPosixFilePermissions(temp, mode);
            Files.move(file, old, StandardCopyOption.ATOMIC_MOVE);
            between.run();
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(old);
        }
    },
    /** The first save makes the old file the backup, later ones write in place; a link that leads nowhere is the lock. */
    EMACS {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            Path lock = Files.createSymbolicLink(beside(file, ".#", ""), Path.of("me@host.1234:1700000000"));
            Path backup = file.resolveSibling(leaves(file.getFileName().toString()));
            if (Files.exists(backup)) {
                writeAnew(file, text, 1, between);
            } else {
                Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
                Files.move(file, backup, StandardCopyOption.ATOMIC_MOVE);
                between.run();
                writeNew(file, text, mode, between);
            }
            Files.delete(lock);
        }

        @Override
        String leaves(String name) {
            return name + "~";
        }
    },
    /** {@code sed -i}, and everything that writes a new file and renames it over the old one. */
    TEMP_AND_RENAME(true) {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            Path temp = file.resolveSibling("sedXq3f9a");
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            Files.writeString(temp, text);
            Files.setPosixFilePermissions(temp, mode);
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    },
    /** Nano and ed: over the old bytes, and the rest is cut off. */
    OVERWRITE_AND_CUT {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            ByteBuffer bytes = bytes(text);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                writeFully(channel, bytes);
                channel.truncate(channel.position());
            }
        }
    },
    /** A program that takes its time. */
    SLOW_CHUNKS {
        @Override
        void save(Path file, String text, Runnable between) throws IOException {
            writeAnew(file, text, 5, between);
        }
    };

    private final boolean atomic;

    EditorSave() {
        this(false);
    }

    EditorSave(boolean atomic) {
        this.atomic = atomic;
    }

    /** Saves a text in the place of what the file holds. */
    abstract void save(Path file, String text, Runnable between) throws IOException;

    /** Whether the file is never seen half written. */
    boolean isAtomic() {
        return atomic;
    }

    /** The name of what stays beside the file for good, the file's own for nothing. */
    String leaves(String name) {
        return name;
    }

    private static Path beside(Path file, String before, String after) {
        return file.resolveSibling(before + file.getFileName() + after);
    }

    private static void writeNew(Path file, String text, Set<PosixFilePermission> mode, Runnable between)
            throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            between.run();
            writeFully(channel, bytes(text));
            channel.force(true);
        }
        Files.setPosixFilePermissions(file, mode);
    }

    private static void writeAnew(Path file, String text, int chunks, Runnable between) throws IOException {
        ByteBuffer bytes = bytes(text);
        int size = bytes.remaining();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int i = 1; i <= chunks; i++) {
                between.run();
                bytes.limit(size * i / chunks);
                writeFully(channel, bytes);
            }
            channel.force(true);
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
