package dev.markco.bench.work;

import dev.markco.bench.trace.ConcurrentTrace;
import dev.markco.bench.trace.ConcurrentTrace.Step;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.ArrayList;
import java.util.List;

/**
 * A concurrent trace replayed: a document an agent, which before a step gets the updates of what that step has seen, and in the
 * end all of them. Then one of them encoded, that loaded and read, and all updates applied one by one to a document that had none.
 */
final class ConcurrentWorkload implements Workload {
    private final ConcurrentTrace trace;

    ConcurrentWorkload(ConcurrentTrace trace) {
        this.trace = trace;
    }

    @Override
    public Round round() {
        List<Replica> replicas = new ArrayList<>();
        for (int agent = 0; agent < trace.agents(); agent++) {
            replicas.add(new Replica(agent));
        }
        Replica reader = new Replica(trace.agents());
        List<byte[]> updates = new ArrayList<>(trace.steps().size());

        Laps laps = new Laps();
        for (Step step : trace.steps()) {
            Replica replica = replicas.get(step.agent());
            for (int index : step.receives()) {
                replica.receive(updates.get(index));
            }
            YText text = replica.doc.getText(Content.TEXT);
            replica.doc.transact(() -> step.edits().forEach(edit -> edit.applyTo(text)));
            updates.add(replica.updates.get(replica.updates.size() - 1));
        }
        for (int agent = 0; agent < trace.agents(); agent++) {
            Replica replica = replicas.get(agent);
            for (int index : trace.unseen().get(agent)) {
                replica.receive(updates.get(index));
            }
        }
        laps.lap("replay");
        byte[] state = replicas.get(0).doc.encodeStateAsUpdate();
        laps.lap("encode");
        YDoc loaded = new YDoc();
        loaded.applyUpdate(state);
        Content.read(loaded);
        laps.lap("load");
        updates.forEach(reader::receive);
        laps.lap("receive");

        replicas.add(reader);
        int events =
                replicas.stream().mapToInt(replica -> replica.updates.size()).sum();
        return new Round(
                laps.times(),
                events,
                replicas.stream().map(replica -> replica.doc).toList());
    }
}
