package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The class path of these tests as jars, with an archive of the classes that an agent loads, so that a process of it starts
 * in a fraction of the time.
 */
final class AgentImage {
    private static final int PATIENCE_SECONDS = 60;

    private final String classPath;
    private final Path archive;

    private AgentImage(String classPath, Path archive) {
        this.classPath = classPath;
        this.archive = archive;
    }

    /** Makes one in an empty directory, by running an agent there once. */
    static AgentImage make(Path directory) throws Exception {
        List<String> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            // An archive takes no directories.
            jars.add(
                    Files.isDirectory(path)
                            ? jar(path, directory.resolve("classes" + jars.size() + ".jar"))
                                    .toString()
                            : entry);
        }
        AgentImage image = new AgentImage(String.join(File.pathSeparator, jars), directory.resolve("agent.jsa"));
        image.archive(directory);
        return image;
    }

    private static Path jar(Path classes, Path jar) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(classes)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                zip.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
        return jar;
    }

    private void archive(Path directory) throws Exception {
        Path project = Files.createDirectory(directory.resolve("p"));
        Files.writeString(project.resolve("a.md"), "one\n");
        Path log = directory.resolve("archive.log");
        try (MemoryRelay relay = new MemoryRelay()) {
            List<String> command = command(AgentProcess.class.getName(), project.toString(), relay.url(), "once");
            command.replaceAll(word -> word.replace("SharedArchiveFile", "ArchiveClassesAtExit"));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            try {
                assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        }
    }

    /** The command that runs a class; where there is no archive, only slower. */
    List<String> command(String... mainAndArguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:SharedArchiveFile=" + archive,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                classPath));
        command.addAll(Arrays.asList(mainAndArguments));
        return command;
    }
}
