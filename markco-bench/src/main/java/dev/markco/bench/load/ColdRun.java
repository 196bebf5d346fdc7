package dev.markco.bench.load;

import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;

/** Documents of 1 MB that the server does not have in memory: how long until a client has one. */
final class ColdRun {
    private static final int STATE_BYTES = 1_000_000;
    private static final int EDITS_AT_ONCE = 500;
    private static final long SEED = 4;
    private static final long LIMIT_MILLIS = 30_000;

    private final RunningServer server;
    private final Dialect dialect;

    private ColdRun(RunningServer server, Dialect dialect) {
        this.server = server;
        this.dialect = dialect;
    }

    /** Opens some documents so often; the latencies are from the start of connecting to the last byte of the answer. */
    static Latencies run(RunningServer server, Dialect dialect, int documents, int rounds)
            throws IOException, InterruptedException {
        ColdRun run = new ColdRun(server, dialect);
        byte[] state = state();
        for (int i = 0; i < documents; i++) {
            run.store("local/load/cold-" + i, state);
        }
        int[] micros = new int[documents * rounds];
        for (int i = 0; i < micros.length; i++) {
            micros[i] = run.open("local/load/cold-" + i % documents, state.length);
        }
        return Latencies.of(micros);
    }

    /** A text of words that were inserted at random positions, so that it is made of many items. */
    private static byte[] state() {
        Random random = new Random(SEED);
        YDoc doc = new YDoc(1);
        byte[] state = doc.encodeStateAsUpdate();
        while (state.length < STATE_BYTES) {
            doc.transact(() -> {
                for (int i = 0; i < EDITS_AT_ONCE; i++) {
                    int length = doc.getText("content").length();
                    doc.getText("content").insert(random.nextInt(length + 1), "word" + random.nextInt(10_000) + ' ');
                }
            });
            state = doc.encodeStateAsUpdate();
        }
        return state;
    }

    private void store(String document, byte[] state) throws IOException, InterruptedException {
        try (WireLoop loop = new WireLoop(server.address())) {
            Answer got = new Answer();
            LoadClient client = new LoadClient(loop, dialect, document, got);
            await(loop, client);
            client.send(Messages.update(state));
            // A second client gets what the first brought, once the server has taken it.
            while (got.bytes < state.length) {
                got.bytes = 0;
                await(loop, new LoadClient(loop, dialect, document, got));
            }
        }
        awaitNoDocument();
    }

    private int open(String document, int atLeast) throws IOException, InterruptedException {
        try (WireLoop loop = new WireLoop(server.address())) {
            Answer got = new Answer();
            long began = System.nanoTime();
            LoadClient client = new LoadClient(loop, dialect, document, got);
            await(loop, client);
            if (got.bytes < atLeast) {
                throw new IOException("a cold document came with " + got.bytes + " bytes");
            }
            return Math.toIntExact((got.at - began) / 1_000);
        } finally {
            awaitNoDocument();
        }
    }

    private static void await(WireLoop loop, LoadClient client) throws IOException {
        if (!loop.run(LIMIT_MILLIS, client::isJoined)) {
            throw new IOException("a document could not be opened");
        }
    }

    /** Waits until the server has let go of all documents. */
    private void awaitNoDocument() throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT_MILLIS * 1_000_000;
        while (server.documents() > 0) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("the server keeps documents without clients in memory");
            }
            Thread.sleep(20);
        }
    }

    private static final class Answer implements LoadClient.Reader {
        private int bytes;
        private long at;

        @Override
        public void synced(int count) {
            bytes = count;
            at = System.nanoTime();
        }

        @Override
        public void updated(ByteBuffer buffer, int from, int to) {
            // nobody else types
        }
    }
}
