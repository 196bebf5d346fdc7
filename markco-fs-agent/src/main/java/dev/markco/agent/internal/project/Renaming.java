package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.document.Departure;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Entry;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives documents other paths, their histories and their standings with them. Thread-safe; its monitor is held by whoever decides that
 * documents get other names or end, and carries that out.
 */
final class Renaming {
    private static final Logger log = LoggerFactory.getLogger(Renaming.class);

    private final Documents documents;
    private final DocumentSetup setup;

    Renaming(Documents documents) {
        this.documents = documents;
        this.setup = documents.setup();
    }

    /** How a file gets its new name, if it does not have it already. */
    interface FileMove {
        FileMove DONE = new FileMove() {
            @Override
            public void run() {
                // It was moved by somebody else.
            }

            @Override
            public void undo() {
                // Nor is it ours to take back.
            }
        };

        /** Moves; where that fails, nothing is moved. */
        void run() throws IOException;

        /** Takes it back after it was done, since its document could not follow. */
        void undo() throws IOException;
    }

    /** The name that a document's file has got, or gets. */
    record NewName(DocumentKey key, String fileName) {}

    /**
     * Gives a document another path. Nobody can take up a document under the new path while its file moves.
     *
     * @throws FileAlreadyExistsException when there is another document of that path, or a file in the way
     * @throws IOException when that fails; the document is still under its old path then
     */
    AgentDocument rename(AgentDocument document, NewName to, FileMove move) throws IOException {
        Departed departed = depart(document, to);
        String from = departed.from();
        String docPath = to.key().docPath();
        synchronized (documents.monitor()) {
            boolean leaving = false;
            boolean moved = false;
            try {
                requireFree(departed, List.of(departed));
                if (move != FileMove.DONE) {
                    leaving = true;
                    setup.state().logs().leave(from, docPath);
                }
                move.run();
                moved = true;
                if (!from.equals(docPath)) {
                    setup.state().aliases().put(from, docPath);
                }
                setup.state().logs().rename(from, departed.renamed());
            } catch (IOException e) {
                if (moved) {
                    doBeside(e, move::undo);
                }
                if (leaving) {
                    doBeside(e, () -> setup.state().logs().leave(from, null));
                }
                stay(List.of(departed));
                throw e;
            }
            documents.forget(document);
            setup.known().recall(to.fileName(), setup.known().forget(document.fileName()));
            setup.state().formerHolders().moved(Map.of(from, docPath), false);
            return departed.takeUp(to);
        }
    }

    /**
     * Gives documents other paths at once, which may be those of each other, as {@link #rename} does one. An agent that dies between the
     * files and the documents finds files that have each other's names, as if somebody had exchanged them.
     *
     * @throws FileAlreadyExistsException when there is another document of such a path
     * @throws IOException when that fails; the documents are still under their old paths then
     */
    void exchange(Map<AgentDocument, NewName> names, FileMove move) throws IOException {
        List<Departed> departed = departAll(names);
        synchronized (documents.monitor()) {
            Map<String, String> paths = new LinkedHashMap<>();
            Map<String, Entry.Snapshot> snapshots = new LinkedHashMap<>();
            Map<String, FileStamp> files = filesAfter(names);
            boolean moved = false;
            try {
                for (Departed one : departed) {
                    requireFree(one, departed);
                    paths.put(one.from(), one.to.key().docPath());
                    snapshots.put(one.from(), one.renamed());
                }
                move.run();
                moved = true;
                setup.state().logs().exchange(snapshots, files);
            } catch (IOException e) {
                // What is decided is ended by the next try, or the next start.
                if (moved && !setup.state().logs().isExchangeDecided()) {
                    doBeside(e, move::undo);
                }
                stay(departed);
                throw e;
            }
            setup.state().formerHolders().moved(paths, true);
            for (Departed one : departed) {
                documents.forget(one.document);
                FileStamp unused = setup.known().forget(one.document.fileName());
            }
            names.values().forEach(name -> setup.known().recall(name.fileName(), files.get(name.fileName())));
            for (Departed one : departed) {
                AgentDocument unused = one.takeUp(one.to);
            }
            paths.forEach((from, to) -> {
                if (documents.get(from) == null) {
                    setup.state().aliases().put(from, to);
                }
            });
        }
    }

