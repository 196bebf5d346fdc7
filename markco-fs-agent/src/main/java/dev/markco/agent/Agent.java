package dev.markco.agent;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.git.GitRepository;
import dev.markco.agent.internal.local.LocalServer;
import dev.markco.agent.internal.project.Project;
import dev.markco.agent.internal.project.RelayFeed;
import dev.markco.agent.internal.setup.Crowd;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.setup.KnownFiles;
import dev.markco.agent.internal.state.MachineStart;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.agent.internal.uplink.Credentials;
import dev.markco.agent.internal.uplink.RelayAddress;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.KernelUses;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.agent.internal.watch.ProjectWatcher;
import dev.markco.sync.time.SystemTime;
import dev.markco.sync.time.Time;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The filesystem agent: from {@link #start} to {@link #close} it keeps the files of a directory, their documents, the relay
 * and local editors equal. Thread-safe.
 */
public final class Agent implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Agent.class);

    private static final String TIMER = "markco-timer";
    /** Documents that talk to a slow relay hold a thread each. */
    private static final int POOL_THREADS = 32;
    /** How many documents may be in memory that no editor has open. */
    private static final int CROWD = 256;
    /** Between notes of which documents are at rest. */
    /** How long the history of a deleted document is kept. */
    private static final Duration BURIED_FOR = Duration.ofDays(90);

    private static final Duration INDEX_INTERVAL = Duration.ofSeconds(60);

    /** Between looks whether the state directory is still there. */
    private static final Duration STATE_INTERVAL = Duration.ofSeconds(1);

    private static final Duration POLL = Duration.ofMillis(20);
    /** How long the end waits for the relay to take what is under way. */
    private static final Duration LAST_UPLOAD = Duration.ofSeconds(1);

    private static final Duration LONGEST_END = Duration.ofSeconds(15);

    private final AgentConfig config;
    private final FaultPoints faults;
    private final long keepRetired;
    private @Nullable Running running;
    /** The time of the present run, or of the last one; the timer of a run ends with it. */
    private volatile SystemTime time = SystemTime.named(TIMER);

    /** What exists between start and end. */
    private record Running(
            StateDirectory state,
            FileUses uses,
            Project project,
            ProjectWatcher watcher,
            LocalServer server,
            @Nullable Way way,
            ExecutorService pool,
            SystemTime time) {}

    /** The way to the relay. */
    private record Way(RelayAddress address, Uplink uplink, RelayFeed feed) {}

    public Agent(AgentConfig config) {
        this(config, FaultPoints.NONE, DocumentSetup.KEEP_RETIRED);
    }

    /** For tests, which choose where it dies and do not wait as long. */
    Agent(AgentConfig config, FaultPoints points, long keepRetired) {
        this.keepRetired = keepRetired;
        this.config = config;
        this.faults = points;
    }

    /**
     * Starts. When this returns, editors can connect and the project is being read.
     *
     * @throws NotDirectoryException when there is no such directory
     * @throws LockedException when another agent serves it
     * @throws java.net.BindException when the port is taken
     */
    public synchronized void start() throws IOException {
        if (running != null) {
            throw new IllegalStateException("the agent runs already");
        }
        if (!Files.isDirectory(config.projectDir())) {
            throw new NotDirectoryException(config.projectDir().toString());
        }
        Path root = config.projectDir().toRealPath();
        StateDirectory state = StateDirectory.open(root, faults);
        ExecutorService pool = pool();
        time = SystemTime.named(TIMER);
        boolean started = false;
        try {
            running = assemble(root, state, pool, time);
            started = true;
        } finally {
            if (!started) {
                time.stop();
                pool.shutdownNow();
                state.close();
            }
        }
    }

    private Running assemble(Path root, StateDirectory state, ExecutorService pool, SystemTime time)
            throws IOException {
        SecureRandom random = new SecureRandom();
        FileUses uses = KernelUses.ofSystem(time);
        FileReplacer replacer = new FileReplacer(SystemRenames.ofSystem(), state.swaps(), random, faults);
        DocumentNames names = new DocumentNames(config.userId(), config.name());
        IgnoreRules rules = new IgnoreRules(root);
        Later onConnected = new Later();
        Later onDoubt = new Later();
        RelayAddress address = config.relayUrl() == null ? null : RelayAddress.parse(config.relayUrl());
        Credentials credentials = new Credentials(config.userId(), config.token());
        Uplink uplink = address == null ? null : new Uplink(address, credentials, time, pool, random, onConnected);
        RelayHttp http = address == null ? null : new RelayHttp(address, credentials);
        DocumentSetup.Relay relay =
                uplink == null || http == null ? null : new DocumentSetup.Relay(uplink, http, onDoubt);
        DocumentSetup setup = new DocumentSetup(
                new ProjectFiles(root, config.maxFileSize()),
                replacer,
                new TrashCan(state.path("trash"), replacer, time.wall()),
                state,
                new KnownFiles(),
                uses,
                GitRepository.around(root, time),
                hostName(),
                relay,
                keepRetired,
                new Crowd(CROWD),
                pool,
                time);
        Project project = new Project(setup, rules, names, http);
        ProjectWatcher watcher = new ProjectWatcher(root, rules, project.fileListener(), time);
        LocalServer server = new LocalServer(config.host(), config.port(), project, new Control(), time);
        server.start();
        boolean started = false;
        try {
            state.writeAddress("http://" + config.host() + ":" + server.port());
            watcher.start();
            if (state.isPaused()) {
                project.pause();
            }
            state.buried().forget(time.wall().instant().minus(BURIED_FOR));
            project.start(MachineStart.ofSystem());
            Way way = null;
            if (address != null && uplink != null && http != null) {
                RelayFeed feed = new RelayFeed(http, uplink, names, project.relayListener(), pool, time);
                project.askWith(feed);
                onConnected.task = feed::connected;
                onDoubt.task = project::doubt;
                if (state.isPaused()) {
                    uplink.pause();
                }
                uplink.start();
                way = new Way(address, uplink, feed);
            }
            time.every(STATE_INTERVAL, () -> pool.execute(project::keepState));
            time.every(INDEX_INTERVAL, () -> pool.execute(project::saveIndex));
            started = true;
            return new Running(state, uses, project, watcher, server, way, pool, time);
        } finally {
            if (!started) {
                watcher.close();
                server.close();
                uses.close();
            }
        }
    }

    /** Something that is known only when all parts are there. */
    private static final class Later implements Runnable {
        private volatile Runnable task = () -> {};

        @Override
        public void run() {
            task.run();
        }
    }

    /** What the local port may do with the agent. */
    private final class Control implements LocalServer.Control {
        @Override
        public Map<String, @Nullable Object> status() {
            return StatusJson.of(Agent.this.status());
        }

        @Override
        public Map<String, @Nullable Object> summary() {
            return StatusJson.summary(Agent.this.summary());
        }

        @Override
        public boolean isPaused() {
            Running now = current();
            return now != null && now.project().isPausedByPeople();
        }

        @Override
        public void pause() throws IOException {
            Agent.this.pause();
        }

        @Override
        public void resume(boolean restore) throws IOException {
            Agent.this.resume(restore);
        }
    }

    /** Does nothing until {@link #resume}, over restarts too: no file is read or written, nothing goes to the relay. */
    public void pause() throws IOException {
        Running now = running();
        now.state().setPaused(true);
        now.project().pause();
        if (now.way() != null) {
            now.way().uplink().pause();
        }
        log.info("The agent pauses");
    }

    /**
     * Goes on, after a pause or when the brake stopped deletions.
     *
     * @param restore whether files that are gone are written again, instead of their documents being deleted
     */
    public void resume(boolean restore) throws IOException {
        Running now = running();
        if (now.state().isPaused()) {
            now.state().setPaused(false);
            now.project().resume();
            if (now.way() != null) {
                now.way().uplink().resume();
            }
            log.info("The agent goes on");
        } else if (restore) {
            now.project().bringBackDeleted();
        } else {
            now.project().approveDeletions();
        }
    }

    /** The port that local editors connect to. */
    public int port() {
        return running().server().port();
    }

    /** How everything stands. */
    public AgentStatus status() {
        Running now = current();
        List<DocumentStatus> documents = now == null ? List.of() : now.project().statuses();
        // Counted from these: what stands beside each other was so at one moment.
        Map<DocumentStatus.State, Integer> counts = new EnumMap<>(DocumentStatus.State.class);
        documents.forEach(document -> counts.merge(document.state(), 1, Integer::sum));
        return new AgentStatus(summary(now, counts), documents);
    }

    /** How everything stands, without the documents. */
    public AgentSummary summary() {
        Running now = current();
        return summary(now, now == null ? Map.of() : now.project().counts());
    }

    private AgentSummary summary(@Nullable Running now, Map<DocumentStatus.State, Integer> counts) {
        if (now == null) {
            return new AgentSummary(config.relayUrl(), false, false, false, "the agent does not run", null, Map.of());
        }
        Way way = now.way();
        boolean connected = way != null && way.uplink().isConnected();
        boolean complete = now.project().isSettled()
                && (way == null || (connected && way.feed().hasHeard()));
        boolean paused = now.project().isPausedByPeople();
        String trouble = paused
                ? "the agent pauses, until 'markco agent resume'"
                : now.project().trouble();
        if (trouble == null && way != null && connected && !complete) {
            trouble = way.feed().trouble();
        }
        return new AgentSummary(
                way == null ? null : way.address().toString(),
                connected,
                complete,
                paused,
                trouble,
                now.project().notice(),
                counts);
    }

    /** Waits until nothing is left to be done; returns whether that came before the time was up. */
    public boolean awaitInSync(Duration timeout) throws InterruptedException {
        Time now = time;
        long deadline = now.nanos() + timeout.toNanos();
        while (!summary().isInSync()) {
            if (now.nanos() - deadline >= 0) {
                return false;
            }
            now.sleep(POLL);
        }
        return true;
    }

    /**
     * Ends: editors are sent away, what they typed is written, what the relay lacks is sent if that goes at once, and all
     * is in the state for the next start. Each phase is bounded. Idempotent.
     */
    @Override
    public void close() throws IOException {
        Running ending;
        synchronized (this) {
            ending = running;
            running = null;
        }
        if (ending == null) {
            return;
        }
        List<Throwable> failures = new ArrayList<>();
        attempt(failures, ending.server()::close);
        attempt(failures, ending.project()::stop);
        attempt(failures, ending.watcher()::close);
        Way way = ending.way();
        if (way != null) {
            way.feed().stop();
        }
        endDocuments(ending, failures);
        if (way != null) {
            attempt(failures, () -> awaitUpload(ending, way));
        }
        attempt(failures, ending.project()::close);
        if (way != null) {
            attempt(failures, way.uplink()::close);
        }
        attempt(failures, () -> endThreads(ending));
        attempt(failures, ending.uses()::close);
        attempt(failures, ending.state()::close);
        if (!failures.isEmpty()) {
            IOException failed = new IOException(
                    "the agent did not end cleanly: " + failures.get(0).getMessage());
            failures.forEach(failed::addSuppressed);
            throw failed;
        }
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    /** Goes on after errors, too: the port and the lock must be free in the end, or no other agent could start. */
    private static void attempt(List<Throwable> failures, Step step) {
        try {
            step.run();
        } catch (IOException | RuntimeException | Error e) {
            log.warn("A step of the end failed", e);
            failures.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failures.add(e);
        }
    }

    private static void endDocuments(Running ending, List<Throwable> failures) {
        List<Future<?>> ends = new ArrayList<>();
        for (AgentDocument document : ending.project().documents()) {
            ends.add(ending.pool().submit(() -> {
                document.end();
                return null;
            }));
        }
        long deadline = ending.time().nanos() + LONGEST_END.toNanos();
        for (Future<?> end : ends) {
            attempt(failures, () -> {
                try {
                    end.get(Math.max(1, deadline - ending.time().nanos()), TimeUnit.NANOSECONDS);
                } catch (ExecutionException e) {
                    throw new IOException("a document could not be ended: " + e.getMessage(), e);
                } catch (TimeoutException e) {
                    throw new IOException("a document could not be ended in time", e);
                }
            });
        }
    }

    /** Nobody of ours may still be writing when the next agent gets the lock. What timers do may be to give the pool something. */
    private static void endThreads(Running ending) throws IOException, InterruptedException {
        boolean ended = false;
        try {
            ending.time().stop();
            ended = ending.time().awaitEnd(LONGEST_END);
        } finally {
            ending.pool().shutdownNow();
        }
        if (!ended || !ending.pool().awaitTermination(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("a document is still being worked on");
        }
    }

    private static void awaitUpload(Running ending, Way way) throws InterruptedException {
        long deadline = ending.time().nanos() + LAST_UPLOAD.toNanos();
        while (way.uplink().isConnected()
                && ending.time().nanos() - deadline < 0
                && ending.project().counts().getOrDefault(DocumentStatus.State.UPLOADING, 0) > 0) {
            ending.time().sleep(POLL);
        }
    }

    private synchronized @Nullable Running current() {
        return running;
    }

    private Running running() {
        Running now = current();
        if (now == null) {
            throw new IllegalStateException("the agent does not run");
        }
        return now;
    }

    private static ExecutorService pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                POOL_THREADS, POOL_THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemon("markco-agent"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ThreadFactory daemon(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getHostName();
            return name.isBlank() ? "host" : name;
        } catch (UnknownHostException e) {
            log.debug("This machine has no name", e);
            return "host";
        }
    }
}
