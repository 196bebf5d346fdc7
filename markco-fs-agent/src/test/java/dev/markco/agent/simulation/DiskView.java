package dev.markco.agent.simulation;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A {@link SimulatedDisk} as one process of the machine sees it: through {@code java.nio.file}. The process can be killed between
 * any two of its operations; nothing that it does afterwards happens.
 */
final class DiskView extends FileSystem {
    private final SimulatedDisk disk;
    private final Runnable onKilled;
    private final FileSystemProvider provider = new DiskProvider(this);
    private final List<DiskChannel> channels = new ArrayList<>();
    private boolean dead;
    private long killIn = Long.MAX_VALUE;

    /** The process is gone. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    /** {@code onKilled} is run when the process dies of {@link #killIn}. */
    DiskView(SimulatedDisk disk, Runnable onKilled) {
        this.disk = disk;
        this.onKilled = onKilled;
    }

    SimulatedDisk disk() {
        return disk;
    }

    /** Has the process die before the operation after so many others. */
    void killIn(long operations) {
        killIn = operations;
    }

    boolean isDoomed() {
        return killIn != Long.MAX_VALUE;
    }

    /** To be called before each operation. */
    void enter() {
        if (dead) {
            throw new Killed();
        }
        if (killIn != Long.MAX_VALUE && killIn-- <= 0) {
            onKilled.run();
            throw new Killed();
        }
    }

    /** Whether the process will die before the next operation. */
    boolean diesNow() {
        return killIn == 0;
    }

    boolean isDead() {
        return dead;
    }

    void opened(DiskChannel channel) {
        channels.add(channel);
    }

    void closed(DiskChannel channel) {
        channels.remove(channel);
    }

    boolean isLocked(DiskNode node) {
        return channels.stream().anyMatch(channel -> channel.holdsLock(node));
    }

    /** The process ends, however that came: the system closes what it had open. */
    void die() {
        dead = true;
        channels.forEach(DiskChannel::forget);
        channels.clear();
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        die();
    }

    @Override
    public boolean isOpen() {
        return !dead;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "posix", "unix");
    }

    @Override
    public Path getPath(String first, String... more) {
        return DiskPath.of(this, more.length == 0 ? first : first + "/" + String.join("/", more));
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        PathMatcher real = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
        return path -> real.matches(Path.of(path.toString()));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() throws IOException {
        throw new UnsupportedOperationException();
    }
}
