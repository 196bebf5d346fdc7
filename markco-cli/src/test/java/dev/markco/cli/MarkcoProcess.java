package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.JavaImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code markco} command as a process of its own, with its output in files. */
final class MarkcoProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String MAIN = "dev.markco.cli.Main";

    private final Process process;
    private final Path out;
    private final Path err;

    /** Tests that a shell runs in the background are deaf to Ctrl-C, and so is what they start. */
    private static final List<String> HEEDING_INTERRUPTS =
            isDeafToInterrupts() ? List.of("env", "--default-signal=INT") : List.of();

    private static boolean isDeafToInterrupts() {
        try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
            return status.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
        } catch (IOException e) {
            return false; // not Linux
        }
    }

    private MarkcoProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** What a command that ended left behind. */
    record Result(int exitCode, String out, String err) {}

    /** Starts a command; its environment has nothing of the tests' own but what is given. */
    static MarkcoProcess start(Map<String, String> environment, String... arguments) {
        return launch(
                environment,
                Stream.concat(command().stream(), Stream.of(arguments)).toList());
    }

    /** Runs a line of bash to its end, in which {@code $MARKCO} is the command. */
    static Result shell(String line) {
        return launch(Map.of("MARKCO", String.join(" ", command())), List.of("bash", "-c", line))
                .awaitEnd();
    }

    private static List<String> command() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return JavaImage.shared(classPath, MarkcoProcess::training).command(List.of("-Xmx512m"), List.of(MAIN));
    }

    private static JavaImage.Training training(Path directory) {
        try {
            Path project = Files.createDirectories(directory.resolve("project"));
            Files.writeString(project.resolve("a.md"), "one\n");
            List<String> up = new ArrayList<>(List.of(MAIN));
            up.addAll(List.of(upArguments(project, directory.resolve("data"))));
            return new JavaImage.Training(Map.of("XDG_CACHE_HOME", cache().toString()), "Ctrl-C stops everything", up);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MarkcoProcess launch(Map<String, String> environment, List<String> command) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "processes"));
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            List<String> line = new ArrayList<>(HEEDING_INTERRUPTS);
            line.addAll(command);
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("MARKCO_")
                            || List.of("PORT", "DATABASE_URL", "SYNC_RELAY_URL", "SYNC_RELAY_PORT", "CLOUD_USER_ID")
                                    .contains(name));
            builder.environment().put("XDG_CACHE_HOME", cache().toString());
            builder.environment()
                    .put(
                            "XDG_CONFIG_HOME",
                            directory.resolve("no-config").toAbsolutePath().toString());
            builder.environment().putAll(environment);
            return new MarkcoProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code markco up} on free ports. */
    static MarkcoProcess up(Path project, Path data) {
        return start(Map.of(), upArguments(project, data));
    }

    private static String[] upArguments(Path project, Path data) {
        return new String[] {
            "up", "--project", project.toString(), "--port", "0", "--agent-port", "0", "--data-dir", data.toString()
        };
    }

    /** Where unpacked PostgreSQL programs are kept between test runs. */
    static Path cache() {
        return Path.of("target", "cache").toAbsolutePath();
    }

    /** Runs a command to its end, with {@code input} as its standard input. */
    static Result run(String input, Map<String, String> environment, String... arguments) {
        MarkcoProcess started = start(environment, arguments);
        try {
            started.process.getOutputStream().write(input.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            started.process.getOutputStream().close();
        } catch (IOException e) {
            // A command that refuses its arguments ends before it reads.
            assertThat(e).hasMessageContaining("pipe");
        }
        return started.awaitEnd();
    }

    Result awaitEnd() {
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("the command ends; so far it said %s", err())
                    .isTrue();
            return new Result(process.exitValue(), out(), err());
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IllegalStateException(e);
        }
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the process has said on either stream what the pattern finds, and returns its first group. */
    String awaitSaid(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return await().atMost(PATIENCE)
                .failFast(() -> assertThat(process.isAlive())
                        .as("it runs; it said %s", err())
                        .isTrue())
                .until(
                        () -> {
                            Matcher matcher = compiled.matcher(out() + err());
                            return matcher.find() ? (matcher.groupCount() > 0 ? matcher.group(1) : "") : null;
                        },
                        found -> found != null);
    }

    /** Waits for the banner of {@code markco up} and returns the relay's address. */
    URI awaitUp() {
        awaitSaid("Ctrl-C stops everything");
        return URI.create(awaitSaid("relay +(http://127\\.0\\.0\\.1:\\d+)"));
    }

    /** Ends it as a crash does. */
    void kill() {
        process.destroyForcibly();
        awaitGone();
    }

    /** Ends it as Ctrl-C or a service manager does; returns the exit code. */
    int terminate() {
        process.destroy();
        return awaitEnd().exitCode();
    }

    /** Sends Ctrl-C. */
    int interrupt() {
        try {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return awaitEnd().exitCode();
    }

    long pid() {
        return process.pid();
    }

    private void awaitGone() {
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            try {
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }
}
