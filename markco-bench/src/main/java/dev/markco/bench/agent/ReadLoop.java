package dev.markco.bench.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command that looks at all files of a project, run over and over: what it costs whoever watches who opens files. */
enum ReadLoop {
    GREP("`grep -r`"),
    GIT_STATUS("`git status`");

    private static final double NANOS_A_SECOND = 1e9;

    final String title;

    ReadLoop(String title) {
        this.title = title;
    }

    private List<String> command() {
        return switch (this) {
            case GREP -> List.of("grep", "-r", "--include=*.md", "a word that is nowhere", ".");
            case GIT_STATUS -> List.of("git", "status", "--porcelain", "--untracked-files=no");
        };
    }

    /** With which status it ends when all is well. */
    private int status() {
        return this == GREP ? 1 : 0;
    }

    /**
     * What was measured.
     *
     * @param rounds how often the command ended, in a second
     * @param percent the processor time of the syncer meanwhile, in percent of one processor; 0 where there was none
     */
    record Cost(double rounds, double percent) {}

    /** Makes a repository of a project, so that git has something to say. */
    static void makeRepository(Path root) throws IOException, InterruptedException {
        call(root, 0, List.of("git", "init", "--quiet"));
        call(root, 0, List.of("git", "add", "--all", "--", "*.md"));
    }

    /** Runs it for so long, beside a syncer; alone where that is null. */
    Cost run(Path root, @Nullable RunningSyncer beside, Duration time) throws IOException, InterruptedException {
        long from = System.nanoTime();
        Duration before = beside == null ? Duration.ZERO : beside.cpu();
        int rounds = 0;
        long passed;
        do {
            call(root, status(), command());
            rounds++;
            passed = System.nanoTime() - from;
        } while (passed < time.toNanos());
        return new Cost(rounds * NANOS_A_SECOND / passed, beside == null ? 0 : beside.percentSince(before, from));
    }

    private static void call(Path root, int expected, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        int ended = process.waitFor();
        if (ended != expected) {
            throw new IOException(String.join(" ", command) + " ended with status " + ended);
        }
    }
}
