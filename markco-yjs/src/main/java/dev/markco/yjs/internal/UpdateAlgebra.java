package dev.markco.yjs.internal;

import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Encoder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Work on updates without a document: their structs are read, sorted, joined and written; nothing is integrated. */
public final class UpdateAlgebra {
    private UpdateAlgebra() {}

    /** One update that says what all of them say. */
    public static byte[] merge(List<byte[]> updates) {
        Map<Long, Client> clients = new HashMap<>();
        TreeMap<Long, List<Struct>> structs = new TreeMap<>(Comparator.reverseOrder());
        DeleteSet deletes = new DeleteSet();
        for (byte[] update : updates) {
            DecodedUpdate decoded = read(update, clients);
            for (UpdateReader.Run run : decoded.runs()) {
                structs.computeIfAbsent(run.client().id, absent -> new ArrayList<>())
                        .addAll(run.structs());
            }
            deletes.addAll(decoded.deletes());
        }
        return write(structs, StateVector.EMPTY, deletes);
    }

    /** What of the update {@code known} does not cover, and all its deletes. */
    public static byte[] diff(byte[] update, StateVector known) {
        TreeMap<Long, List<Struct>> structs = new TreeMap<>(Comparator.reverseOrder());
        DecodedUpdate decoded = read(update, new HashMap<>());
        for (UpdateReader.Run run : decoded.runs()) {
            structs.computeIfAbsent(run.client().id, absent -> new ArrayList<>())
                    .addAll(run.structs());
        }
        return write(structs, known, decoded.deletes());
    }

    /** What a replica that has only this update has seen: the structs of each client from clock 0 to the first hole. */
    public static StateVector stateVector(byte[] update) {
        Map<Long, Integer> clocks = new HashMap<>();
        for (UpdateReader.Run run : read(update, new HashMap<>()).runs()) {
            for (Struct struct : run.structs()) {
                int known = clocks.getOrDefault(run.client().id, 0);
                if (struct.clock <= known) {
                    clocks.put(run.client().id, Math.max(known, struct.end()));
                }
            }
        }
        return StateVector.of(clocks);
    }

    /** The lowest clock of each client in the update. */
    public static Map<Long, Integer> firstClocks(byte[] update) {
        Map<Long, Integer> clocks = new HashMap<>();
        for (UpdateReader.Run run : read(update, new HashMap<>()).runs()) {
            for (Struct struct : run.structs()) {
                clocks.merge(run.client().id, struct.clock, Math::min);
            }
        }
        return clocks;
    }

    /** Whether the update says nothing. */
    public static boolean isEmpty(byte[] update) {
        DecodedUpdate decoded = read(update, new HashMap<>());
        return decoded.deletes().isEmpty()
                && decoded.runs().stream().allMatch(run -> run.structs().isEmpty());
    }

    private static DecodedUpdate read(byte[] update, Map<Long, Client> clients) {
        return UpdateReader.read(update, id -> clients.computeIfAbsent(id, Client::new));
    }

    private static byte[] write(Map<Long, List<Struct>> structs, StateVector known, DeleteSet deletes) {
        Encoder sections = new Encoder(1_024);
        int count = 0;
        for (Map.Entry<Long, List<Struct>> entry : structs.entrySet()) {
            UpdateWriter.Section section = new UpdateWriter.Section(entry.getKey());
            int from = known.get(entry.getKey());
            for (Struct struct : joined(entry.getValue())) {
                section.add(struct, from);
            }
            count += section.writeTo(sections) ? 1 : 0;
        }
        Encoder out = new Encoder(sections.size() + 64);
        out.writeVarUint(count);
        out.writeAll(sections);
        deletes.write(out);
        return out.toByteArray();
    }

    /** The structs in clock order, what is covered left out, continuations joined; changes the structs. */
    private static List<Struct> joined(List<Struct> structs) {
        structs.sort(Comparator.<Struct>comparingInt(struct -> struct.clock)
                .thenComparing(
                        Comparator.<Struct>comparingInt(struct -> struct.length).reversed()));
        List<Struct> joined = new ArrayList<>(structs.size());
        Struct last = null;
        for (Struct struct : structs) {
            if (last != null && struct.end() <= last.end()) {
                continue;
            }
            Struct rest =
                    last != null && struct.clock < last.end() ? struct.dropFirst(last.end() - struct.clock) : struct;
            if (last == null || !join(last, rest)) {
                joined.add(rest);
                last = rest;
            }
        }
        return joined;
    }

    private static boolean join(Struct last, Struct next) {
        if (last.end() != next.clock) {
            return false;
        }
        if (last instanceof Item left && next instanceof Item right) {
            if (!left.isContinuedBy(right) || !left.content.append(right.content, left.length, right.length)) {
                return false;
            }
            left.length += right.length;
            return true;
        }
        return last.mergeWith(next);
    }
}
