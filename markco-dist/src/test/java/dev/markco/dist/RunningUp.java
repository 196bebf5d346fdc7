package dev.markco.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An installed {@code markco up} that runs on a copy of the notebook in the home directory, on free ports. */
final class RunningUp implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final Path out;

    private RunningUp(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    static RunningUp start(Installed markco) {
        try {
            copy(Path.of("..", "examples", "notebook"), markco.home().resolve("notebook"));
            Path out = markco.home().resolveSibling("up.log");
            ProcessBuilder builder = new ProcessBuilder(
                            markco.prefix().resolve("bin/markco").toString(),
                            "up",
                            "--project",
                            "notebook",
                            "--port",
                            "0",
                            "--agent-port",
                            "0")
                    .directory(markco.home().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            builder.environment().clear();
            builder.environment().put("LC_ALL", "C.UTF-8");
            builder.environment().putAll(markco.environment());
            RunningUp up = new RunningUp(builder.start(), out);
            await().atMost(PATIENCE)
                    .failFast(() -> !up.process.isAlive())
                    .until(() -> Files.readString(out).contains("Ctrl-C stops everything"));
            return up;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> walked = Files.walk(from)) {
            for (Path source : walked.sorted(Comparator.naturalOrder()).toList()) {
                Path target = to.resolve(from.relativize(source).toString());
                if (!source.toString().contains(".markco")) {
                    Files.copy(source, target);
                }
            }
        }
    }

    /** What it has said. */
    String said() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines() {
        return said().lines().toList();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(said())
                    .isTrue();
            assertThat(process.exitValue()).as(said()).isZero();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
