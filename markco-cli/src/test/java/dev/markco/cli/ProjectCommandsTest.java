package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code markco project …} with a running relay. */
final class ProjectCommandsTest extends WithRelay {
    private static void fill(String project) {
        write(project + "/01-index", "# Index\n");
        write(project + "/notes/été 2026", "ümlaut 🌍\n");
        write(project + "/report.qmd", "---\n---\n");
        write(project + "/report.qmd/below", "a file and a directory of one name\n");
    }

    private Path dump(String project, String name) {
        Path to = temp.resolve(name);
        done("project", "dump", project, "-o", to.toString());
        return to;
    }

    private static List<String> outcomes(MarkcoProcess.Result result) {
        return lines(result.out()).stream()
                .map(line ->
                        line.path("key").asString() + " " + line.path("outcome").asString())
                .toList();
    }

    private static MarkcoProcess.Result restore(String project, Path from, String... options) {
        return markco(
                Stream.concat(Stream.of("project", "restore", "--json", project, from.toString()), Stream.of(options))
                        .toArray(String[]::new));
    }

    @Test
    void aDumpComesBackAndIsProven() throws Exception {
        fill("local/whole");
        Path archive = dump("local/whole", "whole.tar.gz");
        Path again = dump("local/whole", "again.tgz");
        assertThat(again).as("the same documents are the same bytes").hasSameBinaryContentAs(archive);
        Path directory = dump("local/whole", "whole");
        assertThat(directory.resolve("text/01-index.md")).hasContent("# Index\n");
        assertThat(directory.resolve("text/notes/été 2026.md")).hasContent("ümlaut 🌍\n");
        assertThat(directory.resolve("yjs/01-index.md.yjs")).hasBinaryContent(state("local/whole/01-index"));

        for (Path from : List.of(archive, directory)) {
            String project = "local/back-" + from.getFileName().toString().replace('.', '-');
            assertThat(restore(project, from, "--dry-run").exitCode()).isZero();
            assertThat(done("doc", "list", project)).isEmpty();
            MarkcoProcess.Result made = restore(project, from);
            assertThat(made.exitCode()).as(made.err()).isZero();
            assertThat(outcomes(made)).hasSize(4).allMatch(line -> line.endsWith(" created"));
            assertThat(lines(made.out())).allMatch(line -> line.path("proven").asBoolean());
            assertThat(made.err()).contains("4 created", "text, state and hash of all are right");
            for (String path : List.of("01-index", "notes/été 2026", "report.qmd", "report.qmd/below")) {
                assertThat(state(project + "/" + path)).isEqualTo(state("local/whole/" + path));
            }
            assertThat(outcomes(restore(project, from)))
                    .as("twice is once")
                    .allMatch(line -> line.endsWith(" unchanged"));
        }
        assertThat(done("project", "list")).contains("local/whole ");
        assertThat(lines(done("project", "list", "--json")))
                .anyMatch(line -> line.path("project").asString().equals("local/whole")
                        && line.path("documents").asInt() == 4);
    }

    @Test
    @DisplayName("R39 a dump is its owner's alone; one that takes the place of a file has that one's mode")
    void dumpsArePrivate() throws Exception {
        assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
        fill("local/private");
        assertThat(mode(dump("local/private", "private"))).isEqualTo("rwx------");
        Path archive = dump("local/private", "private.tar.gz");
        assertThat(mode(archive)).isEqualTo("rw-------");
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(mode(dump("local/private", "private.tar.gz"))).isEqualTo("rw-r-----");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void anArchiveGoesThroughPipes() throws Exception {
        write("local/pipe/a", "a\n");
        Path out = temp.resolve("piped.tar.gz");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "dev.markco.cli.Main",
                        "project",
                        "dump",
                        "local/pipe",
                        "-o",
                        "-",
                        "--data-dir=" + data)
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        assertThat(out).hasSameBinaryContentAs(dump("local/pipe", "named.tar.gz"));
        MarkcoProcess.Result restored =
                InProcess.run(Files.readAllBytes(out), withData("project", "restore", "local/unpiped", "-"));
        assertThat(restored.exitCode()).as(restored.err()).isZero();
        assertThat(text("local/unpiped/a")).isEqualTo("a\n");
    }

