package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.Renames;
import dev.markco.agent.internal.disk.SystemRenames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that get other names on a real disk, each with its former name for content. */
final class FileMovesTest {
    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "one goes                        | a        | a>b                 | b=a",
                "into a directory, which is made | a        | a>d/e/b             | d/e/b=a",
                "out of one, which goes          | d/a      | d/a>b               | b=d/a",
                "a chain                         | a b c    | a>b b>c c>x         | b=a c=b x=c",
                "two take each other's names     | a b      | a>b b>a             | b=a a=b",
                "a circle of four                | a b c d  | a>b b>c c>d d>a     | b=a c=b d=c a=d",
                "two circles and a chain         | a b c d e | a>b b>a c>d d>c e>f | b=a a=b d=c c=d f=e",
                "one that is not there           | a        | a>b x>a             | b=a",
                "a chain with nothing at its head | b       | a>b b>c             | c=b",
            })
    @DisplayName("R12 files get the names that their documents got, and their former ones when that is taken back")
    void movesAndUndoes(String what, String before, String moves, String after) throws IOException {
        assumeThat(canExchange()).as("this file system exchanges files").isTrue();
        for (String name : before.split(" ", -1)) {
            make(name);
        }
        Map<String, String> untouched = tree();
        FileMoves moving = moving(SystemRenames.ofSystem(), moves);
        moving.run();
        assertThat(tree()).as(what).isEqualTo(pairs(after, "="));
        moving.undo();
        assertThat(tree()).as(what).isEqualTo(untouched);
        moving.undo();
        assertThat(tree()).as("taken back twice: " + what).isEqualTo(untouched);
    }

    @Test
    @DisplayName("R12 where one of them cannot get its name, none does")
    void allOrNone() throws IOException {
        for (String name : new String[] {"a", "b", "c", "taken"}) {
            make(name);
        }
        Map<String, String> untouched = tree();
        assertThatThrownBy(() ->
                        moving(SystemRenames.ofSystem(), "a>x b>y c>taken").run())
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(tree()).isEqualTo(untouched);
        // No circles where files cannot be exchanged.
        assertThatThrownBy(
                        () -> moving(SystemRenames.withoutCall(), "c>x a>b b>a").run())
                .hasMessageContaining("rename them yourself");
        assertThat(tree()).isEqualTo(untouched);
    }

    @Test
    @DisplayName("R7 what somebody puts where a file was is left alone, and is told of, when it cannot be taken back")
    void whatCameMeanwhileStays() throws IOException {
        make("a");
        FileMoves moving = moving(SystemRenames.ofSystem(), "a>b");
        moving.run();
        Files.writeString(directory.resolve("a"), "newcomer");
        assertThatThrownBy(moving::undo).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(tree()).isEqualTo(Map.of("a", "newcomer", "b", "a"));
    }

    private boolean canExchange() throws IOException {
        Path one = Files.writeString(directory.resolve("one"), "");
        Path other = Files.writeString(directory.resolve("other"), "");
        boolean can = SystemRenames.ofSystem().exchange(one, other);
        Files.delete(one);
        Files.delete(other);
        return can;
    }

    private void make(String name) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, name);
    }

    private static Map<String, String> pairs(String all, String sign) {
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : all.split(" ", -1)) {
            int middle = pair.indexOf(sign);
            pairs.put(pair.substring(0, middle), pair.substring(middle + 1));
        }
        return pairs;
    }

    private FileMoves moving(Renames renames, String moves) throws IOException {
        ProjectFiles files = new ProjectFiles(directory, 1_000);
        return new FileMoves(
                files,
                new FileReplacer(renames, directory.resolve("swap"), new Random(1), FaultPoints.NONE),
                pairs(moves, ">"));
    }

    /** The contents of all files, by name; a directory that is empty would show as one of no content. */
    private Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.filter(path -> !path.equals(directory)).toList()) {
                String name = directory.relativize(path).toString();
                if (Files.isRegularFile(path)) {
                    tree.put(name, Files.readString(path));
                } else if (isEmpty(path)) {
                    tree.put(name, "");
                }
            }
        }
        return tree;
    }

    private static boolean isEmpty(Path path) throws IOException {
        try (Stream<Path> in = Files.list(path)) {
            return in.findAny().isEmpty();
        }
    }
}
