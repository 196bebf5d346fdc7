package dev.markco.cli.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names that may have been meant by one that there is not: those that differ by a slip of the fingers or two. Pure. */
public final class Similar {
    private static final int MOST = 3;
    /** Letters a slip may be in. */
    private static final int LETTERS_A_SLIP = 3;

    private Similar() {}

    /** The names most like {@code typed}, the most alike first, three at most. */
    public static List<String> to(String typed, Collection<String> names) {
        return names.stream()
                .distinct()
                .filter(name -> isNear(typed, name))
                .sorted(Comparator.<String>comparingInt(name -> distance(typed, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    private static boolean isNear(String typed, String name) {
        String a = bare(typed);
        String b = bare(name);
        int shorter = Math.min(a.length(), b.length());
        boolean begun = shorter >= LETTERS_A_SLIP && (a.startsWith(b) || b.startsWith(a));
        return begun || distance(a, b) <= Math.max(1, shorter / LETTERS_A_SLIP);
    }

    private static String bare(String name) {
        return name.replaceFirst("^--?", "");
    }

    /** How many letters have to be put in, left out, changed or swapped with their neighbours. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int best = Math.min(cost[i - 1][j - 1] + changed, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
            }
        }
        return cost[a.length()][b.length()];
    }
}
