package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Two to six peers, some Java and some JavaScript, over a network that reorders, repeats, delays and merges, falls apart into
 * groups and heals again; all by one seed.
 *
 * <p>While it is apart, updates between groups either wait for the healing or are lost; then each two peers exchange what
 * the other's state vector lacks. A peer may restart from its encoded state, as the same kind or as the other, and may lose
 * what was on its way to it; then it asks everybody for what it lacks.
 */
final class Network {
    private final Random random;
    private final YjsPeer yjs;
    private final List<Peer> peers = new ArrayList<>();
    private final List<List<byte[]>> inboxes = new ArrayList<>();

    /** What waits for the healing, by receiver. */
    private final List<List<byte[]>> held = new ArrayList<>();

    /** The group of each peer; all 0 while the network is whole. */
    private final int[] groups;

    private final Set<Long> usedClients = new HashSet<>();
    private boolean lossy;

    Network(long seed, YjsPeer yjs) {
        this.random = new Random(seed);
        this.yjs = yjs;
        int count = 2 + random.nextInt(5);
        groups = new int[count];
        yjs.ask("drop");
        for (int at = 0; at < count; at++) {
            inboxes.add(new ArrayList<>());
            held.add(new ArrayList<>());
            peers.add(open(at < 2 ? at == 0 : random.nextBoolean(), at, Updates.empty()));
        }
    }

    List<Peer> peers() {
        return peers;
    }

    private Peer open(boolean java, int at, byte[] state) {
        return java ? new JavaPeer(freshClient(), state) : new NodePeer(yjs, at, freshClient(), state);
    }

    private long freshClient() {
        long client = 1 + (random.nextInt() & 0xffff_fffeL);
        return usedClients.add(client) ? client : freshClient();
    }

    private int anyPeer() {
        return random.nextInt(peers.size());
    }

    private boolean isWhole() {
        return Arrays.stream(groups).allMatch(group -> group == 0);
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            int kind = random.nextInt(100);
            if (kind < 38) {
                int peer = anyPeer();
                sendAll(peer, peers.get(peer).edit(random));
            } else if (kind < 43) {
                restart(anyPeer());
            } else if (kind < 47) {
                if (isWhole()) {
                    fallApart();
                } else {
                    heal();
                }
            } else if (kind < 50) {
                exchange(anyPeer(), anyPeer());
            } else {
                deliverOne(anyPeer());
            }
        }
    }

    private void sendAll(int from, List<byte[]> updates) {
        for (byte[] update : updates) {
            for (int to = 0; to < peers.size(); to++) {
                if (to != from) {
                    send(from, to, update);
                }
            }
        }
    }

    private void send(int from, int to, byte[] update) {
        if (groups[from] != groups[to]) {
            if (!lossy) {
                held.get(to).add(update);
            }
            return;
        }
        inboxes.get(to).add(update);
        if (random.nextInt(8) == 0) {
            inboxes.get(to).add(update);
        }
    }

    private void fallApart() {
        int count = 2 + random.nextInt(2);
        for (int peer = 0; peer < groups.length; peer++) {
            groups[peer] = random.nextInt(count);
        }
        lossy = random.nextBoolean();
    }

    private void heal() {
        int[] before = groups.clone();
        Arrays.fill(groups, 0);
        for (int to = 0; to < groups.length; to++) {
            inboxes.get(to).addAll(held.get(to));
            held.get(to).clear();
            for (int from = 0; from < groups.length; from++) {
                if (lossy && before[from] != before[to]) {
                    exchange(from, to);
                }
            }
        }
    }

    /** Sends {@code to} what {@code from} has and it lacks. */
    private void exchange(int from, int to) {
        if (from != to && groups[from] == groups[to]) {
            inboxes.get(to).add(diff(peers.get(from), vector(peers.get(to))));
        }
    }

    private byte[] vector(Peer peer) {
        if (random.nextInt(3) > 0) {
            return peer.stateVector();
        }
        byte[] state = peer.state();
        byte[] vector = YjsPeer.bytes(yjs.ask("vectorFrom", "update", state), "vector");
        assertThat(Updates.stateVector(state)).isEqualTo(StateVector.decode(vector));
        return random.nextBoolean() ? vector : Updates.stateVector(state).encode();
    }

    private byte[] diff(Peer peer, byte[] vector) {
        return switch (random.nextInt(3)) {
            case 0 -> peer.diff(vector);
            case 1 -> Updates.diff(peer.state(), StateVector.decode(vector));
            default -> YjsPeer.bytes(yjs.ask("diffOf", "update", peer.state(), "vector", vector), "diff");
        };
    }

    private void restart(int at) {
        Peer old = peers.get(at);
        Peer fresh = open(random.nextBoolean() == old instanceof JavaPeer, at, old.state());
        peers.set(at, fresh);
        sendAll(at, fresh.emittedAtLoad());
        if (isWhole() && random.nextBoolean()) {
            inboxes.get(at).clear();
            for (int from = 0; from < peers.size(); from++) {
                exchange(from, at);
            }
        }
    }

    private void deliverOne(int to) {
        List<byte[]> inbox = inboxes.get(to);
        if (inbox.isEmpty()) {
            return;
        }
        List<byte[]> updates = new ArrayList<>();
        updates.add(inbox.remove(random.nextInt(inbox.size())));
        while (!inbox.isEmpty() && random.nextInt(4) == 0) {
            updates.add(inbox.remove(random.nextInt(inbox.size())));
        }
        sendAll(to, peers.get(to).apply(updates.size() == 1 ? updates.get(0) : merge(updates)));
    }

    private byte[] merge(List<byte[]> updates) {
        return random.nextBoolean()
                ? Updates.merge(updates)
                : YjsPeer.bytes(
                        yjs.ask(
                                "merge",
                                "updates",
                                updates.stream().map(YjsPeer::base64).toList()),
                        "merged");
    }

    /** Heals the network and delivers everything. */
    void settle() {
        heal();
        deliverAll();
        for (int at = 0; at < peers.size(); at++) {
            Peer peer = peers.get(at);
            if (peer instanceof NodePeer && peer.read().isPending()) {
                // yjs 13.6 may keep structs whose references are all there until it is loaded anew.
                peers.set(at, open(false, at, peer.state()));
                sendAll(at, peers.get(at).emittedAtLoad());
            }
        }
        deliverAll();
    }

    private void deliverAll() {
        for (int to = 0; to < peers.size(); to = nextBusy()) {
            while (!inboxes.get(to).isEmpty()) {
                deliverOne(to);
            }
        }
    }

    private int nextBusy() {
        int to = 0;
        while (to < peers.size() && inboxes.get(to).isEmpty()) {
            to++;
        }
        return to;
    }
}
