package dev.markco.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The benchmark of the engine: the same work done by markco and by the real yjs, in turns, each time in a fresh process. Prints a
 * {@link Report} of each group of workloads as soon as it is measured. Run from the root of a checkout; {@code
 * docs/performance.md} says how.
 *
 * <p>Whatever is measured is right: both sides end with the same content, and each reads what the other encoded.
 */
final class EngineBench {
    private static final Path INTEROP = Path.of("interop");

    private EngineBench() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.exit(run(List.of(args), INTEROP, System.out, System.err));
    }

    /** Returns the exit status. */
    static int run(List<String> words, Path interop, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        Arguments arguments;
        try {
            arguments = Arguments.parse(words);
        } catch (IllegalArgumentException wrong) {
            err.println("EngineBench: " + wrong.getMessage());
            return 2;
        }
        if (arguments.help()) {
            out.print(Arguments.usage());
            return 0;
        }
        if (!Files.isDirectory(interop.resolve("node_modules/yjs"))) {
            err.println("EngineBench: yjs is not installed in " + interop.toAbsolutePath());
            err.println("Run this from the root of the checkout, after: npm ci --prefix interop");
            return 1;
        }
        Path directory = Files.createTempDirectory("markco-bench");
        try {
            measure(arguments, new Contest(WorkerProcess.markco(), WorkerProcess.yjs(interop), directory), out, err);
        } finally {
            delete(directory);
        }
        return 0;
    }

    private static void measure(Arguments arguments, Contest contest, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        boolean first = true;
        for (Group group : arguments.groups()) {
            Budget budget = arguments.quick() ? Budget.of(group).quick() : Budget.of(group);
            List<Comparison> comparisons = new ArrayList<>();
            for (Task task : group.tasks(Sizes.FULL)) {
                err.println("measuring " + group.argument() + ": " + task.name());
                comparisons.add(contest.compare(task, budget));
            }
            if (first) {
                out.print(Report.environment(comparisons.get(0)));
                first = false;
            }
            out.println();
            out.print(Report.of(group, comparisons));
            out.flush();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
