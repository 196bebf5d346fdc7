package dev.markco.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Edits at one relay, at random moments, and a client of another relay on the same database that waits for them. Each relay is
 * a process of its own; the framing is that of Hocuspocus, whose clients are told when an edit is durable.
 */
final class SeeingRun {
    private static final Contender RELAY = Contender.MARKCO_HOCUSPOCUS;
    private static final String DOCUMENT = "local/bench/seen";
    private static final long LIMIT_MILLIS = 60_000;
    private static final int WARM_UP = 20;
    private static final int LEAST_PAUSE_MILLIS = 5;
    private static final int MOST_PAUSE_MILLIS = 150;
    private static final int QUIET_MILLIS = 1_000;

    private final int edits;
    private final AtomicLongArray seen;
    private int acknowledged;
    private long acknowledgedAt;

    private SeeingRun(int edits) {
        this.edits = edits;
        this.seen = new AtomicLongArray(edits);
    }

    /** How late edits were seen. */
    record Outcome(int edits, Latencies sinceAcknowledged, Latencies sinceSent) {}

    static Outcome run(Pinning pinning, Path directory, String databaseUrl, int edits)
            throws IOException, InterruptedException {
        Path one = Files.createDirectory(directory.resolve("relay-1"));
        Path two = Files.createDirectory(directory.resolve("relay-2"));
        try (RunningServer writing = RunningServer.start(RELAY, pinning, one, databaseUrl);
                RunningServer reading = RunningServer.start(RELAY, pinning, two, databaseUrl)) {
            return new SeeingRun(WARM_UP + edits).measure(writing, reading);
        }
    }

    private Outcome measure(RunningServer writing, RunningServer reading) throws IOException {
        CompletableFuture<Void> joined = new CompletableFuture<>();
        CompletableFuture<Void> over = new CompletableFuture<>();
        CompletableFuture<Void> watching =
                CompletableFuture.runAsync(() -> watch(reading, joined, over), work -> new Thread(work).start());
        try {
            CompletableFuture.anyOf(joined, watching).join();
            return write(writing);
        } catch (CompletionException e) {
            throw new IOException("the watcher failed", e.getCause());
        } finally {
            over.complete(null);
            watching.exceptionally(failure -> null).join();
        }
    }

    private void watch(RunningServer server, CompletableFuture<Void> joined, CompletableFuture<Void> over) {
        try (WireLoop loop = new WireLoop(server.address())) {
            LoadClient client = new LoadClient(loop, RELAY.dialect, DOCUMENT, (bytes, from, to) -> {
                long now = System.nanoTime();
                Stamp.scan(bytes, from, to, (sender, number) -> seen.compareAndSet(number, 0, now));
            });
            if (!loop.run(LIMIT_MILLIS, client::isJoined)) {
                throw new IllegalStateException("the second relay does not answer");
            }
            joined.complete(null);
            loop.run(TimeUnit.HOURS.toMillis(1), () -> over.isDone() && client.isJoined());
        } catch (IOException e) {
            throw new IllegalStateException("the second relay cannot be reached", e);
        }
    }

    private Outcome write(RunningServer server) throws IOException {
        Random random = new Random(1);
        Typist typist = new Typist(1);
        int[] sinceAcknowledged = new int[edits - WARM_UP];
        int[] sinceSent = new int[edits - WARM_UP];
        try (WireLoop loop = new WireLoop(server.address())) {
            LoadClient client = new LoadClient(loop, RELAY.dialect, DOCUMENT, new LoadClient.Reader() {
                @Override
                public void updated(ByteBuffer bytes, int from, int to) {
                    throw new IllegalStateException("nobody else types");
                }

                @Override
                public void acknowledged() {
                    acknowledged++;
                    acknowledgedAt = System.nanoTime();
                }
            });
            require(loop.run(LIMIT_MILLIS, client::isJoined), "the first relay does not answer");
            // What the client answered when it joined is acknowledged, too.
            pause(loop, QUIET_MILLIS);
            for (int edit = 0; edit < edits; edit++) {
                pause(loop, random.nextInt(LEAST_PAUSE_MILLIS, MOST_PAUSE_MILLIS));
                int number = edit;
                int before = acknowledged;
                long sent = System.nanoTime();
                client.send(typist.next());
                require(
                        loop.run(
                                LIMIT_MILLIS,
                                () -> client.isJoined() && acknowledged > before && seen.get(number) != 0),
                        "an edit is not acknowledged, or not seen at the other relay");
                if (edit >= WARM_UP) {
                    sinceAcknowledged[edit - WARM_UP] = micros(seen.get(number) - acknowledgedAt);
                    sinceSent[edit - WARM_UP] = micros(seen.get(number) - sent);
                }
            }
        }
        return new Outcome(edits - WARM_UP, Latencies.of(sinceAcknowledged), Latencies.of(sinceSent));
    }

    /** An edit may be seen before its acknowledgement came. */
    private static int micros(long nanos) {
        return (int) TimeUnit.NANOSECONDS.toMicros(Math.max(0, nanos));
    }

    private static void pause(WireLoop loop, long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        loop.run(LIMIT_MILLIS, () -> System.nanoTime() - end >= 0);
    }

    private static void require(boolean happened, String what) throws IOException {
        if (!happened) {
            throw new IOException(what);
        }
    }
}
