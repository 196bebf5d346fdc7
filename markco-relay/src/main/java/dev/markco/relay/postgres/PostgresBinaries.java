package dev.markco.relay.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tukaani.xz.XZInputStream;

/**
 * The unpacked PostgreSQL programs, about 60 MB, in a cache directory that every data directory shares.
 *
 * <p>The directory appears under its final name by one rename when it is complete, so that a kill half-way or two
 * processes unpacking at once leave no broken one behind.
 */
final class PostgresBinaries {
    /** The server version of the binaries in the build; their data directories are compatible within {@link #MAJOR}. */
    static final String VERSION = "18.6.0";

    static final String MAJOR = VERSION.substring(0, VERSION.indexOf('.'));

    private static final Logger log = LoggerFactory.getLogger(PostgresBinaries.class);
    private static final int OWNER_EXECUTE = 0100;

    private final Path home;

    private PostgresBinaries(Path home) {
        this.home = home;
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    /** Unpacks the programs below {@code cache} unless they are there. */
    static PostgresBinaries unpack(Platform platform, Path cache) {
        URL archive = PostgresBinaries.class.getClassLoader().getResource(platform.archiveName());
        if (archive == null) {
            throw new EmbeddedPostgresException(
                    "this build of markco carries no PostgreSQL for " + platform.system() + " " + platform.machine()
                            + " (" + platform.archiveName() + " is missing)",
                    "build markco on this platform, " + EmbeddedPostgresException.USE_ANOTHER);
        }
        String libc = platform.alpine() ? "-musl" : "";
        Path home = cache.resolve("postgresql-" + VERSION + "-" + platform.system() + "-" + platform.machine() + libc);
        if (!Files.exists(home)) {
            log.info("unpacking PostgreSQL {} into {} (first start only)", VERSION, home);
            try {
                Files.createDirectories(cache);
                Path partial = Files.createTempDirectory(cache, "unpacking-");
                try {
                    extract(archive, partial);
                    Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
                    moveInto(home, partial);
                } finally {
                    deleteTree(partial);
                }
            } catch (IOException e) {
                throw new EmbeddedPostgresException(
                        "PostgreSQL cannot be unpacked into " + cache + ": " + e,
                        "make room there or choose another cache directory, " + EmbeddedPostgresException.USE_ANOTHER,
                        e);
            }
        }
        return new PostgresBinaries(home);
    }

    private static void moveInto(Path home, Path complete) throws IOException {
        try {
            Files.move(complete, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another process was faster: a directory that is not empty refuses the rename.
            if (!Files.exists(home.resolve("bin/postgres"))) {
                throw e;
            }
        }
    }

    private static void extract(URL archive, Path into) throws IOException {
        try (InputStream raw = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(raw, 1 << 16)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("an entry leaves the archive: " + entry.getName());
                }
                extract(tar, entry, target);
            }
        }
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Path parent = target.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else if (entry.isFile()) {
            Files.copy(tar, target);
            boolean executable = (entry.getMode() & OWNER_EXECUTE) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        } else {
            throw new IOException(entry.getName() + " is neither file, directory nor symbolic link");
        }
    }

    /** Removes a directory with all in it; what is gone already is fine. */
    static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
