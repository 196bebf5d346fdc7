package dev.markco.bench.trace;

import dev.markco.bench.trace.ConcurrentTrace.Step;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The reader of concurrent trace files, whose format {@code traces/README.md} describes. From the parents of a transaction it
 * works out what its agent has to receive first: vector clocks, with the place of a transaction among those of its agent as
 * its time.
 */
public final class ConcurrentTraceReader {
    private final TraceJson json;
    private final List<Step> steps = new ArrayList<>();
    private final List<int[]> clocks = new ArrayList<>();
    private final List<List<Integer>> byAgent = new ArrayList<>();

    private ConcurrentTraceReader(TraceJson json) {
        this.json = json;
    }

    /** The trace in these gzip'd bytes; {@code name} is what errors call it. */
    public static ConcurrentTrace read(String name, byte[] gzipped) throws MalformedTraceException {
        TraceJson json = new TraceJson(name);
        return new ConcurrentTraceReader(json).read(json.parse(gzipped));
    }

    private ConcurrentTrace read(JsonNode trace) throws MalformedTraceException {
        int agents = json.count(trace.path("numAgents"), "numAgents");
        for (int agent = 0; agent < agents; agent++) {
            byAgent.add(new ArrayList<>());
        }
        List<int[]> known = new ArrayList<>();
        for (int agent = 0; agent < agents; agent++) {
            known.add(new int[agents]);
        }
        for (JsonNode transaction : json.array(trace.path("txns"), "txns")) {
            String what = "transaction " + steps.size();
            int agent = json.count(transaction.path("agent"), what + ": agent");
            if (agent >= agents) {
                throw json.malformed(what + ": agent " + agent + " of " + agents);
            }
            int[] seen = seen(transaction, what, agents);
            if (seen[agent] != byAgent.get(agent).size()) {
                throw json.malformed(what + " has not seen all that its own agent did before");
            }
            List<Integer> receives = receives(known.get(agent), seen);
            steps.add(new Step(agent, receives, edits(transaction, what)));
            byAgent.get(agent).add(steps.size() - 1);
            seen[agent]++;
            clocks.add(seen);
            known.set(agent, seen);
        }
        return ConcurrentTrace.of(agents, steps, json.text(trace.path("endContent"), "endContent"));
    }

    /** How many transactions of each agent come before this one. */
    private int[] seen(JsonNode transaction, String what, int agents) throws MalformedTraceException {
        int[] seen = new int[agents];
        for (JsonNode parent : json.array(transaction.path("parents"), what + ": parents")) {
            int index = json.count(parent, what + ": parent");
            if (index >= steps.size()) {
                throw json.malformed(what + ": parent " + index + " does not come before it");
            }
            for (int agent = 0; agent < agents; agent++) {
                seen[agent] = Math.max(seen[agent], clocks.get(index)[agent]);
            }
        }
        return seen;
    }

    private List<Integer> receives(int[] known, int[] seen) throws MalformedTraceException {
        List<Integer> receives = new ArrayList<>();
        for (int agent = 0; agent < seen.length; agent++) {
            if (seen[agent] < known[agent]) {
                throw json.malformed("transaction " + steps.size() + " has seen less than its agent's last one");
            }
            receives.addAll(byAgent.get(agent).subList(known[agent], seen[agent]));
        }
        receives.sort(null);
        return receives;
    }

    private List<Edit> edits(JsonNode transaction, String what) throws MalformedTraceException {
        List<Edit> edits = new ArrayList<>();
        for (JsonNode patch : json.array(transaction.path("patches"), what + ": patches")) {
            edits.add(json.edit(patch, what + ", edit " + (edits.size() + 1)));
        }
        if (edits.stream()
                .allMatch(edit -> edit.deleted() == 0 && edit.inserted().isEmpty())) {
            throw json.malformed(what + " changes nothing");
        }
        return edits;
    }
}
