package dev.markco.agent.simulation;

import dev.markco.agent.internal.uplink.RelaySockets;
import dev.markco.sync.time.SimulatedProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** The way of all clients to one relay: slow or quick, and cut now and then for one of them or for all. */
final class SimulatedNetwork {
    /** Names all clients. */
    static final String ALL = "*";

    private final SimulatedProcess relayProcess;
    private final SimulatedRelay relay;
    private final SplittableRandom random;
    private final int slowest;
    private final Map<String, List<SimulatedLink>> links = new HashMap<>();
    private final Set<String> cut = new HashSet<>();

    /** {@code slowest} is how long a frame takes at most, in milliseconds. */
    SimulatedNetwork(SimulatedProcess relayProcess, SimulatedRelay relay, SplittableRandom random, int slowest) {
        this.relayProcess = relayProcess;
        this.relay = relay;
        this.random = random;
        this.slowest = slowest;
    }

    boolean isReachable(String client) {
        return !cut.contains(client) && !cut.contains(ALL);
    }

    boolean isWhole() {
        return cut.isEmpty();
    }

    /** Nothing of the client, or of {@link #ALL}, gets through any more. */
    void cut(String client) {
        cut.add(client);
        links.forEach((name, all) -> {
            if (client.equals(ALL) || client.equals(name)) {
                all.forEach(link -> link.breakOff("the connection was reset"));
                all.clear();
            }
        });
    }

    /** Everything gets through again. */
    void heal() {
        cut.clear();
    }

    /** The client's process died. */
    void died(String client) {
        List<SimulatedLink> open = links.remove(client);
        if (open != null) {
            open.forEach(SimulatedLink::clientDied);
        }
    }

    /** The way of one process. */
    RelaySockets of(String name, SimulatedProcess client) {
        return new SimulatedSockets(listener -> {
            if (!isReachable(name)) {
                client.after(Duration.ofMillis(1 + random.nextInt(20)), () -> listener.failed("refused"));
                return;
            }
            SimulatedLink link = new SimulatedLink(
                    client, relayProcess, listener, random, slowest, transport -> new RelaySeat(relay, transport));
            links.computeIfAbsent(name, absent -> new ArrayList<>()).add(link);
            link.open();
        });
    }
}
