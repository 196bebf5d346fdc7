package dev.markco.agent.simulation;

import dev.markco.agent.internal.uplink.RelaySocket;
import dev.markco.sync.room.Transport;
import dev.markco.sync.time.SimulatedProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a client to a server. Frames arrive in their order, some time after they were sent; when it breaks, those under
 * way are lost, and each side learns of it at another time.
 */
final class SimulatedLink {
    /** When each side knows at the latest that it broke, in milliseconds. */
    static final int LATEST_NEWS = 2_000;

    private final SimulatedProcess client;
    private final SimulatedProcess server;
    private final RelaySocket.Listener listener;
    private final SplittableRandom random;
    private final int slowest;
    private final Seat.Door door;
    private @Nullable Seat seat;
    private boolean open = true;
    private boolean known;
    private long clientAt;
    private long serverAt;

    /** A socket whose frames take {@code slowest} milliseconds at most. */
    SimulatedLink(
            SimulatedProcess client,
            SimulatedProcess server,
            RelaySocket.Listener listener,
            SplittableRandom random,
            int slowest,
            Seat.Door door) {
        this.client = client;
        this.server = server;
        this.listener = listener;
        this.random = random;
        this.slowest = slowest;
        this.door = door;
    }

    void open() {
        toServer(() -> {
            ToClient way = new ToClient();
            try {
                seat = door.open(way);
            } catch (IOException e) {
                toClient(() -> {
                    open = false;
                    listener.failed(String.valueOf(e.getMessage()));
                });
                return;
            }
            toClient(() -> {
                known = true;
                listener.opened(socket());
            });
            way.accepted();
        });
    }

    private void received(byte[] frame) {
        if (seat != null) {
            seat.receive(frame);
        }
    }

    private void seatEnded() {
        if (seat != null) {
            seat.ended();
            seat = null;
        }
    }

    boolean isOpen() {
        return open;
    }

    /** Loses it; what is under way never arrives. */
    void breakOff(String why) {
        if (open) {
            open = false;
            later(server, random.nextInt(LATEST_NEWS), this::seatEnded);
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
        toServer(() -> {
            if (open) {
                open = false;
                seatEnded();
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

    private void toServer(Runnable task) {
        serverAt = after(serverAt, server);
        later(server, Duration.ofNanos(serverAt - server.nanos()), () -> {
            if (open) {
                task.run();
            }
        });
    }

    private RelaySocket socket() {
        return new RelaySocket() {
            @Override
            public void send(byte[] frame, Runnable done) {
                toServer(() -> received(frame));
                later(client, random.nextInt(3), done);
            }

            @Override
            public void ping() {}

            @Override
            public void close(int code, String reason) {
                toServer(() -> {
                    open = false;
                    seatEnded();
                    later(client, 1, () -> listener.ended("closed"));
                });
            }
        };
    }

    /** The server's side of it. */
    private final class ToClient implements Transport {
        /** What is said before the client is known to be let in; null when it is. */
        private @Nullable List<byte[]> early = new ArrayList<>();

        void accepted() {
            List<byte[]> said = early;
            early = null;
            if (said != null) {
                said.forEach(frame -> toClient(() -> listener.received(frame)));
            }
        }

        @Override
        public void send(byte[] frame, Runnable done) {
            if (early != null) {
                early.add(frame);
            } else {
                toClient(() -> listener.received(frame));
            }
            later(server, random.nextInt(3), done);
        }

        @Override
        public void close(int code, String reason) {
            toClient(() -> {
                open = false;
                String why = "the server closed the connection: " + code + " " + reason;
                if (known) {
                    listener.ended(why);
                } else {
                    listener.failed(why);
                }
                later(server, 1, SimulatedLink.this::seatEnded);
            });
        }
    }
}
