package dev.markco.agent.simulation;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@link java.nio.file.Files} asks of a {@link DiskView}. */
final class DiskProvider extends FileSystemProvider {
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    private final DiskView view;

    DiskProvider(DiskView view) {
        this.view = view;
    }

    private SimulatedDisk disk() {
        return view.disk();
    }

    static String name(Path path) {
        return ((DiskPath) path).onDisk();
    }

    @SuppressWarnings("unchecked")
    private static int mode(FileAttribute<?>[] attributes, int usual) {
        for (FileAttribute<?> attribute : attributes) {
            if (attribute.name().equals("posix:permissions")) {
                return DiskAttributes.mode((Set<PosixFilePermission>) attribute.value());
            }
        }
        return usual;
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        view.enter();
        DiskNode node = disk().find(name(path));
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        if (node != null && options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(path.toString());
        }
        if (node == null) {
            boolean makes = writes
                    && (options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW));
            if (makes) {
                disk().requireSpace(path.toString());
            }
            node = makes ? disk().create(name(path), false, mode(attributes, FILE_MODE)) : disk().get(name(path));
        }
        if (writes && node.isDirectory()) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        boolean cut = writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        return new DiskChannel(view, disk().open(node, writes, appends, cut), path.toString());
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path dir, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        view.enter();
        if (!disk().get(name(dir)).isDirectory()) {
            throw new NotDirectoryException(dir.toString());
        }
        List<Path> found = new ArrayList<>();
        for (String name : disk().list(name(dir))) {
            Path path = dir.resolve(name);
            if (filter.accept(path)) {
                found.add(path);
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path dir, FileAttribute<?>... attributes) throws IOException {
        view.enter();
        disk().requireSpace(dir.toString());
        var unused = disk().create(name(dir), true, mode(attributes, DIRECTORY_MODE));
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        view.enter();
        disk().link(name(link), name(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        view.enter();
        disk().delete(name(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        view.enter();
        List<CopyOption> how = List.of(options);
        disk().rename(
                        name(source),
                        name(target),
                        how.contains(StandardCopyOption.REPLACE_EXISTING)
                                || how.contains(StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public boolean isSameFile(Path path, Path path2) throws IOException {
        return disk().get(name(path)) == disk().get(name(path2));
    }

    @Override
    public boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        view.enter();
        var unused = disk().get(name(path));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return type == PosixFileAttributeView.class ? (V) new DiskAttributes.View(view, name(path)) : null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        view.enter();
        return type.cast(new DiskAttributes(disk().get(name(path))));
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) throws IOException {
        view.enter();
        return new DiskAttributes(disk().get(name(path))).named(attributes);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        view.enter();
        if (attribute.equals("unix:mode")) {
            disk().setMode(disk().get(name(path)), (Integer) value);
        }
    }

    @Override
    public String getScheme() {
        return "simulated";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return view;
    }

    @Override
    public Path getPath(URI uri) {
        return view.getPath(uri.getPath());
    }
}
