package dev.markco.agent.internal.git;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The directory in which a repository has all that was ever committed, staged or stashed, found by its names alone: no object is
 * read. Immutable. Source: gitrepository-layout(5), gitformat-pack(5).
 */
final class GitObjects {
    /** How long names are. */
    static final int SHA_1_BYTES = 20;

    static final int SHA_256_BYTES = 32;

    /** Repositories may lend each other their objects, in circles too. */
    private static final int MOST_LENDERS = 64;

    private static final long LONGEST_LIST = 64 << 10;

    private static final int PACK_SIGNATURE = 0xff744f63;
    private static final int PACK_VERSION = 2;
    /** How many names begin with no more than each byte, as four bytes for each. */
    private static final int FANOUT = 8;

    private static final int NAMES = FANOUT + 256 * Integer.BYTES;

    private final Path directory;
    private final int nameBytes;

    /** {@code nameBytes} is how long a name is: 20, or 32 in a repository with SHA-256. */
    GitObjects(Path directory, int nameBytes) {
        this.directory = directory;
        this.nameBytes = nameBytes;
    }

    /**
     * Whether there is a file of that content, with these line ends or with those that git likes to store.
     *
     * @throws IOException when it cannot be said
     */
    boolean hasFile(byte[] content) throws IOException {
        byte[] stored = withUnixLineEnds(content);
        List<byte[]> names =
                stored.length == content.length ? List.of(name(content)) : List.of(name(content), name(stored));
        for (Path objects : places()) {
            for (byte[] name : names) {
                if (isLoose(objects, name) || isPacked(objects.resolve("pack"), name)) {
                    return true;
                }
            }
        }
        return false;
    }

    private byte[] name(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance(nameBytes == SHA_1_BYTES ? "SHA-1" : "SHA-256");
            digest.update(("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII));
            return digest.digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    private static byte[] withUnixLineEnds(byte[] content) {
        byte[] without = new byte[content.length];
        int length = 0;
        for (int i = 0; i < content.length; i++) {
            if (content[i] != '\r' || i + 1 == content.length || content[i + 1] != '\n') {
                without[length++] = content[i];
            }
        }
        return Arrays.copyOf(without, length);
    }

    /** This directory, and those of the repositories that it was cloned from with {@code --shared}. */
    private Collection<Path> places() throws IOException {
        Set<Path> places = new LinkedHashSet<>(Set.of(directory));
        Deque<Path> unread = new ArrayDeque<>(places);
        while (!unread.isEmpty()) {
            Path objects = unread.remove();
            String list = GitFiles.readText(objects.resolve("info").resolve("alternates"), LONGEST_LIST);
            for (String line : list == null ? List.<String>of() : list.lines().toList()) {
                Path lender = objects.resolve(line).normalize();
                boolean named = !line.isEmpty() && !line.startsWith("#");
                if (named && places.size() <= MOST_LENDERS && places.add(lender)) {
                    unread.add(lender);
                }
            }
        }
        return places;
    }

    private static boolean isLoose(Path objects, byte[] name) {
        String hex = HexFormat.of().formatHex(name);
        return Files.exists(objects.resolve(hex.substring(0, 2)).resolve(hex.substring(2)));
    }

    private static boolean isPacked(Path packs, byte[] name) throws IOException {
        try (DirectoryStream<Path> indexes = Files.newDirectoryStream(packs, "*.idx")) {
            for (Path index : indexes) {
                if (Files.isRegularFile(index) && isIn(index, name)) {
                    return true;
                }
            }
        } catch (NoSuchFileException e) {
            return false;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return false;
    }

    private static boolean isIn(Path packIndex, byte[] name) throws IOException {
        try (SeekableByteChannel index = Files.newByteChannel(packIndex)) {
            ByteBuffer head = at(index, 0, 2 * Integer.BYTES);
            if (head.getInt() != PACK_SIGNATURE || head.getInt() != PACK_VERSION) {
                return false;
            }
            int first = name[0] & 0xff;
            long from = first == 0 ? 0 : count(index, first - 1);
            long to = count(index, first);
            while (from < to) {
                long middle = (from + to) >>> 1;
                int order = Arrays.compareUnsigned(
                        at(index, NAMES + middle * name.length, name.length).array(), name);
                if (order == 0) {
                    return true;
                }
                if (order < 0) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return false;
        } catch (NoSuchFileException e) {
            // Git packs anew just now.
            return false;
        }
    }

    private static long count(SeekableByteChannel index, int first) throws IOException {
        return Integer.toUnsignedLong(
                at(index, FANOUT + (long) first * Integer.BYTES, Integer.BYTES).getInt());
    }

    private static ByteBuffer at(SeekableByteChannel index, long position, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        index.position(position);
        while (bytes.hasRemaining()) {
            if (index.read(bytes) < 0) {
                throw new EOFException("an index of a pack is cut off");
            }
        }
        return bytes.flip();
    }
}
