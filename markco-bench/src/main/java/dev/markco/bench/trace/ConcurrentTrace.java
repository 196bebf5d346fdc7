package dev.markco.bench.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The recorded history of one text that several agents wrote at once, each in a document of its own.
 *
 * @param steps in an order in which every step comes after all that it has seen
 * @param unseen for each agent the steps of others, by index and in order, whose updates its document lacks in the end
 * @param endContent what the recorder's own merge ends with; another algorithm may order concurrent inserts differently
 */
public record ConcurrentTrace(int agents, List<Step> steps, List<List<Integer>> unseen, String endContent) {
    public ConcurrentTrace {
        steps = List.copyOf(steps);
        unseen = unseen.stream().map(List::copyOf).toList();
    }

    /**
     * One transaction.
     *
     * @param receives the steps of others, by index and in order, whose updates the agent's document gets just before
     * @param edits one after the other, in the agent's document; together they change something
     */
    public record Step(int agent, List<Integer> receives, List<Edit> edits) {
        public Step {
            receives = List.copyOf(receives);
            edits = List.copyOf(edits);
        }
    }

    static ConcurrentTrace of(int agents, List<Step> steps, String endContent) {
        List<List<Integer>> unseen = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            NavigableSet<Integer> missing = new TreeSet<>();
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i).agent() != agent) {
                    missing.add(i);
                } else {
                    steps.get(i).receives().forEach(missing::remove);
                }
            }
            unseen.add(List.copyOf(missing));
        }
        return new ConcurrentTrace(agents, steps, unseen, endContent);
    }

    /** Its first {@code count} steps, or all if it has no more; {@code endContent} stays. */
    public ConcurrentTrace first(int count) {
        return of(agents, steps.subList(0, Math.min(count, steps.size())), endContent);
    }
}
