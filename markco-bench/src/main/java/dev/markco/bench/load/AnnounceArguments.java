package dev.markco.bench.load;

import java.util.Arrays;
import java.util.List;

/** What the command line of {@link AnnounceBench} asks for. */
record AnnounceArguments(boolean commits, boolean seeing, List<Integer> writers, boolean quick, boolean help) {
    private static final String WRITERS = "--writers=";
    private static final List<Integer> DEFAULT_WRITERS = List.of(1, 4, 16, 48);
    static final int MOST_WRITERS = 64;

    /** @throws IllegalArgumentException if a word is none of those that {@link #usage} names; the message says so */
    static AnnounceArguments parse(List<String> words) {
        boolean commits = false;
        boolean seeing = false;
        List<Integer> writers = DEFAULT_WRITERS;
        boolean quick = false;
        boolean help = false;
        for (String word : words) {
            switch (word) {
                case "commits" -> commits = true;
                case "seeing" -> seeing = true;
                case "--quick" -> quick = true;
                case "--help", "-h" -> help = true;
                default -> {
                    if (!word.startsWith(WRITERS)) {
                        throw new IllegalArgumentException("'" + word + "' is none of its words");
                    }
                    writers = Arrays.stream(word.substring(WRITERS.length()).split(",", -1))
                            .map(AnnounceArguments::number)
                            .toList();
                }
            }
        }
        boolean all = !commits && !seeing;
        return new AnnounceArguments(commits || all, seeing || all, writers, quick, help);
    }

    private static int number(String word) {
        try {
            int number = Integer.parseInt(word);
            if (number > 0 && number <= MOST_WRITERS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + word + "' is no number of writers from 1 to " + MOST_WRITERS);
    }

    static String usage() {
        return """
                Usage: AnnounceBench [--quick] [--writers=N,…] [commits] [seeing]
                Measures what it costs that relays tell each other what they stored, and how soon they know.

                  commits    stores that append at once, with announcements and without
                  seeing     an edit at one relay, until a client of another has it

                  --writers=N,…  so many stores at once, instead of 1, 4, 16 and 48
                  --quick        a second a run: orders of magnitude only
                  --help         this text

                Run it from the root of a checkout; docs/performance.md says how.
                """;
    }
}
