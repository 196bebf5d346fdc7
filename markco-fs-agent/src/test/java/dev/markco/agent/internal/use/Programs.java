package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.markco.agent.NoSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Real programs, run in a directory; a test is not run where one that it needs is not installed. */
final class Programs {
    private static final int SECONDS = 60;

    private final Path directory;
    private final Path home;

    Programs(Path directory, Path home) {
        this.directory = directory;
        this.home = home;
    }

    /** Runs a line of shell to its end. */
    void shell(String script) throws Exception {
        Process process = start(List.of("bash", "-c", script));
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(process.exitValue())
                    .as(() -> new String(read(process), StandardCharsets.UTF_8))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    Process start(List<String> command) throws IOException {
        assumeInstalled(command.get(0));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        NoSettings.in(builder, home);
        return builder.start();
    }

    static void assumeInstalled(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        assumeTrue(
                Arrays.stream(path.split(":", -1)).anyMatch(place -> isExecutable(Path.of(place, program))),
                () -> program + " is not installed");
    }

    private static boolean isExecutable(Path file) {
        try {
            return Files.isExecutable(file.toRealPath());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Process process) {
        try {
            return process.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
