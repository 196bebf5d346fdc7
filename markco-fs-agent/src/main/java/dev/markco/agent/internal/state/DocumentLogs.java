package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.Posix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of a project's documents, each in the file that its path stands for. Thread-safe; a log is confined to one thread. */
public final class DocumentLogs {
    private static final Logger log = LoggerFactory.getLogger(DocumentLogs.class);

    private final Path documents;
    private final FaultPoints faults;
    private final LogExchange exchange;

    /** The logs in a state directory. */
    DocumentLogs(Path state, FaultPoints faults) {
        this.documents = in(state);
        this.faults = faults;
        this.exchange = new LogExchange(documents, state.resolve(FilesIndex.NAME), faults);
    }

    /** Where a state directory has the logs. */
    static Path in(Path state) {
        return state.resolve("documents");
    }

    /** The file of a document's log, whether there is one or not. */
    Path file(String docPath) {
        String id = ContentHash.of(docPath.getBytes(StandardCharsets.UTF_8)).prefix(32);
        return documents.resolve(id + ".log");
    }

    /** The stamp of a document's log, null when it has none. */
    public @Nullable FileStamp stamp(String docPath) throws IOException {
        return FileStamp.of(file(docPath));
    }

    /** Starts the log of a document. */
    public DocumentLog create(Entry.Snapshot snapshot) throws IOException {
        return DocumentLog.create(file(snapshot.docPath()), faults, snapshot);
    }

    /** Opens the log of a document; null when there is none, or it was damaged and is set aside. */
    public @Nullable DocumentLog open(String docPath) throws IOException {
        Path file = file(docPath);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return DocumentLog.open(file, faults);
        } catch (CorruptStateException e) {
            setAside(file, e);
            return null;
        }
    }

    /** Takes a log that cannot be read out of the way, and keeps it. */
    static void setAside(Path file, CorruptStateException damage) throws IOException {
        Path aside = file;
        for (int n = 1; Files.exists(aside); n++) {
            aside = file.resolveSibling(file.getFileName().toString().replace(".log", ".damaged-" + n));
        }
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        log.error(
                "{}. It is kept as {}; the document is taken up from its file and the relay",
                damage.getMessage(),
                aside.getFileName());
    }

    /** Logs that the file of a document that nobody has open is about to move; see {@link Entry.Leaving}. */
    public void leave(String docPath, @Nullable String to) throws IOException {
        DocumentLog opened = open(docPath);
        if (opened != null) {
            try (opened) {
                opened.append(new Entry.Leaving(to));
            }
        }
    }

    /**
     * Gives a document another path, and a log that starts with {@code snapshot} under it. There is one log at any time, so
     * that a start after a crash finds one document: from when the log says the new path, it is that of the new one.
     */
    public void rename(String from, Entry.Snapshot snapshot) throws IOException {
        DocumentLog.create(file(from), faults, snapshot).close();
        faults.pass("log says its new name");
        Path named = file(snapshot.docPath());
        Files.move(file(from), named, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Posix.syncParent(named);
    }

    /** Gives a log the name of the document that it says it is of. */
    void endRename(Path file, String docPath) throws IOException {
        Path named = file(docPath);
        if (named.equals(file)) {
            return;
        }
        if (Files.exists(named)) {
            throw new CorruptStateException(
                    file, LogFormat.HEADER_BYTES, "it is of '" + docPath + "', which has another log");
        }
        Files.move(file, named, StandardCopyOption.ATOMIC_MOVE);
        Posix.syncParent(named);
    }

    /**
     * Gives documents other paths at once, which may be those of each other, and logs that start with a snapshot under them.
     *
     * @param snapshots what there is to know of each, under its new path, by its former one
     * @param files which files the documents have then, as for {@link KeptDocuments#saveFiles}
     */
    public void exchange(Map<String, Entry.Snapshot> snapshots, Map<String, FileStamp> files) throws IOException {
        Map<Path, Entry.Snapshot> logs = new HashMap<>();
        Set<Path> former = new HashSet<>();
        snapshots.forEach((from, snapshot) -> {
            former.add(file(from));
            logs.put(file(snapshot.docPath()), snapshot);
        });
        exchange.run(former, logs, FilesIndex.encode(files));
    }

    /** Whether logs got other names that could not all be given to them yet. */
    public boolean isExchangeDecided() {
        return exchange.isDecided();
    }

    /** Ends, or forgets, an exchange that was cut off; to be called before any log is read. */
    void endExchange() throws IOException {
        exchange.recover();
    }
}
