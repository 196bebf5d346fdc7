package dev.markco.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/** The last warnings and errors of a process, for whoever asks how it stands. Bounded; thread-safe. */
public final class RecentProblems {
    private static final int MOST = 20;
    private static final int LONGEST = 500;

    @GuardedBy("this")
    private final Deque<Problem> problems = new ArrayDeque<>();

    /**
     * One of them.
     *
     * @param level {@code WARN} or {@code ERROR}
     */
    public record Problem(Instant at, String level, String message) {}

    /** Notes one; the oldest goes when there are too many. */
    public synchronized void add(Instant at, String level, String message) {
        if (problems.size() == MOST) {
            problems.removeFirst();
        }
        String shown = message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
        problems.addLast(new Problem(at, level, shown));
    }

    /** The latest first. */
    public synchronized List<Problem> latest() {
        List<Problem> latest = new ArrayList<>(problems);
        Collections.reverse(latest);
        return List.copyOf(latest);
    }
}
