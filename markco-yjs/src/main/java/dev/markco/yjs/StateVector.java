package dev.markco.yjs;

import dev.markco.yjs.lib0.Decoder;
import dev.markco.yjs.lib0.Encoder;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a replica has seen: for each client the clock of the first struct that is still missing. Immutable.
 *
 * <pre>stateVector = varUint n, n (varUint client, varUint nextClock), clients in descending order</pre>
 */
public final class StateVector {
    /** Nothing seen. */
    public static final StateVector EMPTY = new StateVector(new TreeMap<>(Comparator.reverseOrder()));

    private final NavigableMap<Long, Integer> clocks;

    private StateVector(NavigableMap<Long, Integer> clocks) {
        this.clocks = clocks;
    }

    /** The vector of these next clocks by client id; entries of 0 say nothing and are left out. */
    public static StateVector of(Map<Long, Integer> clocks) {
        TreeMap<Long, Integer> sorted = new TreeMap<>(Comparator.reverseOrder());
        clocks.forEach((client, clock) -> {
            if (client < 0 || client > Encoder.MAX_SAFE_INTEGER || clock < 0) {
                throw new IllegalArgumentException("no such state: client " + client + " clock " + clock);
            }
            if (clock > 0) {
                sorted.put(client, clock);
            }
        });
        return new StateVector(sorted);
    }

    /**
     * Reads what {@link #encode} writes. A client that stands there twice counts with its last clock.
     *
     * @throws DecodeException if the bytes are anything else
     */
    public static StateVector decode(byte[] bytes) {
        Decoder in = new Decoder(bytes);
        int count = in.readCount(2, "clients");
        TreeMap<Long, Integer> clocks = new TreeMap<>(Comparator.reverseOrder());
        for (int i = 0; i < count; i++) {
            long client = in.readVarUint();
            int clock = in.readVarUint(Integer.MAX_VALUE, "a clock");
            if (clock > 0) {
                clocks.put(client, clock);
            } else {
                clocks.remove(client);
            }
        }
        in.requireEnd("the state vector");
        return new StateVector(clocks);
    }

    /** The next clock expected of this client, 0 if nothing of it was seen. */
    public int get(long client) {
        return clocks.getOrDefault(client, 0);
    }

    /** The clients of which something was seen, in descending order. */
    public Set<Long> clients() {
        return Collections.unmodifiableSet(clocks.keySet());
    }

    /** Whether nothing was seen. */
    public boolean isEmpty() {
        return clocks.isEmpty();
    }

    /** Whether both have seen something of the same client: rule R1's test that two histories are related. */
    public boolean sharesClientWith(StateVector other) {
        return clocks.keySet().stream().anyMatch(other.clocks::containsKey);
    }

    /** Whether everything that {@code other} has seen was seen here too. */
    public boolean covers(StateVector other) {
        return other.clocks.entrySet().stream().allMatch(entry -> get(entry.getKey()) >= entry.getValue());
    }

    /** The bytes of sync step 1; equal vectors give equal bytes. */
    public byte[] encode() {
        Encoder out = new Encoder(2 + 8 * clocks.size());
        writeTo(out);
        return out.toByteArray();
    }

    void writeTo(Encoder out) {
        out.writeVarUint(clocks.size());
        clocks.forEach((client, clock) -> {
            out.writeVarUint(client);
            out.writeVarUint(clock);
        });
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateVector vector && clocks.equals(vector.clocks);
    }

    @Override
    public int hashCode() {
        return clocks.hashCode();
    }

    @Override
    public String toString() {
        return clocks.toString();
    }
}
