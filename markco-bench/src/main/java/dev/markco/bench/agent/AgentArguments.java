package dev.markco.bench.agent;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the command line of {@link AgentBench} asks for. */
record AgentArguments(boolean latency, boolean project, Set<Syncer> syncers, int files, boolean quick, boolean help) {
    private static final int FILES = 10_000;
    private static final int QUICK_FILES = 200;
    private static final String ONLY = "--only=";
    private static final String COUNT = "--files=";

    /** @throws IllegalArgumentException if a word is none of those that {@link #usage} names; the message says so */
    static AgentArguments parse(List<String> words) {
        boolean latency = false;
        boolean project = false;
        Set<Syncer> syncers = EnumSet.allOf(Syncer.class);
        int files = 0;
        boolean quick = false;
        boolean help = false;
        for (String word : words) {
            switch (word) {
                case "latency" -> latency = true;
                case "project" -> project = true;
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                default -> {
                    if (word.startsWith(ONLY)) {
                        syncers = only(word.substring(ONLY.length()));
                    } else if (word.startsWith(COUNT)) {
                        files = count(word.substring(COUNT.length()));
                    } else {
                        throw new IllegalArgumentException("'" + word + "' is none of its words");
                    }
                }
            }
        }
        boolean all = !latency && !project;
        return new AgentArguments(
                all || latency, all || project, syncers, files > 0 ? files : quick ? QUICK_FILES : FILES, quick, help);
    }

    private static int count(String number) {
        try {
            int count = Integer.parseInt(number);
            if (count > 0) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + number + "' is no number of files", e);
        }
        throw new IllegalArgumentException("'" + number + "' is no number of files");
    }

    private static Set<Syncer> only(String names) {
        EnumSet<Syncer> syncers = EnumSet.noneOf(Syncer.class);
        for (String name : names.split(",", -1)) {
            syncers.add(Arrays.stream(Syncer.values())
                    .filter(syncer -> syncer.argument().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no syncer")));
        }
        return syncers;
    }

    static String usage() {
        return """
                Usage: AgentBench [--quick] [--only=SYNCER,…] [--files=N] [WORKLOAD…]
                Measures what keeps files and documents equal, one after the other, and prints Markdown tables.

                  latency    single edits in a small project, both ways
                  project    a large project: starts, memory, rest, single edits, commands that read it

                Syncers: markco, chokidar

                  --files=N  files of the large project, 10 KB each (default: 10,000)
                  --quick    a few edits, and a project of 200 files: orders of magnitude only
                  --help     this text

                Run it from the root of a checkout; docs/performance.md says how.
                """;
    }
}
