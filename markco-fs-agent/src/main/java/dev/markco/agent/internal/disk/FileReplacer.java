package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts new content into files so that a crash at any instruction leaves the old content or the new, and so that nothing
 * that others wrote meanwhile is lost: what comes out is handed back (steps 2 to 4 of R7; the log is the caller's).
 *
 * <p>Without an exchange call a file that another program renames into place between our link and our rename, two adjacent
 * calls, is not seen. Thread-safe.
 */
public final class FileReplacer {
    private final Renames renames;
    private final Appends appends;
    private final SwapPlaces places;
    private final RandomGenerator random;
    private final FaultPoints faults;

    /**
     * Starts with nothing done.
     *
     * @param hidden the directory for what is no file of the project; made when needed, in one that exists
     */
    public FileReplacer(Renames renames, Path hidden, RandomGenerator random, FaultPoints faults) {
        this(renames, AppendedFile.SYSTEM, hidden, random, faults);
    }

    /** As {@link #FileReplacer(Renames, Path, RandomGenerator, FaultPoints)}, appending in another way than this system's. */
    public FileReplacer(Renames renames, Appends appends, Path hidden, RandomGenerator random, FaultPoints faults) {
        this.renames = renames;
        this.appends = appends;
        this.places = new SwapPlaces(hidden);
        this.random = random;
        this.faults = faults;
    }

    /** Decides how to write a file; {@code stamp} is null when there is none. Makes nothing but the directory for swaps. */
    public WritePlan plan(Path target, @Nullable FileStamp stamp) {
        Path temp =
                places.of(directory(target)).resolve(".markco-" + HexFormat.of().toHexDigits(random.nextLong()));
        if (stamp == null) {
            return new WritePlan(target, WritePlan.Mode.CREATE, temp);
        }
        return new WritePlan(target, stamp.links() > 1 ? WritePlan.Mode.IN_PLACE : WritePlan.Mode.SWAP, temp);
    }

    /** Who wants to look at both files at the last moment before one takes the place of the other. */
    @FunctionalInterface
    public interface LastLook {
        LastLook NONE = (in, out) -> {};

        /**
         * The file {@code in} is complete and nobody knows it yet.
         *
         * @param out the file whose place it takes, null for none
         */
        void before(Path in, @Nullable Path out);

        /** Reads what came out; who watches that file does so in a way that is not taken for somebody's use. */
        default byte[] cameOut(Path retired) throws IOException {
            return Files.readAllBytes(retired);
        }
    }

    /** As {@link #write(WritePlan, byte[], byte[], int, LastLook)}; nobody looks, and a new file is like any other. */
    public WriteOutcome write(WritePlan plan, byte @Nullable [] expected, byte[] content) throws IOException {
        return write(plan, expected, content, Posix.UNKNOWN, LastLook.NONE);
    }

    /**
     * Makes a file that is not easier to read than another one, nor ever was (R39).
     *
     * @param original the other one; nobody but the owner may read the new file if it is null or not there
     */
    public WriteOutcome createLike(@Nullable Path original, Path target, byte[] content) throws IOException {
        WritePlan plan = plan(target, null);
        var unused =
                writeTemp(plan, content, AccessRights.privateFile(), part -> AccessRights.copyAccess(original, part));
        return name(plan, LastLook.NONE);
    }

    /**
     * Does what the plan says.
     *
     * @param expected the content that the file should hold now, null for none; only a write of the file itself insists on it
     * @param mode of a file that is made since it went away; {@link Posix#UNKNOWN} for one that there never was
     * @param look told where one file takes the place of another
     */
    public WriteOutcome write(WritePlan plan, byte @Nullable [] expected, byte[] content, int mode, LastLook look)
            throws IOException {
        return switch (plan.mode()) {
            case CREATE -> create(plan, content, mode, look);
            case SWAP -> swap(plan, content, look);
            case IN_PLACE ->
                InPlaceWrite.write(plan.target(), expected == null ? new byte[0] : expected, content, faults);
            case EXTEND ->
                Extension.write(appends, plan.target(), expected == null ? new byte[0] : expected, content, faults);
        };
    }

    /** Whether a file can be written while others append to it; only one that does not get shorter can. */
    public boolean canExtend(byte[] before, byte[] after) {
        return Extension.isPossible(appends, before.length, after.length);
    }

    /** Does again what a plan's write of the file itself left half done; {@code seen} is what the file holds. */
    public void finish(WritePlan plan, byte[] seen, byte[] content) throws IOException {
        if (plan.mode() == WritePlan.Mode.EXTEND) {
            Extension.finish(plan.target(), content);
        } else {
            var unused = InPlaceWrite.write(plan.target(), seen, content, faults);
        }
    }

    /**
     * Moves a file to a free name beside it, durably.
     *
     * @throws FileAlreadyExistsException when the name is taken
     */
    public void setAside(Path file, Path freeName) throws IOException {
        faults.pass("before setting aside");
        renames.moveToFreeName(file, freeName);
        faults.pass("set aside");
        Posix.syncParent(freeName);
    }

    /** Exchanges two files in one step; false where that cannot be done. */
    public boolean exchange(Path one, Path other) throws IOException {
        faults.pass("before names exchanged");
        boolean done = renames.exchange(one, other);
        faults.pass("names exchanged");
        return done;
    }

    private WriteOutcome create(WritePlan plan, byte[] content, int mode, LastLook look) throws IOException {
        var unused = writeTemp(
                plan, content, mode == Posix.UNKNOWN ? AccessRights.anyFile() : AccessRights.privateFile(), part -> {
                    AccessRights.setMode(part, mode);
                    return true;
                });
        return name(plan, look);
    }

    private WriteOutcome name(WritePlan plan, LastLook look) throws IOException {
        look.before(plan.swap(), null);
        try {
            renames.moveToFreeName(plan.swap(), plan.target());
        } catch (FileAlreadyExistsException e) {
            Files.deleteIfExists(plan.swap());
            return new WriteOutcome.Missed("a file appeared");
        } catch (OtherFileSystemException e) {
            return otherFileSystem(plan);
        } catch (IOException e) {
            Files.deleteIfExists(plan.swap());
            throw e;
        }
        faults.pass("created");
        Posix.syncDirectory(directory(plan.target()));
        return new WriteOutcome.Written(null, null);
    }

    private WriteOutcome swap(WritePlan plan, byte[] content, LastLook look) throws IOException {
        try {
            if (!writeTemp(
                    plan,
                    content,
                    AccessRights.privateFile(),
                    part -> AccessRights.copyOwnership(plan.target(), part))) {
                Files.deleteIfExists(plan.part());
                return new WriteOutcome.OwnerDiffers();
            }
            look.before(plan.swap(), plan.target());
            Path retired = exchange(plan);
            faults.pass("exchanged");
            syncBoth(plan);
            return new WriteOutcome.Written(look.cameOut(retired), retired);
        } catch (OtherFileSystemException e) {
            return otherFileSystem(plan);
        } catch (NoSuchFileException e) {
            Files.deleteIfExists(plan.part());
            Files.deleteIfExists(plan.swap());
            return new WriteOutcome.Missed("the file went away");
        }
    }

    private Path exchange(WritePlan plan) throws IOException {
        if (renames.exchange(plan.swap(), plan.target())) {
            return plan.swap();
        }
        Files.deleteIfExists(plan.out());
        if (!renames.link(plan.out(), plan.target())) {
            Files.copy(plan.target(), plan.out());
        }
        faults.pass("linked");
        Files.move(plan.swap(), plan.target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return plan.out();
    }

    private WriteOutcome otherFileSystem(WritePlan plan) throws IOException {
        places.avoid(directory(plan.target()));
        Files.deleteIfExists(plan.swap());
        return new WriteOutcome.OtherFileSystem();
    }

    /** What came out has to be found again under its name as surely as what went in. */
    private static void syncBoth(WritePlan plan) throws IOException {
        Path there = directory(plan.target());
        Path here = directory(plan.temp());
        Posix.syncDirectory(there);
        if (!here.equals(there)) {
            Posix.syncDirectory(here);
        }
    }

    /** Gives a new file its owner and its mode before it has its name. */
    @FunctionalInterface
    private interface Access {
        /** Returns false when that cannot be done. */
        boolean give(Path part) throws IOException;
    }

    /** Returns false, with nothing but a part written, when the new file cannot be given its owner or its mode. */
    private boolean writeTemp(WritePlan plan, byte[] content, FileAttribute<?>[] made, Access access)
            throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        try (FileChannel channel = FileChannel.open(plan.part(), options, made)) {
            faults.pass("temp opened");
            ChannelBytes.write(channel, content, 0);
            if (!access.give(plan.part())) {
                return false;
            }
            channel.force(true);
        } catch (IOException e) {
            // Half of it is of no use and takes what little space there is.
            Files.deleteIfExists(plan.part());
            throw e;
        }
        faults.pass("temp written");
        Files.move(plan.part(), plan.swap());
        faults.pass("temp named");
        return true;
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("not a file: " + file);
        }
        return parent;
    }
}
