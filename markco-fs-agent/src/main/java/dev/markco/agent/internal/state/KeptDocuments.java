package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which documents there are, kept from one run to the next: the index of those at rest, the logs of the others, and the files
 * that these had. Thread-safe.
 */
public final class KeptDocuments {
    private static final Logger log = LoggerFactory.getLogger(KeptDocuments.class);

    private static final RestIndex.Content NO_INDEX = new RestIndex.Content(MachineStart.UNKNOWN, List.of());

    private final Path documents;
    private final Path index;
    private final Path files;
    private final DocumentLogs logs;

    /** Those in a state directory. */
    KeptDocuments(Path state, DocumentLogs logs) {
        this.documents = DocumentLogs.in(state);
        this.index = state.resolve(RestIndex.NAME);
        this.files = state.resolve(FilesIndex.NAME);
        this.logs = logs;
    }

    /**
     * What the last run left.
     *
     * @param resting documents of which nothing is under way
     * @param others documents that have to be opened to know more
     */
    public record Left(List<AtRest> resting, List<Logged> others) {}

    /**
     * A document that has a log.
     *
     * @param identity who it is on the relay, null when it was never there
     * @param leaving the path of the document that it was about to be, with its file moved; null for none
     */
    public record Logged(
            String docPath,
            Entry.@Nullable Identity identity,
            @Nullable String leaving) {}

    /**
     * Finds the documents that have a log. Damaged logs are set aside, reported and left out.
     *
     * @param start that of now: if the last run neither ended nor was in the same, a file may have the stamp that it had and other
     *     bytes, so that no document counts as at rest
     */
    public Left left(MachineStart start) throws IOException {
        logs.endExchange();
        RestIndex.Content last = readIndex(index);
        Map<String, RestIndex.Row> rows = new HashMap<>();
        if (last.start().equals(MachineStart.UNKNOWN) || last.start().equals(start)) {
            last.rows().forEach(row -> rows.put(row.log(), row));
        } else {
            log.info("The machine stopped while an agent ran, so that every file is read again");
        }
        List<AtRest> resting = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(documents, "*.log")) {
            for (Path file : found) {
                RestIndex.Row row = rows.get(String.valueOf(file.getFileName()));
                if (row != null && row.document().log().equals(FileStamp.of(file))) {
                    resting.add(row.document());
                } else {
                    others.add(file);
                }
            }
        }
        return new Left(resting, logged(others));
    }

    private List<Logged> logged(List<Path> others) throws IOException {
        List<Logged> found = new ArrayList<>();
        for (Path file : others) {
            try {
                Logged document = logged(file);
                logs.endRename(file, document.docPath());
                found.add(document);
            } catch (CorruptStateException e) {
                DocumentLogs.setAside(file, e);
            }
        }
        return found;
    }

    private static Logged logged(Path file) throws IOException {
        LogFormat.Content content = LogFormat.parse(Files.readAllBytes(file), file);
        Entry.Snapshot snapshot = content.snapshot(file);
        Entry.Identity identity = snapshot.identity();
        String leaving = null;
        for (Entry entry : content.entries()) {
            identity = entry instanceof Entry.Identified identified ? identified.identity() : identity;
            leaving = entry instanceof Entry.Leaving left ? left.docPath() : null;
        }
        return new Logged(snapshot.docPath(), identity, leaving);
    }

    /**
     * Notes which documents are at rest.
     *
     * @param start of the machine in which the run goes on, {@link MachineStart#UNKNOWN} for one that ends
     */
    public void saveIndex(Collection<AtRest> resting, MachineStart start) throws IOException {
        List<RestIndex.Row> rows = new ArrayList<>();
        for (AtRest document : resting) {
            Path file = logs.file(document.docPath());
            rows.add(new RestIndex.Row(String.valueOf(file.getFileName()), document));
        }
        StateFiles.write(index, RestIndex.encode(start, rows));
    }

    private static RestIndex.Content readIndex(Path file) throws IOException {
        try {
            return RestIndex.decode(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return NO_INDEX;
        } catch (IOException | RuntimeException e) {
            log.warn("{} is not used ({}); every document is opened instead", file, e.getMessage());
            return NO_INDEX;
        }
    }

    /** Whether the index in that state directory tells of a document that was on a relay, and of its log as it is there. */
    static boolean wasShared(Path state) throws IOException {
        Path documents = DocumentLogs.in(state);
        for (RestIndex.Row row : readIndex(state.resolve(RestIndex.NAME)).rows()) {
            FileStamp stamp = row.document().log();
            Path file = documents.resolve(row.log()).normalize();
            if (row.document().identity() != null
                    && stamp.inode() != 0
                    && file.startsWith(documents)
                    && stamp.equals(FileStamp.of(file))) {
                return true;
            }
        }
        return false;
    }

    /** Notes the files of documents that are not at rest, by name. */
    public void saveFiles(Map<String, FileStamp> names) throws IOException {
        StateFiles.write(files, FilesIndex.encode(names));
    }

    /** The files that documents had, as far as that was noted in an earlier run, by name. */
    public Map<String, FileStamp> files() {
        try {
            return FilesIndex.decode(Files.readAllBytes(files));
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | RuntimeException e) {
            log.warn("{} is not used: {}", files, e.getMessage());
            return Map.of();
        }
    }
}
