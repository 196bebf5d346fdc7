package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Other programs, run to their end. */
final class Tools {
    private static final long PATIENCE_SECONDS = 120;

    private Tools() {}

    /** What a program left behind. */
    record Result(int exitCode, String out, String err) {
        /** The same, of a program that must have done what it should. */
        Result checked() {
            assertThat(exitCode).as("%s%s", out, err).isZero();
            return this;
        }
    }

    /** Skips the test where a program is not installed. */
    static void need(String program) {
        boolean there = Path.of(program).isAbsolute()
                ? Files.isExecutable(Path.of(program))
                : List.of(System.getenv("PATH").split(":", -1)).stream()
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
        Assumptions.assumeTrue(there, program + " is not installed here");
    }

    /**
     * Runs a program with an environment that has a path, a home and nothing else but what is given.
     *
     * @throws AssertionError if it does not end within two minutes
     */
    static Result run(Path directory, Map<String, String> environment, List<String> command) {
        try {
            Path kept = Files.createDirectories(Path.of("target", "processes"));
            Path out = Files.createTempFile(kept, "out", ".txt");
            Path err = Files.createTempFile(kept, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", System.getenv("PATH"));
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end; it said " + Files.readString(err));
            }
            return new Result(
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
