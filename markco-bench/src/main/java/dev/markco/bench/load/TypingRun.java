package dev.markco.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** One run of a {@link TypingWorkload} against one server: everybody joins, types by the clock, and is listened to. */
final class TypingRun {
    private static final long JOIN_MILLIS = 30_000;
    private static final long DRAIN_MILLIS = 15_000;
    private static final long HEAD_START_NANOS = 50_000_000;
    /** So many updates are sent until sockets are looked at again. */
    private static final int AT_ONCE = 64;

    private final TypingWorkload workload;
    private final Schedule schedule;
    private final Deliveries deliveries;
    private final List<LoadClient> clients = new ArrayList<>();
    private final List<Typist> typists = new ArrayList<>();
    private long nextUpdate;

    /** Told shortly before measuring begins and when it ends, on the thread that sends and receives. */
    interface Watch {
        void begin();

        void end();
    }

    private TypingRun(TypingWorkload workload, Schedule schedule) {
        this.workload = workload;
        this.schedule = schedule;
        this.deliveries = new Deliveries(schedule, workload.documents(), workload.clientsEach());
    }

    /** Returns what was delivered, when all was or the server had 15 s for it after the last update. */
    static Deliveries run(
            InetSocketAddress server, Dialect dialect, TypingWorkload workload, int warmUp, int measured, Watch watch)
            throws IOException {
        try (WireLoop loop = new WireLoop(server)) {
            List<LoadClient> clients = new ArrayList<>();
            List<TypingRun> started = new ArrayList<>();
            for (int i = 0; i < workload.clients(); i++) {
                int receiver = i;
                clients.add(new LoadClient(
                        loop,
                        dialect,
                        workload.document(i),
                        (bytes, from, to) -> started.get(0).scan(receiver, bytes, from, to)));
            }
            if (!loop.run(JOIN_MILLIS, () -> clients.stream().allMatch(LoadClient::isJoined))) {
                throw new IOException("not all clients could join");
            }
            Schedule schedule = Schedule.from(
                    System.nanoTime() + HEAD_START_NANOS, clients.size(), workload.perSecond(), warmUp, measured);
            TypingRun run = new TypingRun(workload, schedule);
            run.clients.addAll(clients);
            started.add(run);
            run.type(loop, watch);
            return run.deliveries;
        }
    }

    private void type(WireLoop loop, Watch watch) {
        for (int i = 0; i < workload.clients(); i++) {
            typists.add(new Typist(i));
        }
        long millis = 1_000 * (schedule.total() / schedule.perSecond() + 1);
        // What the watch takes of this thread's time is caught up with before it counts.
        long begin = Math.max(0, schedule.measureFrom() - schedule.perSecond());
        loop.run(4 * millis, () -> nextUpdate == begin, now -> sendDue(now, begin));
        watch.begin();
        loop.run(4 * millis, () -> nextUpdate == schedule.total(), now -> {
            deliveries.heldUp(loop.heldUpUntil());
            return sendDue(now, schedule.total());
        });
        watch.end();
        loop.run(DRAIN_MILLIS, () -> deliveries.delivered() == deliveries.expected());
        // What was delivered twice may come behind what everybody was waiting for.
        loop.run(200, () -> false);
        clients.forEach(LoadClient::isJoined);
    }

    private long sendDue(long now, long until) {
        for (int i = 0; i < AT_ONCE && nextUpdate < until && schedule.timeOf(nextUpdate) <= now; i++) {
            int sender = schedule.senderOf(nextUpdate);
            clients.get(sender).send(typists.get(sender).next());
            nextUpdate++;
        }
        return schedule.timeOf(nextUpdate);
    }

    private void scan(int receiver, ByteBuffer bytes, int from, int to) {
        long now = System.nanoTime();
        Stamp.scan(bytes, from, to, (sender, number) -> deliveries.received(receiver, sender, number, now));
    }
}
