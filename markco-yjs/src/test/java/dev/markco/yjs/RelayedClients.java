package dev.markco.yjs;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Two to four clients of a {@link LoggingRelay}, some of this engine and some of yjs, all by one seed.
 *
 * <p>They edit, go offline, exchange behind the relay's back, and send what they wrote at once, later in any order, or as an
 * answer to a state vector that the relay has said some time; now and then their whole state.
 */
final class RelayedClients {
    private static final class Client {
        final Peer peer;
        boolean online = true;

        /** What it wrote and has not sent. */
        final List<byte[]> unsent = new ArrayList<>();

        Client(Peer peer) {
            this.peer = peer;
        }
    }

    private final Random random;
    private final LoggingRelay relay;
    private final List<Client> clients = new ArrayList<>();

    /** State vectors that the relay has said. */
    private final List<byte[]> said = new ArrayList<>();

    RelayedClients(Random random, LoggingRelay relay, YjsPeer yjs) {
        this.random = random;
        this.relay = relay;
        said.add(StateVector.EMPTY.encode());
        yjs.ask("drop");
        Set<Long> ids = new HashSet<>();
        int count = 2 + random.nextInt(3);
        for (int at = 0; at < count; at++) {
            long id = 1 + (random.nextInt() & 0xffff_fffeL);
            while (!ids.add(id)) {
                id++;
            }
            boolean java = random.nextInt(3) > 0;
            clients.add(
                    new Client(java ? new JavaPeer(id, Updates.empty()) : new NodePeer(yjs, at, id, Updates.empty())));
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            Client client = any(clients);
            int kind = random.nextInt(100);
            if (kind < 50) {
                wrote(client, client.peer.edit(random));
            } else if (kind < 62) {
                takeFrom(client, any(clients));
            } else if (kind < 74) {
                sendOneUnsent(client);
            } else if (kind < 84) {
                client.online = !client.online;
                if (client.online) {
                    synchronize(client);
                }
            } else if (kind < 90) {
                relay.receive(client.peer.diff(any(said)));
            } else if (kind < 94) {
                relay.receive(client.peer.state());
            } else {
                said.add(relay.doc.encodeStateVector());
            }
        }
    }

    /** What a client wrote goes to the relay and on to the others, unless it is offline or the frame is late. */
    private void wrote(Client client, List<byte[]> updates) {
        for (byte[] update : updates) {
            if (!client.online || random.nextInt(5) == 0) {
                client.unsent.add(update);
            } else {
                relay.receive(update);
                broadcast(client, update);
            }
        }
    }

    private void broadcast(Client author, byte[] update) {
        for (Client client : clients) {
            if (client != author && client.online) {
                wrote(client, client.peer.apply(update));
            }
        }
    }

    private void takeFrom(Client client, Client other) {
        if (client != other) {
            byte[] update = random.nextInt(4) == 0 ? other.peer.state() : other.peer.diff(client.peer.stateVector());
            wrote(client, client.peer.apply(update));
        }
    }

    private void sendOneUnsent(Client client) {
        if (!client.unsent.isEmpty()) {
            byte[] update = client.unsent.remove(random.nextInt(client.unsent.size()));
            relay.receive(update);
            broadcast(client, update);
        }
    }

    /** Each says its state vector and answers the other's, a client perhaps one of before. */
    private void synchronize(Client client) {
        byte[] vector = random.nextInt(3) == 0 ? any(said) : relay.doc.encodeStateVector();
        said.add(vector);
        relay.receive(client.peer.diff(vector));
        wrote(client, client.peer.apply(relay.doc.encodeDiff(StateVector.decode(client.peer.stateVector()))));
        if (random.nextInt(4) == 0) {
            client.unsent.clear();
        }
    }

    /** Everything that anybody has reaches the relay. */
    void settle() {
        for (Client client : clients) {
            client.online = false;
            relay.receive(client.peer.diff(relay.doc.encodeStateVector()));
            for (byte[] update : client.unsent) {
                relay.receive(update);
            }
            client.unsent.clear();
        }
    }
}
