package dev.markco.agent.internal.project;

import dev.markco.agent.internal.decision.Settling;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.replica.Buried;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * New files that hold what a known file holds, or held: perhaps that one was renamed, which shows when it is gone long enough;
 * and any new files while a known one is gone, for it may have been renamed and edited.
 * Until then they are no documents of their own. Nor are any new files while it is not yet known what the known ones held.
 * {@link Arriving} decides how long. Confined to one task, except {@link #isEmpty}.
 */
final class Arrivals {
    private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

    private final Documents documents;
    private final ProjectFiles files;
    private final Map<String, Held> held = new LinkedHashMap<>();
    /** When it was last looked whether they have waited long enough. */
    private long lookedAt;
    /** What the known files hold, as of the present round; null until somebody asks. */
    private @Nullable Set<ContentHash> contents;

    private volatile boolean empty = true;

    /**
     * A file that waits.
     *
     * @param waited how long it has waited, as {@link Arriving#waited} counts
     * @param quiet how long of that it has not changed
     * @param unwritten the deleted document that it may be, while it is looked at how it is written; null when it is not
     */
    record Held(
            String name,
            DocumentKey key,
            ContentHash content,
            long waited,
            long quiet,
            @Nullable Buried unwritten) {
        Held later(long more) {
            return new Held(name, key, content, waited + more, quiet + more, unwritten);
        }

        Held anew() {
            return new Held(name, key, content, 0, quiet, unwritten);
        }

        Held holding(ContentHash hash) {
            return hash.equals(content) ? this : new Held(name, key, hash, waited, 0, unwritten);
        }

        Held written() {
            return new Held(name, key, content, waited, quiet, null);
        }
    }

    Arrivals(Documents documents) {
        this.documents = documents;
        this.files = documents.setup().files();
    }

    boolean isEmpty() {
        return empty;
    }

    /** Begins a round, in which what the known files hold is asked for once. */
    void beginRound() {
        contents = null;
    }

    /** Whether a new file has to wait; {@code someGone} says that the file of a document is gone just now. */
    boolean holds(String name, DocumentKey key, boolean someGone, long now) throws IOException {
        if (held.containsKey(name)) {
            return true;
        }
        boolean unread = documents.areUnread();
        Buried buried = Buried.of(documents.setup().state().buried(), key.docPath());
        if (!someGone && !unread && buried == null && contents().isEmpty()) {
            return false;
        }
        if (!(files.read(name) instanceof FileReading.Text read)) {
            return false;
        }
        boolean equal = unread || contents().contains(read.hash());
        Held file = writtenIfSettled(new Held(name, key, read.hash(), 0, 0, buried), read);
        if (!Arriving.waits(unread, file.unwritten() != null, equal, someGone)) {
            return false;
        }
        if (held.isEmpty()) {
            lookedAt = now;
        }
        held.put(name, file);
        empty = false;
        return true;
    }

    /** A file of a deleted document that is there again: whether it holds what somebody wants it to hold. */
    private Held writtenIfSettled(Held file, FileReading.Text read) {
        Buried buried = file.unwritten();
        if (buried == null) {
            return file;
        }
        byte[] known = buried.content().encode();
        byte[] seen = read.content();
        boolean settled = Arrays.equals(known, seen)
                || Settling.delay(
                                known,
                                seen,
                                documents.setup().uses().writers(files.path(file.name())),
                                file.quiet(),
                                file.waited())
                        == 0;
        return settled ? file.written() : file;
    }

    /** The file as it is now. */
    private Held lookAgain(Held file) {
        if (file.unwritten() == null) {
            return file;
        }
        try {
            if (files.read(file.name()) instanceof FileReading.Text read) {
                return writtenIfSettled(file.holding(read.hash()), read);
            }
        } catch (IOException e) {
            log.debug("'{}' cannot be looked at", file.name(), e);
        }
        return file.written();
    }

    private Set<ContentHash> contents() {
        Set<ContentHash> known = contents;
        if (known == null) {
            known = new HashSet<>();
            for (AgentDocument document : documents.all()) {
                ContentHash content = document.view().content();
                if (content != null) {
                    known.add(content);
                }
            }
            contents = known;
        }
        return known;
    }

    void forget(String name) {
        held.remove(name);
        empty = held.isEmpty();
    }

    /** The names of the files that wait. */
    Set<String> names() {
        return Set.copyOf(held.keySet());
    }

    /** Those that are documents' files by now wait no longer. */
    void forgetDocuments() {
        held.values().removeIf(file -> documents.get(file.key().docPath()) != null);
        empty = held.isEmpty();
    }

    /** What one of them is has been decided, and could not be carried out: it waits as if it had just come. */
    void waitAgain(String name) {
        held.computeIfPresent(name, (same, file) -> file.anew());
    }

    /** The files that wait and are still what they were. */
    List<Departures.Arrived> found() {
        List<Departures.Arrived> found = new ArrayList<>();
        for (Held file : held.values()) {
            found.add(new Departures.Arrived(file.name(), file.key().docPath(), file.content()));
        }
        return found;
    }

    /**
     * The files that have waited long enough and are documents of their own; they wait no longer.
     *
     * @param someGone whether the file of a document is gone just now
     * @param stuck whether it is yet to be decided what became of those that are gone, or one of those documents is in trouble
     */
    List<Held> due(boolean someGone, boolean stuck, long now) {
        long more = Arriving.waited(now - lookedAt, stuck);
        lookedAt = now;
        List<Held> due = new ArrayList<>();
        boolean unread = !held.isEmpty() && documents.areUnread();
        for (Held before : List.copyOf(held.values())) {
            Held file = lookAgain(before.later(more));
            Arriving decision = Arriving.decide(new Arriving.Seen(
                    files.isTaken(file.name()),
                    file.waited(),
                    unread,
                    file.unwritten() != null,
                    someGone,
                    contents().contains(file.content()),
                    mayBeRenamed(file)));
            if (decision == Arriving.WAITS) {
                held.put(file.name(), file);
            } else {
                held.remove(file.name());
            }
            if (decision == Arriving.IS_ITS_OWN) {
                due.add(file);
            }
        }
        empty = held.isEmpty();
        return due;
    }

    private BooleanSupplier mayBeRenamed(Held file) {
        return () -> documents.all().stream()
                .anyMatch(document ->
                        Objects.equals(file.content(), document.view().content())
                                && !files.isTaken(document.fileName()));
    }
}