    @Test
    @DisplayName("R1 a restore merges its own history and refuses a strange one before it changes anything")
    void restoringIntoWhatIsThere() {
        write("local/there/a", "old\n");
        write("local/there/b", "b\n");
        Path dump = dump("local/there", "there.tar.gz");
        write("local/there/a", "old\nnewer\n");
        assertThat(outcomes(restore("local/there", dump)))
                .containsExactly("local/there/a unchanged", "local/there/b unchanged");
        assertThat(text("local/there/a")).as("nothing newer is lost").isEqualTo("old\nnewer\n");

        done("doc", "rm", "-y", "local/there/b");
        assertThat(outcomes(restore("local/there", dump))).contains("local/there/b created");
        assertThat(text("local/there/b")).isEqualTo("b\n");

        assertThat(restore("local/there", dump, "--replace").exitCode())
                .as("it asks")
                .isEqualTo(ExitCode.USAGE);
        MarkcoProcess.Result back = restore("local/there", dump, "--replace", "--yes");
        assertThat(outcomes(back)).containsExactly("local/there/a replaced", "local/there/b unchanged");
        assertThat(text("local/there/a")).isEqualTo("old\n");

        write("local/strange/b", "quite another text\n");
        MarkcoProcess.Result refused = restore("local/strange", dump);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(refused.err()).contains("local/strange/b", "Nothing was changed");
        assertThat(done("doc", "list", "local/strange").lines()).hasSize(1);
        MarkcoProcess.Result dry = restore("local/strange", dump, "-n");
        assertThat(dry.exitCode()).isEqualTo(ExitCode.FAILURE);
        assertThat(outcomes(dry)).containsExactly("local/strange/a created", "local/strange/b unrelated");
        MarkcoProcess.Result taken = restore("local/strange", dump, "--replace", "-y");
        assertThat(taken.exitCode()).as(taken.err()).isZero();
        assertThat(text("local/strange/b")).isEqualTo("b\n");
        assertThat(outcomes(restore("local/strange", dump))).allMatch(line -> line.endsWith(" unchanged"));

        write("local/twin/b", "b\n");
        assertThat(outcomes(restore("local/twin", dump)))
                .containsExactly("local/twin/a created", "local/twin/b same text");
    }

    @Test
    void whatIsDamagedOrThereAlreadyIsLeft() throws Exception {
        write("local/harm/a", "a\n");
        Path directory = dump("local/harm", "harm");
        Path archive = dump("local/harm", "harm.tar.gz");
        byte[] whole = Files.readAllBytes(archive);
        assertThat(markco("project", "dump", "local/harm", "-o", directory.toString())
                        .exitCode())
                .as("a directory that is not empty is not written into")
                .isEqualTo(ExitCode.FAILURE);
        assertThat(markco("project", "dump", "local/none", "-o", archive.toString())
                        .exitCode())
                .isEqualTo(ExitCode.NOT_FOUND);
        assertThat(archive).hasBinaryContent(whole);
        Files.write(archive, java.util.Arrays.copyOf(whole, whole.length - 20));
        Files.writeString(directory.resolve("text/a.md"), "b\n");
        Path linked = dump("local/harm", "linked");
        Files.delete(linked.resolve("yjs/a.md.yjs"));
        Files.createSymbolicLink(linked.resolve("yjs/a.md.yjs"), directory.resolve("yjs/a.md.yjs"));
        Path lacking = dump("local/harm", "lacking");
        Files.delete(lacking.resolve("yjs/a.md.yjs"));
        for (Map.Entry<Path, String> bad : Map.of(
                        archive, "cannot be read",
                        directory, "text/a.md is not what was dumped",
                        linked, "a link out of it",
                        lacking, "it has no yjs/a.md.yjs")
                .entrySet()) {
            MarkcoProcess.Result result = restore("local/harmed", bad.getKey());
            assertThat(result.exitCode()).isEqualTo(ExitCode.FAILURE);
            assertThat(result.err()).contains(bad.getValue(), "Nothing was changed");
        }
        assertThat(done("doc", "list", "local/harmed")).isEmpty();
        assertThat(names(temp)).noneMatch(name -> name.startsWith(".markco"));
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
