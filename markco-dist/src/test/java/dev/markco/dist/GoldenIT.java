package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the installed command prints, byte for byte: a file in {@code src/test/golden} for each line of shell, with its
 * exit code, standard output and standard error. Files in {@code up/} are run beside a {@code markco up}, in the order of
 * their names; the others where nothing runs.
 *
 * <p>To add a case, add a file that holds the line; {@code -Dmarkco.update} fills in the rest, and rewrites what changed.
 */
final class GoldenIT {
    private static final Path GOLDEN = Path.of("src", "test", "golden");

    @TempDir
    static Path temp;

    private static Installed idle;
    private static Installed busy;
    private static RunningUp up;

    @BeforeAll
    static void install() {
        idle = Installed.shared(temp.resolve("idle/home"));
        busy = Installed.shared(temp.resolve("busy/home"));
        up = RunningUp.start(busy);
    }

    @AfterAll
    static void stop() {
        if (up != null) {
            up.close();
        }
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> whereNothingRuns() throws IOException {
        return cases(GOLDEN);
    }

    @TestFactory
    Stream<DynamicTest> besideUp() throws IOException {
        return cases(GOLDEN.resolve("up"));
    }

    private static Stream<DynamicTest> cases(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(".txt"))
                    .sorted(Comparator.naturalOrder())
                    .toList()
                    .stream()
                    .map(file -> DynamicTest.dynamicTest(GOLDEN.relativize(file).toString(), () -> check(file)));
        }
    }

    private static void check(Path file) throws IOException {
        String golden = Files.readString(file);
        int end = golden.indexOf("\n--- ");
        String line = (end < 0 ? golden : golden.substring(0, end)).strip();
        Installed markco = file.startsWith(GOLDEN.resolve("up")) ? busy : idle;
        Tools.Result result = markco.shell(line);
        Placeholders placeholders = new Placeholders(markco);
        String actual = line + "\n--- exit " + result.exitCode() + "\n--- out\n" + placeholders.in(result.out())
                + "--- err\n" + placeholders.in(result.err());
        if (Boolean.getBoolean("markco.update")) {
            Files.writeString(file, actual);
            return;
        }
        assertThat(actual).as("-Dmarkco.update rewrites %s", file).isEqualTo(golden);
    }
}
