package dev.markco.agent.internal.file;

import dev.markco.agent.internal.decision.DocumentState;
import dev.markco.agent.internal.decision.Settling;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.save.Save;
import dev.markco.agent.internal.save.SaveBase;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.use.ArmedFile;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.Reading;
import dev.markco.agent.internal.use.Writers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that were swapped out of one document's place and that somebody may still write to (R8, R34): what they get is
 * taken as an edit, and they go when nobody can write to them any more. Confined to the document's task.
 */
final class RetiredFiles {
    /** How often they are looked at, in milliseconds. */
    private static final long INTERVAL = 250;

    private static final Logger log = LoggerFactory.getLogger(RetiredFiles.class);

    private final String name;
    private final ProjectFiles files;
    private final FileUses uses;
    private final Replicas replicas;
    private final OnDisk onDisk;
    private final ConflictCopies copies;
    private final FileTrash trash;
    private final TrashCan can;
    private final long kept;
    private final List<RetiredFile> all = new ArrayList<>();
    /** Whether there are none; read by other threads, too. */
    private volatile boolean empty = true;

    /** None yet; {@code name} is that of the document's file. */
    RetiredFiles(
            String name,
            DocumentSetup setup,
            Replicas replicas,
            OnDisk onDisk,
            ConflictCopies copies,
            FileTrash trash) {
        this.name = name;
        this.files = setup.files();
        this.uses = setup.uses();
        this.replicas = replicas;
        this.onDisk = onDisk;
        this.copies = copies;
        this.trash = trash;
        this.can = setup.trash();
        this.kept = setup.keepRetired();
    }

    /** Whether there are none. Thread-safe. */
    boolean isEmpty() {
        return empty;
    }

    /** As a log names them. */
    List<Entry.Retired> entries() {
        return all.stream()
                .map(file -> new Entry.Retired(files.root().relativize(file.file()), file.held(), file.time()))
                .toList();
    }

    void add(RetiredFile file) {
        all.add(file);
        empty = false;
    }

    /** Looks at all of them; says after how many milliseconds again, {@link FileSide#NEVER} when none is left. */
    long look(long now) throws IOException {
        for (Iterator<RetiredFile> each = all.iterator(); each.hasNext(); ) {
            RetiredFile file = each.next();
            Writers writers = writers(file);
            FileReading reading = read(file);
            switch (file.look(reading, writers, now)) {
                case WAIT -> log.trace("{} is kept", file.file());
                case TAKE -> take(file, reading, now);
                case RELEASE -> {
                    release(file, reading);
                    each.remove();
                }
            }
        }
        empty = all.isEmpty();
        return empty ? DocumentState.NEVER : Math.min(INTERVAL, kept);
    }

    /** Asked before the file is read, so that who is gone by then has written all. */
    private Writers writers(RetiredFile file) {
        ArmedFile armed = file.armed();
        return armed == null ? uses.writers(file.file()) : armed.writers();
    }

    private FileReading read(RetiredFile file) throws IOException {
        ArmedFile armed = file.armed();
        return armed == null
                ? files.readAt(file.file())
                : files.readAt(
                        file.file(),
                        (path, stamp, most) ->
                                armed.inode().number() == stamp.inode() ? armed.read(most) : Files.readAllBytes(path));
    }

    /**
     * Takes a last look at all of them and lets them go: the document ends. Those that somebody still writes to go to the trash,
     * where what they get is found.
     */
    void releaseAll(long now) throws IOException {
        releaseWhole(now);
        for (RetiredFile file : all) {
            boolean open = writers(file) == Writers.OPEN;
            FileReading reading = read(file);
            if (reading instanceof FileReading.Text text && text.content().length > 0) {
                take(file, reading, now);
            }
            if (open && !(reading instanceof FileReading.Absent)) {
                Path place = can.put(file.file(), name);
                log.info("'{}' ends while somebody writes to it: what they write is in {}", name, place);
                letGo(file);
            } else {
                release(file, reading);
            }
        }
        all.clear();
        empty = true;
    }

    /**
     * Lets all go but those that a program has open for writing, or has just cut off and will write to: the next start looks
     * at them.
     */
    void releaseWhole(long now) throws IOException {
        for (Iterator<RetiredFile> each = all.iterator(); each.hasNext(); ) {
            RetiredFile file = each.next();
            boolean open = writers(file) == Writers.OPEN;
            FileReading reading = read(file);
            if (!(reading instanceof FileReading.Text text)
                    || !Settling.isCutOff(file.held().encode(), text.content())) {
                take(file, reading, now);
                if (!open) {
                    release(file, reading);
                    each.remove();
                }
            }
        }
        empty = all.isEmpty();
    }

    private void take(RetiredFile file, FileReading reading, long now) throws IOException {
        if (!(reading instanceof FileReading.Text text)
                || text.in(file.held().format()).equals(file.held())) {
            return;
        }
        log.info("'{}': someone wrote to the file that we had replaced; that is an edit, too", name);
        SaveBase.Base base = base(file, text);
        trash.keepIfDoubtful(base, onDisk.mode());
        FileContent seen = text.in(file.held().format());
        try {
            replicas.takeLate(file.name(), base.content(), seen);
        } finally {
            // It is taken also where that could not be logged: once more would be twice.
            onDisk.tookLate(base, seen);
            file.taken(seen, now);
        }
    }

    /** What was written late was made on: what nobody put there later can have been that. */
    private SaveBase.Base base(RetiredFile file, FileReading.Text text) {
        ArmedFile armed = file.armed();
        Save save = new Save(
                text.in(file.held().format()),
                Save.Way.IN_PLACE,
                armed == null ? Reading.UNKNOWN : Reading.of(armed.mark()),
                Save.Editor.NONE,
                false,
                TimeUnit.NANOSECONDS.toMillis(text.stamp().changed()));
        return SaveBase.decide(file.generations(), file.held(), file.held(), save);
    }

    private void release(RetiredFile file, FileReading reading) throws IOException {
        if (reading instanceof FileReading.Refused left
                && left.zeros() == null
                && left.stamp().regular()) {
            copies.keep(
                    name,
                    Files.readAllBytes(file.file()),
                    "what another program wrote late cannot be read: " + left.why());
        }
        Files.deleteIfExists(file.file());
        letGo(file);
    }

    private void letGo(RetiredFile file) throws IOException {
        ArmedFile armed = file.armed();
        if (armed != null) {
            armed.close();
        }
        replicas.release(file.name());
    }

    /** Nobody looks any more; the files stay. */
    void close() {
        for (RetiredFile file : all) {
            ArmedFile armed = file.armed();
            if (armed != null) {
                armed.close();
            }
        }
    }
}
