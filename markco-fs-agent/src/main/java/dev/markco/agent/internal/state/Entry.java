package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.WritePlan;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One fact in a document's log. Replayed in order, the facts give the two replicas as they were: {@code disk} is what the
 * file held, {@code live} is everything known. Updates are Yjs updates, format v1; an empty array is no update.
 */
@SuppressWarnings("ArrayRecordComponent") // Entries are written and replayed, never compared.
public sealed interface Entry {
    /**
     * All that earlier entries said; always the first entry and only there.
     *
     * @param disk the whole disk replica
     * @param live what the live replica has beyond it
     * @param base the last content that the relay and we had in common; null when there never was one
     * @param held what the file holds if that is not what the disk replica does, see {@link Stale}
     * @param identity who the document is on the relay; null when it was never there
     */
    record Snapshot(
            String docPath,
            byte[] disk,
            byte[] live,
            @Nullable FileContent base,
            @Nullable FileContent held,
            boolean detached,
            @Nullable Identity identity,
            Past past)
            implements Entry {

        /** The same of another path. */
        public Snapshot named(String path) {
            return new Snapshot(path, disk, live, base, held, detached, identity, past);
        }
    }

    /**
     * What others may still have of a file.
     *
     * @param former what it held before, oldest first, as far as somebody may have it in hand
     * @param retired files that were swapped out of its place, and that somebody may still write to
     */
    record Past(List<Former> former, List<Retired> retired) {
        /** Nobody has anything. */
        public static final Past NONE = new Past(List.of(), List.of());
    }

    /**
     * What a file held.
     *
     * @param until when something else was put in its place, in milliseconds of the wall clock
     */
    record Former(FileContent content, long until) {}

    /**
     * A file that was swapped out.
     *
     * @param file where it is, from the project's root
     * @param held all that is known to have been in it
     * @param time when it was about to be swapped out, in milliseconds of the wall clock
     */
    record Retired(Path file, FileContent held, long time) {}

    /**
     * Who a document is on the relay.
     *
     * @param id its identity there, which it keeps when it is moved
     * @param path its path when the relay and we last agreed about that
     */
    record Identity(String id, String path) {}

    /** The relay knows the document by this identity; null when by none any more. */
    record Identified(@Nullable Identity identity) implements Entry {}

    /**
     * An edit that someone made to the file, or that we made to the document.
     *
     * @param disk goes to both replicas
     * @param live goes to the live replica only
     */
    record Edited(byte[] disk, byte[] live) implements Entry {}

    /**
     * A save that was made on an older content of the file was taken (R9).
     *
     * @param disk the edit, for both replicas, that makes of what the disk replica held what the file is to hold
     * @param live goes to the live replica only
     * @param held what the file holds until it is written: all of it is taken
     */
    record Stale(byte[] disk, byte[] live, FileContent held) implements Entry {}

    /** The disk replica took {@code update} from the live one; the file did not change. */
    record Merged(byte[] update) implements Entry {}

    /**
     * The file is about to be written (R7): with {@code update} from the live replica, the disk replica will hold the
     * file's new content. {@code creates} says that there is no file yet.
     *
     * @param time when that was, in milliseconds of the wall clock
     */
    record Intent(byte[] update, WritePlan plan, boolean creates, long time) implements Entry {}

    /**
     * The last intent was carried out.
     *
     * @param retired the name, where the intent had its temporary files, of what came out and is kept for a while (R8), or empty
     * @param edit the edit, for both replicas, that someone had made between our look and the exchange; the file lacks it
     * @param held what came out, null for what the file held as far as was known
     */
    record Advanced(String retired, byte[] edit, @Nullable FileContent held) implements Entry {}

    /**
     * Someone wrote to a retired file: {@code edit}, which the file lacks, is for both replicas, {@code held} is what the
     * retired file holds since.
     */
    record Late(String retired, byte[] edit, FileContent held) implements Entry {}

    /** The last intent came to nothing. */
    record Abandoned() implements Entry {}

    /** A retired file was looked at for the last time and removed. */
    record Released(String retired) implements Entry {}

    /** The disk replica's content is what the relay has, too: the new common base. */
    record Shared() implements Entry {}

    /**
     * An adoption (R4) is about to be sent: {@code update} on top of {@code relay}, the relay's whole state with that ETag.
     */
    record Adopting(byte[] relay, byte[] update, String etag) implements Entry {}

    /** The relay took the last adoption: both its updates belong to the live replica. */
    record Adopted() implements Entry {}

    /** The relay refused the last adoption; it never was. */
    record AdoptionVoid() implements Entry {}

    /**
     * The file is about to move, to where a document of that path has it; null when it stays after all. Counts only as a log's last
     * entry: one that starts with the new path takes the log's place.
     */
    record Leaving(@Nullable String docPath) implements Entry {}

    /** The file was deleted by someone: it is not written again before the document changes. */
    record Detached() implements Entry {}

    /** The file is there again. */
    record Attached() implements Entry {}
}
