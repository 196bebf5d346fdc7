package dev.markco.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A dump as a {@code .tar.gz}. The same documents give the same bytes: nothing of the machine or the moment is in it. What
 * is read is believed in nothing: only plain files under names that stay inside, each once, none above
 * {@value #LARGEST_FILE} bytes.
 */
final class TarDump implements DumpSource {
    static final int LARGEST_FILE = 256 << 20;

    private static final long LARGEST_IN_ALL = 64L << 30;
    private static final int MOST_ENTRIES = 2_000_000;
    private static final int MODE = TarArchiveEntry.DEFAULT_FILE_MODE & 0777;

    private final Path file;
    private final String name;

    TarDump(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Writes a dump's files. */
    interface Contents {
        void writeTo(DumpWriter writer) throws IOException;
    }

    /** Writes an archive to a stream, which stays open. */
    static void write(OutputStream out, Contents files) throws IOException {
        GZIPOutputStream zipped = new GZIPOutputStream(out, 1 << 16);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(zipped, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        files.writeTo((entryName, content, time) -> {
            TarArchiveEntry entry = new TarArchiveEntry(entryName, TarConstants.LF_NORMAL);
            entry.setSize(content.length);
            entry.setMode(MODE);
            entry.setModTime(time.toEpochMilli() / 1000 * 1000);
            tar.putArchiveEntry(entry);
            tar.write(content);
            tar.closeArchiveEntry();
        });
        tar.finish();
        tar.flush();
        zipped.finish();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void read(Reader reader) throws IOException {
        Set<String> seen = new HashSet<>();
        long bytes = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new GZIPInputStream(in, 1 << 16), StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String entryName = checked(entry);
                bytes += entry.getSize();
                if (bytes > LARGEST_IN_ALL || seen.size() >= MOST_ENTRIES) {
                    throw new DamagedDumpException("it is larger than any dump");
                }
                if (!seen.add(entryName)) {
                    throw new DamagedDumpException("it has '" + entryName + "' twice");
                }
                if (!entry.isDirectory()) {
                    byte[] content = tar.readNBytes(LARGEST_FILE);
                    if (content.length != entry.getSize()) {
                        throw new DamagedDumpException("it ends within '" + entryName + "'");
                    }
                    reader.file(entryName, content);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new DamagedDumpException("it is no archive: " + e.getMessage());
        }
    }

    private static String checked(TarArchiveEntry entry) {
        String given = entry.getName();
        String entryName = entry.isDirectory() && given.endsWith("/") ? given.substring(0, given.length() - 1) : given;
        entryName = entryName.startsWith("./") ? entryName.substring(2) : entryName;
        if (entry.isDirectory() && (entryName.isEmpty() || entryName.equals("."))) {
            return ".";
        }
        if (!SafeName.isSafe(entryName)) {
            throw new DamagedDumpException("it has a file outside: '" + given + "'");
        }
        boolean plain = entry.isDirectory()
                || entry.getLinkFlag() == TarConstants.LF_NORMAL
                || entry.getLinkFlag() == TarConstants.LF_OLDNORM;
        if (!plain || entry.isSparse()) {
            throw new DamagedDumpException("'" + given + "' is neither a file nor a directory");
        }
        if (entry.getSize() > LARGEST_FILE) {
            throw new DamagedDumpException("'" + given + "' is larger than " + LARGEST_FILE + " bytes");
        }
        return entryName;
    }
}
