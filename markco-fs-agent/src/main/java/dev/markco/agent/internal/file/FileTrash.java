package dev.markco.agent.internal.file;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.git.GitRepository;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.save.Save;
import dev.markco.agent.internal.save.SaveBase;
import dev.markco.agent.internal.setup.DocumentSetup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts one document's file, or what it held, into the project's trash (R12). Confined to the document's task. */
final class FileTrash {
    private static final Logger log = LoggerFactory.getLogger(FileTrash.class);

    private final String name;
    private final ProjectFiles files;
    private final FileReplacer replacer;
    private final TrashCan trash;
    private final Replicas replicas;
    private final GitRepository git;

    /** {@code name} is the file's, relative to the project. */
    FileTrash(String name, DocumentSetup setup, Replicas replicas) {
        this.name = name;
        this.files = setup.files();
        this.replacer = setup.replacer();
        this.trash = setup.trash();
        this.replicas = replicas;
        this.git = setup.git();
    }

    /** Keeps what the file held, and what it was to hold if that is something else, as files of that mode. */
    void keep(int mode) throws IOException {
        Set<FileContent> contents = new LinkedHashSet<>(List.of(replicas.fileContent(), replicas.diskContent()));
        for (FileContent content : contents) {
            if (!content.text().isEmpty()) {
                trash.keep(name, content.encode(), mode);
            }
        }
    }

    /**
     * Says what a save was taken for, and keeps what the file held before if that was a guess.
     *
     * @param mode of the file
     */
    void keepIfDoubtful(SaveBase.Base base, int mode) throws IOException {
        if (base.stale()) {
            log.info("'{}': what was saved was made on an older content; what came since stays", name);
        }
        if (base.doubtful()) {
            log.info("'{}': a save took out what came just before; what was there is kept in the trash", name);
            keep(mode);
        }
    }

    /**
     * Keeps what the file held before git made something else of it, if it took out something, and that content is nowhere in the
     * repository: as when a program had saved just before, over what it had not read, so that git never saw that.
     *
     * @param mode of the file
     */
    void keepIfUnknownToGit(Save save, int mode) throws IOException {
        FileContent held = replicas.fileContent();
        if (save.isGits() && SaveBase.isSomethingTakenOut(held, save.content()) && !git.has(held.encode())) {
            log.info("'{}': git took out what it has not stored; what was there is kept in the trash", name);
            keep(mode);
        }
    }

    /**
     * Moves the file there, unless it holds something that the disk replica does not know.
     *
     * @return whether there is no file any more
     */
    boolean move() throws IOException {
        FileReading there = files.read(name);
        if (there instanceof FileReading.Absent) {
            return true;
        }
        FileContent known = replicas.fileContent();
        if (!(there instanceof FileReading.Text read)
                || !read.in(known.format()).equals(known)) {
            return false;
        }
        Path file = files.path(name);
        Path place = trash.put(file, name);
        FileReading moved = files.readAt(place);
        if (moved instanceof FileReading.Text text && !text.hash().equals(read.hash())) {
            log.info("'{}' was written to while it was moved to the trash; it comes back", name);
            replacer.setAside(place, file);
            return false;
        }
        log.info("'{}' was deleted elsewhere; it is in {} now", name, place);
        return true;
    }
}
