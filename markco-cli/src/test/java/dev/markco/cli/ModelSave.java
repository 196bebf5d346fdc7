package dev.markco.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** How programs put a text into a file. */
enum ModelSave {
    /** A new file takes the place of the old one. */
    BY_RENAME {
        @Override
        void save(Path file, String text, Between between) throws Exception {
            Path temp = file.resolveSibling(".saving.tmp");
            Files.writeString(temp, text);
            Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    },
    /** The old file is renamed away, the new one made, and the old one deleted. */
    AS_VIM_DOES {
        @Override
        void save(Path file, String text, Between between) throws Exception {
            Path backup = file.resolveSibling(file.getFileName() + "~");
            Files.move(file, backup, StandardCopyOption.ATOMIC_MOVE);
            between.pass();
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            Files.delete(backup);
        }
    },
    /** The file is cut off, and then written. */
    IN_TWO_STEPS {
        @Override
        void save(Path file, String text, Between between) throws Exception {
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                between.pass();
                writeFully(channel, text);
            }
        }
    };

    /** What happens while the file is away or empty, so that nobody can have written it since the program read it. */
    @FunctionalInterface
    interface Between {
        void pass() throws Exception;
    }

    abstract void save(Path file, String text, Between between) throws Exception;

    private static void writeFully(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
