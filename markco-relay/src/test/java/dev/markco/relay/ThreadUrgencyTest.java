package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class ThreadUrgencyTest {
    private static final Path SELF = Path.of("/proc/thread-self");
    /** The place of the nice value in the stat file behind the name, from 0: see proc_pid_stat(5). */
    private static final int NICE = 16;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)");
    private static final Pattern SLICE = Pattern.compile("se\\.slice\\s*:\\s*(\\d+)");

    /** What Linux tells of a thread; an empty slice where it does not tell. */
    private record Told(int nice, String slice) {
        static Told of(Path thread) {
            try {
                String stat = Files.readString(thread.resolve("stat"));
                String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
                Path details = thread.resolve("sched");
                Matcher slice = SLICE.matcher(Files.exists(details) ? Files.readString(details) : "");
                return new Told(Integer.parseInt(words[NICE]), slice.find() ? slice.group(1) : "");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Told on(ThreadUrgency urgency) throws InterruptedException, ExecutionException {
        FutureTask<Told> task = new FutureTask<>(() -> Told.of(SELF));
        Threads.named("urgency", urgency).newThread(task).start();
        return task.get();
    }

    @Test
    void whatSavesStepsBackBehindWhatHandsOn() throws Exception {
        int usual = on(ThreadUrgency.USUAL).nice;

        assertThat(on(ThreadUrgency.BACKGROUND).nice).isEqualTo(Math.min(19, usual + 10));
        assertThat(on(ThreadUrgency.PROMPT).nice).isEqualTo(usual);
    }

    @Test
    void promptThreadsHaveTheShortestSlice() throws Exception {
        Told prompt = on(ThreadUrgency.PROMPT);
        assumeThat(knowsSlices()).as("Linux 6.12 or newer").isTrue();
        assumeThat(prompt.slice).as("the kernel tells slices").isNotEmpty();

        assertThat(prompt.slice).isEqualTo("100000");
        assertThat(on(ThreadUrgency.USUAL).slice).isNotEqualTo("100000");
    }

    private static boolean knowsSlices() {
        Matcher version = VERSION.matcher(System.getProperty("os.version"));
        if (!version.lookingAt()) {
            return false;
        }
        int major = Integer.parseInt(version.group(1));
        return major > 6 || (major == 6 && Integer.parseInt(version.group(2)) >= 12);
    }

    @Test
    void aThreadDoesNotInheritTheUrgencyOfTheOneThatStartedIt() throws Exception {
        Told usual = on(ThreadUrgency.USUAL);
        for (ThreadUrgency parent : ThreadUrgency.values()) {
            FutureTask<Told> nested = new FutureTask<>(() -> on(ThreadUrgency.USUAL));
            Threads.named("parent", parent).newThread(nested).start();
            assertThat(nested.get()).as("started by %s", parent).isEqualTo(usual);
        }
    }

    @Test
    void theOptimizersOfTheJvmStepBack() throws Exception {
        int usual = on(ThreadUrgency.USUAL).nice;
        // In a process of its own: this one may have been started without them.
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Optimizers.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> found;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            found = out.lines().toList();
        }
        assertThat(process.waitFor()).isZero();
        assertThat(found).isNotEmpty().allMatch(String.valueOf(Math.min(19, usual + 10))::equals);
    }

    /** Prints how nice the threads are that run the optimizing compiler, each on a line, once they were asked. */
    static final class Optimizers {
        private Optimizers() {}

        public static void main(String[] args) throws IOException {
            ThreadUrgency.BACKGROUND.askForOptimizers();
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (Path thread : threads) {
                    try {
                        if (Files.readString(thread.resolve("comm")).startsWith("C2 Compiler")) {
                            System.out.println(Told.of(thread).nice);
                        }
                    } catch (IOException e) {
                        assertThat(thread).as("a thread that has ended").doesNotExist();
                    }
                }
            }
        }
    }
}
