package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives several logs new names at once, which may be those of each other: all of them or none, wherever it is cut off.
 *
 * <p>The logs are written beside the old ones as {@code <id>.moved}. From when the file {@code exchange} is there, which names
 * the logs that are no more, they count, and whoever finds it ends what was begun; before that they are nothing.
 */
final class LogExchange {
    private static final Logger log = LoggerFactory.getLogger(LogExchange.class);
    private static final String MOVED = ".moved";
    private static final String LOG = ".log";

    private final Path documents;
    private final Path mark;
    /** The list of files as it is to be, see {@link FilesIndex}. */
    private final Path newFiles;

    private final Path files;
    private final FaultPoints faults;

    LogExchange(Path documents, Path files, FaultPoints faults) {
        this.documents = documents;
        this.mark = documents.resolve("exchange");
        this.newFiles = documents.resolve("exchange.files");
        this.files = files;
        this.faults = faults;
    }

    /**
     * Writes the logs that there are to be, by their names.
     *
     * @param former the names of those that there were
     * @param filesIndex which files the documents have, under their new names
     */
    void run(Set<Path> former, Map<Path, Entry.Snapshot> logs, byte[] filesIndex) throws IOException {
        try {
            write(newFiles, filesIndex);
            for (Map.Entry<Path, Entry.Snapshot> one : logs.entrySet()) {
                DocumentLog.create(moved(one.getKey()), faults, one.getValue()).close();
            }
            faults.pass("exchanged logs written");
            Set<String> gone = new TreeSet<>();
            former.stream()
                    .filter(file -> !logs.containsKey(file))
                    .forEach(file -> gone.add(String.valueOf(file.getFileName())));
            write(mark, String.join("\n", gone).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            if (!isDecided()) {
                discard();
            }
            throw e;
        }
        faults.pass("exchange decided");
        finish();
    }

    private static Path moved(Path log) {
        return log.resolveSibling(String.valueOf(log.getFileName()).replace(LOG, MOVED));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path temp = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                temp, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Posix.syncParent(file);
    }

    /** Ends, or forgets, what was cut off; to be called before any log is read. */
    void recover() throws IOException {
        if (isDecided()) {
            log.info("files had taken each other's names when the agent ended; their documents follow now");
            finish();
        } else {
            discard();
        }
    }

    /** Whether there is an exchange that counts and has not been ended. */
    boolean isDecided() {
        return Files.exists(mark);
    }

    private void finish() throws IOException {
        for (Path file : moved()) {
            String name = String.valueOf(file.getFileName());
            if (!name.endsWith(MOVED)) {
                Files.delete(file);
                continue;
            }
            Files.move(
                    file,
                    documents.resolve(name.replace(MOVED, LOG)),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            faults.pass("log exchanged");
        }
        for (String gone : Files.readString(mark).split("\n", -1)) {
            Path file = documents.resolve(gone).normalize();
            if (gone.endsWith(LOG) && documents.equals(file.getParent())) {
                Files.deleteIfExists(file);
            }
        }
        if (Files.exists(newFiles)) {
            Files.move(newFiles, files, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        Posix.syncParent(mark);
        faults.pass("logs exchanged");
        Files.delete(mark);
        Posix.syncParent(mark);
    }

    private void discard() throws IOException {
        for (Path file : moved()) {
            Files.delete(file);
        }
        Files.deleteIfExists(newFiles);
    }

    private List<Path> moved() throws IOException {
        return StateFiles.list(documents, "*" + MOVED + "*");
    }
}
