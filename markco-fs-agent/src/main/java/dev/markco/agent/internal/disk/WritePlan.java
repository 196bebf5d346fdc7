package dev.markco.agent.internal.disk;

import java.nio.file.Path;
import java.util.List;

/**
 * How one file is going to be written; it is logged before anything happens (R7).
 *
 * @param target the file itself, links resolved
 * @param mode how its bytes are put there
 * @param temp the path, without suffix, of the files that the write needs: out of sight, or hidden beside the target
 */
public record WritePlan(Path target, Mode mode, Path temp) {
    /** How bytes get into a file. Names are logged. */
    public enum Mode {
        /** A new file takes a free name. */
        CREATE,
        /** A new file takes the place of the old one, which is looked at. */
        SWAP,
        /** The file that is there is written: other names of it (hard links), or its owner, would be lost. */
        IN_PLACE,
        /** The file that is there is written while others append to it. */
        EXTEND
    }

    /** The same file, written in another way. */
    public WritePlan by(Mode other) {
        return new WritePlan(target, other, temp);
    }

    private static final String PART = ".part";

    /** As it is logged: what lies in the project is named from there, so that the project may be moved. */
    public WritePlan within(Path root) {
        return new WritePlan(within(root, target), mode, within(root, temp));
    }

    private static Path within(Path root, Path file) {
        return file.startsWith(root) ? root.relativize(file) : file;
    }

    /** A logged plan, where the project is now. */
    public WritePlan in(Path root) {
        return new WritePlan(root.resolve(target.toString()), mode, root.resolve(temp.toString()));
    }

    /** All files that the write may need beside its target. */
    public List<Path> temps() {
        return List.of(part(), swap(), out());
    }

    /** Whether a file is half-written new content of any plan. */
    public static boolean isPart(Path file) {
        return file.toString().endsWith(PART);
    }

    /** Half-written new content; worth nothing. */
    Path part() {
        return temp(PART);
    }

    /** Complete new content before the exchange, what came out after it. */
    Path swap() {
        return temp(".swap");
    }

    /** What came out where there is no exchange. */
    Path out() {
        return temp(".out");
    }

    private Path temp(String suffix) {
        return temp.resolveSibling(temp.getFileName() + suffix);
    }
}
