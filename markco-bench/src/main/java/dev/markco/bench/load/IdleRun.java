package dev.markco.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Many documents that nobody edits, with a client each: what one costs in the server's memory. */
final class IdleRun {
    private static final int TEXT_LENGTH = 2_048;
    private static final int CONNECTING = 64;
    private static final long JOIN_MILLIS = 30_000;
    private static final long SETTLE_MILLIS = 8_000;

    /** What a document costs, in bytes, and how many there were. */
    record Cost(int documents, long heapBytes, long residentBytes) {}

    private IdleRun() {}

    /** Opens the documents, each with a text of 2,048 characters that its client brings, and lets the server rest. */
    static Cost run(RunningServer server, Dialect dialect, int documents) throws IOException, InterruptedException {
        byte[] text = new byte[TEXT_LENGTH];
        Arrays.fill(text, (byte) 'x');
        byte[] message = Typist.text(text);
        LoadClient.Reader deaf = (ByteBuffer bytes, int from, int to) -> {};
        try (WireLoop loop = new WireLoop(server.address())) {
            open(loop, dialect, "warm-", CONNECTING, message, deaf);
            long heapBefore = server.heapBytes();
            long residentBefore = server.residentBytes();
            List<LoadClient> clients = open(loop, dialect, "idle-", documents, message, deaf);
            loop.run(SETTLE_MILLIS, () -> false);
            long heap = server.heapBytes() - heapBefore;
            long resident = server.residentBytes() - residentBefore;
            clients.forEach(LoadClient::isJoined);
            long open = server.documents();
            if (open != documents + CONNECTING) {
                throw new IOException("the server has " + open + " documents open, not " + documents);
            }
            return new Cost(documents, heap / documents, resident / documents);
        }
    }

    private static List<LoadClient> open(
            WireLoop loop, Dialect dialect, String name, int count, byte[] message, LoadClient.Reader reader)
            throws IOException {
        List<LoadClient> clients = new ArrayList<>();
        for (int done = 0; done < count; done += CONNECTING) {
            List<LoadClient> some = new ArrayList<>();
            for (int i = done; i < Math.min(count, done + CONNECTING); i++) {
                some.add(new LoadClient(loop, dialect, "local/load/" + name + i, reader));
            }
            if (!loop.run(JOIN_MILLIS, () -> some.stream().allMatch(LoadClient::isJoined))) {
                throw new IOException("not all clients could join");
            }
            some.forEach(client -> client.send(message));
            clients.addAll(some);
        }
        return clients;
    }
}
