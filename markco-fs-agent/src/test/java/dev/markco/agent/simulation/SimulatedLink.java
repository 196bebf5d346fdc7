package dev.markco.agent.simulation;

import dev.markco.agent.internal.uplink.RelaySocket;
import dev.markco.sync.room.Transport;
import dev.markco.sync.time.SimulatedProcess;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;

/**
 * One socket of a client to the relay. Frames arrive in their order, some time after they were sent; when it breaks, those under
 * way are lost, and each side learns of it at another time.
 */
final class SimulatedLink {
    /** When each side knows at the latest that it broke, in milliseconds. */
    static final int LATEST_NEWS = 2_000;

    private final SimulatedProcess client;
    private final SimulatedProcess relay;
    private final RelaySocket.Listener listener;
    private final SplittableRandom random;
    private final int slowest;
    private final RelaySeat server;
    private boolean open = true;
    private boolean known;
    private long clientAt;
    private long relayAt;

    /** A socket whose frames take {@code slowest} milliseconds at most. */
    SimulatedLink(
            SimulatedProcess client,
            SimulatedProcess relay,
            RelaySocket.Listener listener,
            SplittableRandom random,
            int slowest,
            SimulatedRelay answering) {
        this.client = client;
        this.relay = relay;
        this.listener = listener;
        this.random = random;
        this.slowest = slowest;
        this.server = new RelaySeat(answering, new ToClient());
    }

    void open() {
        toClient(() -> {
            known = true;
            listener.opened(socket());
        });
    }

    boolean isOpen() {
        return open;
    }

    /** Loses it; what is under way never arrives. */
    void breakOff(String why) {
        if (open) {
            open = false;
            later(relay, random.nextInt(LATEST_NEWS), server::ended);
            later(client, random.nextInt(LATEST_NEWS), () -> {
                if (known) {
                    listener.ended(why);
                } else {
                    listener.failed(why);
                }
            });
        }
    }

    /** The client's process died: the system closes its sockets, after what had been written to them. */
    void clientDied() {
        toRelay(() -> {
            if (open) {
                open = false;
                server.ended();
            }
        });
    }

    private static void later(SimulatedProcess process, int millis, Runnable task) {
        later(process, Duration.ofMillis(millis), task);
    }

    private static void later(SimulatedProcess process, Duration delay, Runnable task) {
        try {
            process.after(delay, task);
        } catch (RejectedExecutionException e) {
            // It has died meanwhile.
        }
    }

    /** When what is sent now arrives: never in the same moment as what was sent before, since the order of a moment is chance. */
    private long after(long last, SimulatedProcess receiver) {
        long soonest = receiver.nanos()
                + Duration.ofMillis(1 + random.nextInt(slowest)).toNanos();
        return Math.max(last + 1, soonest);
    }

    private void toClient(Runnable task) {
        clientAt = after(clientAt, client);
        later(client, Duration.ofNanos(clientAt - client.nanos()), () -> {
            if (open) {
                task.run();
            }
        });
    }

    private void toRelay(Runnable task) {
        relayAt = after(relayAt, relay);
        later(relay, Duration.ofNanos(relayAt - relay.nanos()), () -> {
            if (open) {
                task.run();
            }
        });
    }

    private RelaySocket socket() {
        return new RelaySocket() {
            @Override
            public void send(byte[] frame, Runnable done) {
                toRelay(() -> server.receive(frame));
                later(client, random.nextInt(3), done);
            }

            @Override
            public void ping() {}

            @Override
            public void close(int code, String reason) {
                toRelay(() -> {
                    open = false;
                    server.ended();
                    later(client, 1, () -> listener.ended("closed"));
                });
            }
        };
    }

    /** The relay's side of it. */
    private final class ToClient implements Transport {
        @Override
        public void send(byte[] frame, Runnable done) {
            toClient(() -> listener.received(frame));
            later(relay, random.nextInt(3), done);
        }

        @Override
        public void close(int code, String reason) {
            toClient(() -> {
                open = false;
                listener.ended("the relay closed the connection: " + code + " " + reason);
                later(relay, 1, server::ended);
            });
        }
    }
}