    /**
     * Has a document follow its file, which an earlier run moved, or was about to: whatever is there now is that file, or took its
     * place.
     */
    void end(String docPath, String toPath) throws IOException, RefusedDocumentException {
        AgentDocument document = documents.get(docPath);
        DocumentKey to = documents.key(toPath);
        if (document == null || documents.get(toPath) != null) {
            return;
        }
        if (!setup.files().isTaken(document.fileName()) && setup.files().isTaken(to.fileName())) {
            log.info("'{}' was on its way to '{}' when the agent ended: it is there now", docPath, toPath);
            AgentDocument unused = rename(document, new NewName(to, to.fileName()), FileMove.DONE);
        }
    }

    private Departed depart(AgentDocument document, NewName to) throws IOException {
        String docPath = to.key().docPath();
        if (documents.isAway(document)) {
            documents.leaveBehind(docPath);
        }
        try {
            return new Departed(document, document.depart(), to);
        } catch (IOException | RuntimeException e) {
            documents.leaveNoneBehind(docPath);
            throw e;
        }
    }

    private List<Departed> departAll(Map<AgentDocument, NewName> names) throws IOException {
        List<Departed> departed = new ArrayList<>();
        try {
            for (Map.Entry<AgentDocument, NewName> one : names.entrySet()) {
                departed.add(depart(one.getKey(), one.getValue()));
            }
            return departed;
        } catch (IOException e) {
            synchronized (documents.monitor()) {
                stay(departed);
            }
            throw e;
        }
    }

    /** A step that may fail. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    /** Does what has to be done after a failure; when that fails as well, the first one is what is told. */
    static void doBeside(IOException cause, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** A document that has ended under its path and goes on under another one, or under its own. */
    private final class Departed {
        private final AgentDocument document;
        private final Departure known;
        private final NewName to;

        Departed(AgentDocument document, Departure known, NewName to) {
            this.document = document;
            this.known = known;
            this.to = to;
        }

        String from() {
            return document.key().docPath();
        }

        /** What is known of it, under its new path. */
        Entry.Snapshot renamed() {
            return known.snapshot().named(to.key().docPath());
        }

        /** Goes on under that name. */
        AgentDocument takeUp(NewName name) throws IOException {
            try {
                return documents.goOn(name.key(), name.fileName(), known);
            } catch (IOException e) {
                known.close();
                throw e;
            }
        }
    }

    /** Under the monitor: fails unless the document's new path is nobody's, or that of one that departs, too. */
    private void requireFree(Departed one, Collection<Departed> all) throws FileAlreadyExistsException {
        AgentDocument other = documents.get(one.to.key().docPath());
        if (other != null && all.stream().noneMatch(departing -> departing.document == other)) {
            throw new FileAlreadyExistsException(one.to.fileName(), null, "there is another document of that name");
        }
    }

    /** Under the monitor: takes documents up again that were to get other names. */
    private void stay(Collection<Departed> departed) throws IOException {
        for (Departed one : departed) {
            documents.leaveNoneBehind(one.to.key().docPath());
            documents.forget(one.document);
            AgentDocument unused = one.takeUp(new NewName(one.document.key(), one.document.fileName()));
        }
    }

    /** Which files the documents have when they have their new names. */
    private Map<String, FileStamp> filesAfter(Map<AgentDocument, NewName> names) {
        Map<String, FileStamp> before = setup.known().all();
        Map<String, FileStamp> files = new TreeMap<>(before);
        names.keySet().forEach(document -> files.remove(document.fileName()));
        names.forEach((document, name) -> {
            FileStamp stamp = before.get(document.fileName());
            if (stamp != null) {
                files.put(name.fileName(), stamp);
            }
        });
        return files;
    }
}
