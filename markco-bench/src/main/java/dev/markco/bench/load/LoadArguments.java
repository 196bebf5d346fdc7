package dev.markco.bench.load;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What the command line of {@link LoadBench} asks for. */
record LoadArguments(Set<LoadWorkload> workloads, Set<Contender> contenders, boolean quick, boolean help) {
    private static final String ONLY = "--only=";

    /** @throws IllegalArgumentException if a word is none of those that {@link #usage} names; the message says so */
    static LoadArguments parse(List<String> words) {
        EnumSet<LoadWorkload> workloads = EnumSet.noneOf(LoadWorkload.class);
        Set<Contender> contenders = EnumSet.allOf(Contender.class);
        boolean quick = false;
        boolean help = false;
        for (String word : words) {
            if (word.equals("--quick")) {
                quick = true;
            } else if (word.equals("--help") || word.equals("-h")) {
                help = true;
            } else if (word.startsWith(ONLY)) {
                contenders = only(word.substring(ONLY.length()));
            } else {
                workloads.add(LoadWorkload.of(word)
                        .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of its words")));
            }
        }
        return new LoadArguments(
                workloads.isEmpty() ? EnumSet.allOf(LoadWorkload.class) : workloads, contenders, quick, help);
    }

    private static Set<Contender> only(String names) {
        EnumSet<Contender> contenders = EnumSet.noneOf(Contender.class);
        for (String name : names.split(",", -1)) {
            contenders.add(Arrays.stream(Contender.values())
                    .filter(contender -> argument(contender).equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no server")));
        }
        return contenders;
    }

    private static String argument(Contender contender) {
        return contender.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String usage() {
        StringBuilder usage = new StringBuilder("""
                Usage: LoadBench [--quick] [--only=SERVER,…] [WORKLOAD…]
                Measures relays with the same frames, one after the other, and prints Markdown tables.

                """);
        for (LoadWorkload workload : LoadWorkload.values()) {
            usage.append(String.format(Locale.ROOT, "  %-10s%s%n", workload.argument(), workload.title));
        }
        usage.append("\nServers: ");
        usage.append(String.join(
                ", ",
                Arrays.stream(Contender.values()).map(LoadArguments::argument).toList()));
        return usage.append("""


                  --quick    a few seconds a server: orders of magnitude only
                  --help     this text

                Run it from the root of a checkout; docs/performance.md says how.
                """).toString();
    }
}
