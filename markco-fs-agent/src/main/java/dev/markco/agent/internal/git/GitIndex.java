package dev.markco.agent.internal.git;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the files in a git index, versions 2 to 4. Pure. Source: gitformat-index(5).
 *
 * <p>A split index has some of its files in another part, and a sparse index has directories as one entry: neither is read, since
 * files that are not found would count as taken away by git.
 */
final class GitIndex {
    private static final int SIGNATURE = 0x44495243;
    private static final int STAT_BYTES = 40;
    private static final int EXTENDED = 0x4000;
    /** The extension of a split index. */
    private static final int LINK = 0x6c696e6b;
    /** That of a sparse index. */
    private static final int SPARSE_DIRECTORIES = 0x73646972;

    private GitIndex() {}

    /**
     * Reads them.
     *
     * @param hashBytes how long an object's name is: 20, or 32 in a repository with SHA-256
     * @throws IOException when these are no index, or not all of one
     */
    static Set<String> names(byte[] index, int hashBytes) throws IOException {
        try {
            ByteBuffer in = ByteBuffer.wrap(index);
            int signature = in.getInt();
            int version = in.getInt();
            if (signature != SIGNATURE || version < 2 || version > 4) {
                throw new IOException("it is no git index of version 2 to 4");
            }
            int count = in.getInt();
            Set<String> names = new HashSet<>();
            byte[] name = {};
            for (int i = 0; i < count; i++) {
                int start = in.position();
                in.position(start + STAT_BYTES + hashBytes);
                boolean extended = (in.getShort() & EXTENDED) != 0;
                if (extended) {
                    in.getShort();
                }
                name = name(in, version == 4 ? name : null);
                if (version < 4) {
                    // Entries are filled up with one to eight zeros.
                    int length = in.position() - 1 - start;
                    in.position(start + (length / 8 + 1) * 8);
                }
                names.add(new String(name, StandardCharsets.UTF_8));
            }
            requireWhole(in, hashBytes);
            return names;
        } catch (RuntimeException e) {
            throw new IOException("it is cut off or damaged", e);
        }
    }

    /** A name that ends with a zero; in version 4 it says how much of the one before it has to go. */
    private static byte[] name(ByteBuffer in, byte @Nullable [] before) {
        int kept = before == null ? 0 : before.length - offset(in);
        int start = in.position();
        int end = start;
        while (in.get(end) != 0) {
            end++;
        }
        byte[] name = new byte[kept + end - start];
        if (before != null) {
            System.arraycopy(before, 0, name, 0, kept);
        }
        in.get(start, name, kept, end - start);
        in.position(end + 1);
        return name;
    }

    /** The number of an offset in a pack: seven bits a byte, and one is added with each that follows. */
    private static int offset(ByteBuffer in) {
        int unit = in.get() & 0xff;
        int value = unit & 0x7f;
        while ((unit & 0x80) != 0) {
            unit = in.get() & 0xff;
            value = ((value + 1) << 7) | (unit & 0x7f);
        }
        return value;
    }

    private static void requireWhole(ByteBuffer in, int hashBytes) throws IOException {
        while (in.remaining() > hashBytes) {
            int extension = in.getInt();
            int length = in.getInt();
            if (extension == LINK) {
                throw new IOException("it is a split index");
            }
            if (extension == SPARSE_DIRECTORIES) {
                throw new IOException("it is a sparse index");
            }
            in.position(in.position() + length);
        }
    }
}
