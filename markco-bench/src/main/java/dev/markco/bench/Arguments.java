package dev.markco.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What the command line of {@link EngineBench} asks for.
 *
 * @param groups in the order in which they run
 */
record Arguments(Set<Group> groups, boolean quick, boolean help) {
    /** @throws IllegalArgumentException if a word is none of those that {@link #usage} names; the message says so */
    static Arguments parse(List<String> words) {
        EnumSet<Group> groups = EnumSet.noneOf(Group.class);
        boolean quick = false;
        boolean help = false;
        for (String word : words) {
            switch (word) {
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                default -> groups.add(Group.of(word).orElseThrow(() -> unknown(word)));
            }
        }
        return new Arguments(groups.isEmpty() ? EnumSet.allOf(Group.class) : groups, quick, help);
    }

    private static IllegalArgumentException unknown(String word) {
        String names = String.join(
                ", ", Arrays.stream(Group.values()).map(Group::argument).toList());
        return new IllegalArgumentException(
                "there is no " + (word.startsWith("-") ? "option " : "group ") + word + "; groups: " + names);
    }

    static String usage() {
        StringBuilder usage = new StringBuilder("""
                Usage: EngineBench [--quick] [group...]
                Measures markco's engine beside yjs and prints Markdown tables. Without groups: all of them.

                """);
        for (Group group : Group.values()) {
            usage.append(String.format(Locale.ROOT, "  %-12s%s%n", group.argument(), group.summary));
        }
        return usage.append("""

                  --quick     one process a side and a second a workload: orders of magnitude only
                  --help      this text

                Run it from the root of a checkout; docs/performance.md says how.
                """).toString();
    }
}
