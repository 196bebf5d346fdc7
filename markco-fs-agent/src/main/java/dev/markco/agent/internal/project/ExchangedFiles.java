package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.setup.KnownFiles;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which files have the names of other documents' files, and has the documents follow them as {@link Exchanges} decides.
 * Confined to one task.
 */
final class ExchangedFiles {
    private static final Logger log = LoggerFactory.getLogger(ExchangedFiles.class);

    private final Documents documents;
    private final ProjectFiles files;
    private final KnownFiles known;
    private final Renaming renaming;

    private boolean any;
    private long since = -1;
    private long quietSince;
    private Exchanges.@Nullable Decision last;

    ExchangedFiles(Documents documents, Renaming renaming) {
        this.documents = documents;
        this.files = documents.setup().files();
        this.known = documents.setup().known();
        this.renaming = renaming;
    }

    /** Looks whether there is something to decide. */
    void beginRound() {
        any = documents.isAny(document -> document.view().isDisplaced());
    }

    /** Whether there was something to decide when that was looked at last. */
    boolean isAny() {
        return any;
    }

    /** What a look and a decision came to. */
    enum Outcome {
        NOTHING,
        WAITING,
        /** Documents have other names now. */
        RENAMED
    }

    /**
     * Looks, and does what is due.
     *
     * @param arrived the names of files that no document has
     */
    Outcome settle(Collection<String> arrived, long now) {
        beginRound();
        if (!any) {
            since = -1;
            last = null;
            return Outcome.NOTHING;
        }
        Exchanges.Decision decision = look(arrived);
        since = since < 0 ? now : since;
        if (!decision.equals(last)) {
            last = decision;
            quietSince = now;
        }
        if (!Exchanges.isDue(decision, now - quietSince, now - since)) {
            return Outcome.WAITING;
        }
        since = -1;
        last = null;
        return carryOut(decision);
    }

    private Exchanges.Decision look(Collection<String> arrived) {
        Map<String, Exchanges.Place> places = new HashMap<>();
        for (AgentDocument document : documents.all()) {
            places.put(document.fileName(), place(document.fileName()));
        }
        Map<String, String> elsewhere = new HashMap<>();
        for (String name : arrived) {
            String owner = owner(name);
            if (owner != null && !places.containsKey(name)) {
                elsewhere.put(owner, name);
            }
        }
        return Exchanges.decide(places, elsewhere);
    }

    private Exchanges.Place place(String name) {
        try {
            FileStamp stamp = FileStamp.of(files.path(name));
            if (stamp == null) {
                return Exchanges.Place.NOTHING;
            }
            String owner = known.owner(stamp, files.path(name));
            if (owner == null) {
                return Exchanges.Place.UNKNOWN;
            }
            return owner.equals(name) ? Exchanges.Place.OWN : Exchanges.Place.of(owner);
        } catch (IOException e) {
            log.debug("'{}' cannot be looked at", name, e);
            return Exchanges.Place.UNKNOWN;
        }
    }

    /** The name that a file had when it was a document's; null when it was none, or is not to be looked at. */
    @Nullable
    String owner(String name) {
        return place(name).owner();
    }

    private Outcome carryOut(Exchanges.Decision decision) {
        Outcome outcome = Outcome.NOTHING;
        synchronized (renaming) {
            Map<String, AgentDocument> byName = new HashMap<>();
            documents.all().forEach(document -> byName.put(document.fileName(), document));
            Map<AgentDocument, Renaming.NewName> names = new LinkedHashMap<>();
            decision.moves().forEach((from, to) -> {
                AgentDocument document = byName.get(from);
                if (document != null) {
                    names.put(document, new Renaming.NewName(documents.names().ofFile(to), to));
                }
            });
            List<String> released = new ArrayList<>(decision.replaced());
            if (!names.isEmpty()) {
                try {
                    renaming.exchange(names, Renaming.FileMove.DONE);
                    decision.moves().forEach((from, to) -> log.info("'{}' was renamed to '{}'", from, to));
                    outcome = Outcome.RENAMED;
                } catch (FileAlreadyExistsException e) {
                    log.warn("Documents cannot follow their files: {}", e.getMessage());
                    released.addAll(decision.moves().values());
                } catch (IOException e) {
                    log.warn("Documents cannot follow their files yet: {}", e.getMessage());
                    return Outcome.WAITING;
                }
            }
            release(Set.copyOf(released), byName);
        }
        return outcome;
    }

    /** What is at these names is theirs now, whoever had it before: it is an edit. */
    private void release(Set<String> names, Map<String, AgentDocument> byName) {
        for (String name : names) {
            known.forget(name);
            AgentDocument document = byName.get(name);
            if (document != null) {
                log.info("'{}' was put in the place of another file", name);
                document.markDirty();
            }
        }
    }
}
