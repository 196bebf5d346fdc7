package dev.markco.relay.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program that is run to its end within a bounded time.
 *
 * @param exitCode what it ended with; {@link #TIMED_OUT} if it was stopped
 * @param output the end of what it printed, both streams together
 */
record Command(int exitCode, String output) {
    static final int TIMED_OUT = -1;
    private static final int KEPT_OUTPUT = 4_000;

    /** Runs {@code command}; what it prints goes to {@code output}, a file: a pipe nobody reads would stall it. */
    static Command run(Duration limit, Path output, List<String> command) throws IOException, InterruptedException {
        Process process = start(output, command);
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            return new Command(TIMED_OUT, tail(output));
        }
        return new Command(process.exitValue(), tail(output));
    }

    /** Starts {@code command} with no input, its output appended to a file, and no setting of PostgreSQL's inherited. */
    static Process start(Path output, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        return builder.start();
    }

    boolean succeeded() {
        return exitCode == 0;
    }

    /** The last few thousand bytes of a text file; nothing when there is no such file. */
    static String tail(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return "";
        }
        byte[] all = Files.readAllBytes(file);
        int from = Math.max(0, all.length - KEPT_OUTPUT);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
    }
}
