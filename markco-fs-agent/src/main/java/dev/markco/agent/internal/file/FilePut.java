package dev.markco.agent.internal.file;

import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.decision.Putting;
import dev.markco.agent.internal.decision.WriteWay;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.NoPlaceException;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.Reasons;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.setup.KnownFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Puts what a document has into its file, unless something else is there by then. Confined to the document's task. */
final class FilePut {
    /** An update that says nothing. */
    private static final byte[] NO_UPDATE = {0, 0};

    private final String name;
    private final ProjectFiles files;
    private final KnownFiles owners;
    private final Replicas replicas;
    private final OnDisk onDisk;
    private final FileWriter writer;

    /** {@code name} is the file's, relative to the project. */
    FilePut(String name, ProjectFiles files, KnownFiles owners, Replicas replicas, OnDisk onDisk, FileWriter writer) {
        this.name = name;
        this.files = files;
        this.owners = owners;
        this.replicas = replicas;
        this.onDisk = onDisk;
        this.writer = writer;
    }

    /** Puts what the live replica has into the file; it must have been looked at just before. */
    DocumentEvent put(WriteWay way) throws IOException {
        Replicas.Pending pending = replicas.takePending();
        if (pending == null) {
            return new DocumentEvent.Put(false, null, false);
        }
        boolean done = false;
        try {
            DocumentEvent outcome = put(pending, way);
            done = outcome instanceof DocumentEvent.Put put && put.done();
            return outcome;
        } finally {
            if (!done) {
                replicas.putBack(pending);
            }
        }
    }

    /** Writes the file again as it was before it went away. */
    DocumentEvent putBack() throws IOException {
        replicas.attach();
        return put(new Replicas.Pending(NO_UPDATE, replicas.diskContent()), WriteWay.REPLACE);
    }

    private DocumentEvent put(Replicas.Pending pending, WriteWay way) throws IOException {
        FileReading there = files.read(name, onDisk::read);
        FileContent known = replicas.fileContent();
        FileReading.Text text = there.asText();
        if (there instanceof FileReading.Refused left
                && (text == null || !known.text().isEmpty())) {
            return new DocumentEvent.PutAtAlien(left.why());
        }
        if (text != null && owners.isAnothers(name, text.stamp(), files.path(name))) {
            return new DocumentEvent.Put(false, null, true);
        }
        byte[] wanted = pending.content().encode();
        Putting putting = Putting.decide(
                found(text, known),
                text != null && Arrays.equals(wanted, text.content()),
                text == null
                        ? Arrays.equals(wanted, known.encode())
                        : pending.content().equals(known),
                replicas.isDetached(),
                wanted.length,
                files.maxSize());
        return switch (putting) {
            case CHANGED -> new DocumentEvent.Put(false, null, true);
            case TOO_LARGE -> new DocumentEvent.PutTooLarge(files.maxSize());
            case NOTHING -> {
                replicas.merge(pending);
                yield put(pending, text == null ? null : text.hash());
            }
            case WRITE -> {
                try {
                    boolean written = writer.put(pending, text, way);
                    if (written) {
                        owners.note(name, FileStamp.of(files.path(name)), files.path(name));
                    }
                    yield written ? put(pending, ContentHash.of(wanted)) : new DocumentEvent.Put(false, null, true);
                } catch (NoPlaceException | AccessDeniedException e) {
                    yield new DocumentEvent.PutRefused(Reasons.of(e));
                }
            }
        };
    }

    private static DocumentEvent put(Replicas.Pending pending, @Nullable ContentHash holds) {
        return new DocumentEvent.Put(true, holds, !pending.content().isStable());
    }

    private static Putting.Found found(FileReading.@Nullable Text text, FileContent known) {
        if (text == null) {
            return Putting.Found.NOTHING;
        }
        return text.in(known.format()).equals(known) ? Putting.Found.KNOWN : Putting.Found.OTHER;
    }
}
