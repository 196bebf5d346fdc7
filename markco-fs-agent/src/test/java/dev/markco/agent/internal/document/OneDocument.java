package dev.markco.agent.internal.document;

import static org.awaitility.Awaitility.await;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.MemoryRelay;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.Renames;
import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.git.GitRepository;
import dev.markco.agent.internal.replica.DocumentText;
import dev.markco.agent.internal.setup.Crowd;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.setup.KnownFiles;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.agent.internal.uplink.Credentials;
import dev.markco.agent.internal.uplink.RelayAddress;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.KernelUses;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.Subscription;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The document of the file {@code a.md} alone, without watcher and project, that can be killed. */
final class OneDocument implements AutoCloseable {
    /** So many looks in a row find the document idle when it is; longer than any pause between two of its steps. */
    private static final int IDLE_POLLS = 600;

    private static final Credentials NOBODY = new Credentials(DocumentKey.LOCAL_USER, null);

    private static final long KEEP_RETIRED = 60;
    static final String KEY = "local/p/a";

    private final ExecutorService pool = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "test-document");
        thread.setUncaughtExceptionHandler((died, failure) -> {
            if (!(failure instanceof Killed)) {
                failure.printStackTrace();
            }
        });
        return thread;
    });
    private final SystemTime time = SystemTime.named("test-timer");
    private final StateDirectory state;
    private final FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"));
    private final @Nullable Uplink uplink;
    private final AgentDocument document;
    /** Keeps the document in memory, as an editor does. */
    private final RoomLease lease;

    private final Path file;

    /** The process is gone. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("killed", null, false, false);
        }
    }

    private OneDocument(Path root, FaultPoints faults, Renames renames, @Nullable MemoryRelay relay, long keepRetired)
            throws IOException {
        state = StateDirectory.open(root, faults);
        file = root.resolve("a.md");
        DocumentSetup.Relay way = null;
        if (relay != null) {
            RelayAddress address = RelayAddress.parse(relay.url());
            way = new DocumentSetup.Relay(
                    new Uplink(address, NOBODY, time, pool, new Random(1), this::connected),
                    new RelayHttp(address, NOBODY),
                    () -> {});
        }
        uplink = way == null ? null : way.uplink();
        FileReplacer replacer = new FileReplacer(renames, state.swaps(), new Random(), faults);
        DocumentSetup setup = new DocumentSetup(
                new ProjectFiles(root, 1 << 20),
                replacer,
                new TrashCan(state.path("trash"), replacer, time.wall()),
                state,
                new KnownFiles(),
                uses,
                GitRepository.none(),
                "host",
                way,
                keepRetired,
                new Crowd(1),
                pool,
                time);
        document = AgentDocument.of(DocumentKey.parse(KEY), "a.md", setup, new Alone(), null);
        lease = document.lease();
        document.start();
        if (uplink != null) {
            uplink.start();
        }
    }

    /** Nobody decides anything here. */
    private static final class Alone implements AgentDocument.Owner {
        @Override
        public boolean isPaused() {
            return false;
        }

        @Override
        public void missing(AgentDocument document) {}

        @Override
        public void deleted(AgentDocument document, boolean known) {}
    }

    /** The relay's list is not read here: the document joins at any rate. */
    void connected() {
        Entry.Identity known = document.view().identity();
        document.news().stand(Standing.listed(known == null ? null : known.id(), null));
    }

    /** The document's room. */
    Room room() {
        return lease.room();
    }

    static OneDocument open(Path root, FaultPoints faults, Renames renames, @Nullable MemoryRelay relay)
            throws IOException {
        return new OneDocument(root, faults, renames, relay, KEEP_RETIRED);
    }

    /** Opens one that keeps what was swapped out for at least so many milliseconds. */
    static OneDocument openKeeping(Path root, FaultPoints faults, long keepRetired) throws IOException {
        return new OneDocument(root, faults, SystemRenames.ofSystem(), null, keepRetired);
    }

    AgentDocument document() {
        return document;
    }

    /** What the file is to hold. */
    String liveFile() {
        return new String(room().read(DocumentText::content).encode(), StandardCharsets.UTF_8);
    }

    /** Types at the start of the document, as a client does; returns the client's update. */
    byte[] type(String text) {
        YDoc client = new YDoc();
        client.applyUpdate(room().read(YDoc::encodeStateAsUpdate));
        List<byte[]> made = new ArrayList<>();
        try (Subscription updates = client.observeUpdate((update, origin) -> made.add(update))) {
            client.getText("content").insert(0, text);
        }
        byte[] update = Updates.merge(made);
        room().apply(update, "client");
        return update;
    }

    /** Waits until the file and the document are equal, and the relay has it all. */
    void awaitSettled() {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(this::isSettled);
    }

    /** Whoever reads the file counts as one who may save it, so it is read only where nothing is under way any more. */
    private boolean isSettled() throws IOException {
        if (document.view().status(null).state() != DocumentStatus.State.SYNCED) {
            return false;
        }
        FileContent live = room().read(DocumentText::content);
        return Files.exists(file)
                ? live.equals(FileContent.decode(Files.readAllBytes(file), live.format()))
                : live.text().isEmpty();
    }

    /** Waits until the document dies, or has nothing left to do: a slow run takes fewer steps than a quick one. */
    void awaitEndOf(BooleanSupplier dead) {
        AtomicInteger idle = new AtomicInteger();
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    int polls = !dead.getAsBoolean() && isSettled() ? idle.incrementAndGet() : 0;
                    if (polls == 0) {
                        idle.set(0);
                    }
                    return dead.getAsBoolean() || polls >= IDLE_POLLS;
                });
    }

    /** Ends without a last word. */
    void kill() throws Exception {
        pool.shutdownNow();
        time.stop();
        if (uplink != null) {
            uplink.close();
        }
        if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the pool did not end");
        }
        uses.close();
        state.close();
    }

    @Override
    public void close() throws Exception {
        kill();
    }
}
