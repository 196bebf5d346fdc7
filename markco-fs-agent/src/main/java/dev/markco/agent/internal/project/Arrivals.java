package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * New files that hold what a known file holds, or held: perhaps that one was renamed, which shows when it is gone long enough;
 * and any new files while a known one is gone, for it may have been renamed and edited.
 * Until then they are no documents of their own. Nor are any new files while it is not yet known what the known ones held.
 * {@link Arriving} decides how long. Confined to one task, except {@link #isEmpty}.
 */
final class Arrivals {
    private final Documents documents;
    private final ProjectFiles files;
    private final Map<String, Held> held = new LinkedHashMap<>();
    /** What the known files hold, as of the present round; null until somebody asks. */
    private @Nullable Set<ContentHash> contents;

    private volatile boolean empty = true;

    /**
     * A file that waits.
     *
     * @param unequal whether no known file holds the same: it waits only while one is gone, that it may be with an edit
     */
    record Held(String name, DocumentKey key, ContentHash content, boolean unequal, long since) {}

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
        if (!unread && contents().isEmpty()) {
            return false;
        }
        if (!(files.read(name) instanceof FileReading.Text read)) {
            return false;
        }
        boolean equal = unread || contents().contains(read.hash());
        if (!Arriving.waits(unread, equal, someGone)) {
            return false;
        }
        held.put(name, new Held(name, key, read.hash(), !equal, now));
        empty = false;
        return true;
    }

    private Set<ContentHash> contents() {
        Set<ContentHash> known = contents;
        if (known == null) {
            known = new HashSet<>();
            for (AgentDocument document : documents.all()) {
                ContentHash content = document.content();
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

    /** The files that wait and are still what they were. */
    List<Departures.Arrived> found() {
        List<Departures.Arrived> found = new ArrayList<>();
        for (Held file : held.values()) {
            found.add(new Departures.Arrived(file.name(), file.key().docPath(), file.content()));
        }
        return found;
    }

    /** The files that have waited long enough and are documents of their own; they wait no longer. */
    List<Held> due(boolean someGone, long now) {
        List<Held> due = new ArrayList<>();
        boolean unread = !held.isEmpty() && documents.areUnread();
        for (Held file : List.copyOf(held.values())) {
            Arriving decision = Arriving.decide(new Arriving.Seen(
                    Files.exists(files.path(file.name()), LinkOption.NOFOLLOW_LINKS),
                    now - file.since(),
                    unread,
                    file.unequal(),
                    someGone,
                    !file.unequal() && contents().contains(file.content()),
                    () -> mayBeRenamed(file)));
            if (decision != Arriving.WAITS) {
                held.remove(file.name());
            }
            if (decision == Arriving.IS_ITS_OWN) {
                due.add(file);
            }
        }
        empty = held.isEmpty();
        return due;
    }

    private boolean mayBeRenamed(Held file) {
        return documents.all().stream()
                .anyMatch(document -> Objects.equals(file.content(), document.content())
                        && !Files.exists(files.path(document.fileName()), LinkOption.NOFOLLOW_LINKS));
    }
}
