package dev.markco.sync.interop;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The class path of a module's tests as jars, with an archive of the classes that a program loads, so that a process of it
 * is up in a fraction of the time. Thread-safe.
 */
public final class JavaImage {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ARCHIVE = "classes.jsa";
    private static final Map<String, JavaImage> shared = new HashMap<>();

    private final String classPath;
    private final Path archive;

    private JavaImage(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /**
     * How a program is run once, so that Java sees what it loads; it has to end well.
     *
     * @param ready what it says when it is asked to end, as by a service manager; null for one that ends by itself
     */
    public record Training(
            Map<String, String> environment, @Nullable String ready, List<String> mainAndArguments) {
        /** A program that ends by itself. */
        public static Training of(String... mainAndArguments) {
            return new Training(Map.of(), null, List.of(mainAndArguments));
        }
    }

    /**
     * Makes one in an empty directory.
     *
     * @param classPath of the program; directories in it become jars
     */
    public static JavaImage make(Path directory, String classPath, Training training)
            throws IOException, InterruptedException {
        List<String> jars = new ArrayList<>();
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            // An archive takes no directories.
            jars.add(
                    Files.isDirectory(path)
                            ? jar(path, directory.resolve("classes" + jars.size() + ".jar"))
                                    .toString()
                            : entry);
        }
        JavaImage image = new JavaImage(String.join(File.pathSeparator, jars), directory.resolve(ARCHIVE));
        image.archive(directory.resolve("archive.log"), training);
        return image;
    }

    /**
     * As {@link #make}, once for all test processes of a module: it is kept in {@code target/java-image} until the class path
     * changes.
     *
     * @param training given the directory, to keep what it makes
     */
    public static synchronized JavaImage shared(String classPath, Function<Path, Training> training) {
        return shared.computeIfAbsent(classPath, path -> {
            try {
                return load(Path.of("target", "java-image").toAbsolutePath(), path, training);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static JavaImage load(Path directory, String classPath, Function<Path, Training> training)
            throws IOException, InterruptedException {
        Path kept = Files.createDirectories(directory).toRealPath();
        try (FileChannel channel =
                        FileChannel.open(kept.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock of " + kept + " is lost");
            }
            Path made = kept.resolve("image");
            Path note = made.resolve("of");
            String of = fingerprint(classPath);
            if (Files.exists(note) && Files.readString(note).equals(of)) {
                return new JavaImage(Files.readString(made.resolve("class-path")), made.resolve(ARCHIVE));
            }
            delete(made);
            JavaImage image = make(Files.createDirectory(made), classPath, training.apply(kept));
            Files.writeString(made.resolve("class-path"), image.classPath);
            Files.writeString(note, of);
            return image;
        }
    }

    /** Changes with every file of the class path, by name, time and size. */
    private static String fingerprint(String classPath) throws IOException {
        StringBuilder all = new StringBuilder(System.getProperty("java.home")).append('\n');
        for (String entry : classPath.split(File.pathSeparator, -1)) {
            try (Stream<Path> walk = Files.walk(Path.of(entry))) {
                for (Path file : walk.sorted().toList()) {
                    if (Files.isRegularFile(file)) {
                        all.append(file)
                                .append(' ')
                                .append(Files.getLastModifiedTime(file).toMillis())
                                .append(' ')
                                .append(Files.size(file))
                                .append('\n');
                    }
                }
            } catch (NoSuchFileException e) {
                all.append(entry).append(" is not there\n");
            }
        }
        return all.toString();
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(classes)) {
            files = walk.skip(1).toList();
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                // Who looks for resources by their directory finds it by an entry of its own.
                zip.putNextEntry(new ZipEntry(Files.isDirectory(file) ? name + "/" : name));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, zip);
                }
                zip.closeEntry();
            }
        }
        return jar;
    }

    private void archive(Path log, Training training) throws IOException, InterruptedException {
        List<String> command = command(List.of(), training.mainAndArguments());
        command.replaceAll(word -> word.replace("SharedArchiveFile", "ArchiveClassesAtExit"));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(training.environment());
        Process process = builder.start();
        try {
            String ready = training.ready();
            if (ready != null) {
                await().atMost(PATIENCE)
                        .until(() -> !process.isAlive() || Files.readString(log).contains(ready));
                process.destroy();
            }
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(log));
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** The command that runs a class; where there is no archive, only slower. */
    public List<String> command(List<String> options, List<String> mainAndArguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:SharedArchiveFile=" + archive,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        command.addAll(mainAndArguments);
        return command;
    }
}
