package dev.markco.agent.simulation;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.git.GitRepository;
import dev.markco.agent.internal.project.Project;
import dev.markco.agent.internal.project.RelayFeed;
import dev.markco.agent.internal.setup.Crowd;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.setup.KnownFiles;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.agent.internal.uplink.Credentials;
import dev.markco.agent.internal.uplink.RelayAddress;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.RelaySocket;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.SimulatedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One run of an agent, from its start to its death: the real classes, put together as {@code Agent} does it. */
final class SimulatedAgent {
    static final String PROJECT = "p";
    static final String ROOT = "/" + PROJECT;

    /** What is said of a document for which nothing is to be done, but perhaps by people. */
    private static final Set<DocumentStatus.State> AT_REST =
            EnumSet.of(DocumentStatus.State.SYNCED, DocumentStatus.State.CONFLICT);

    private static final long MAX_FILE_SIZE = 1 << 20;
    private static final int CROWD = 256;
    private static final int LEAST_NANOS = 10_000;
    private static final int MORE_NANOS = 200_000;
    private static final int SLOWEST_LOCAL = 3;
    private static final int SLOW_MILLIS = 200;
    private static final int SLOWEST_MILLIS = 8_000;
    private static final long LAST_UPLOAD = 1_000;
    private static final long POLL = 50;

    private final Machine machine;
    private final SimulatedProcess process;
    private final DiskView view;
    private final SimulatedUses uses;
    private final List<SimulatedLink> links = new ArrayList<>();
    private boolean suspended;
    private boolean ending;
    private @Nullable StateDirectory state;
    private @Nullable SimulatedWatcher watcher;
    private @Nullable Project project;
    private @Nullable Uplink uplink;
    private @Nullable RelayFeed feed;

    SimulatedAgent(Machine machine, SimulatedProcess process) {
        this.machine = machine;
        this.process = process;
        this.view = new DiskView(machine.disk(), this::die);
        this.uses = new SimulatedUses(view, process);
    }

    /** Something that is known only when all parts are there. */
    private static final class Later implements Runnable {
        private Runnable task = () -> {};

        @Override
        public void run() {
            task.run();
        }
    }

    /** Starts in its own process; tries again where the disk does not let it. */
    void start() {
        process.execute(() -> {
            try {
                assemble();
            } catch (IOException e) {
                machine.world().say(machine.name() + " cannot start: " + e.getMessage());
                die();
            }
        });
    }

    private void assemble() throws IOException {
        RandomGenerator random = machine.random();
        Path root = view.getPath(ROOT);
        DiskCalls calls = new DiskCalls(view, machine.programs()::atTheLastMoment);
        StateDirectory locked = StateDirectory.open(root, FaultPoints.NONE);
        FileReplacer replacer = new FileReplacer(calls, calls, locked.swaps(), random, FaultPoints.NONE);
        DocumentNames names = new DocumentNames(DocumentKey.LOCAL_USER, PROJECT);
        IgnoreRules rules = new IgnoreRules(root);
        // Everything takes a while, so that who goes in circles does not stop time.
        Executor pool = task -> process.after(takes(random), task);
        Later onConnected = new Later();
        Later onDoubt = new Later();
        RelayAddress address = RelayAddress.parse("ws://relay");
        Credentials credentials = new Credentials(DocumentKey.LOCAL_USER, null);
        Uplink way = new Uplink(
                address,
                credentials,
                machine.world().network().of(machine.name(), process),
                process,
                pool,
                random,
                onConnected);
        RelayHttp http = new RelayHttp(address, credentials, machine.http());
        DocumentSetup setup = new DocumentSetup(
                new ProjectFiles(root, MAX_FILE_SIZE),
                replacer,
                new TrashCan(locked.path("trash"), replacer, process.wall()),
                locked,
                new KnownFiles(),
                uses,
                GitRepository.around(root, process),
                machine.name(),
                new DocumentSetup.Relay(way, http, onDoubt),
                DocumentSetup.KEEP_RETIRED,
                new Crowd(CROWD),
                pool,
                process);
        Project opened = new Project(setup, rules, names, http);
        watcher = new SimulatedWatcher(
                view,
                ROOT,
                rules,
                opened.fileListener(),
                process,
                new SplittableRandom(machine.random().nextLong()),
                machine.world().plan().eventFaults());
        opened.start(machine.start);
        RelayFeed following = new RelayFeed(http, way, names, opened.relayListener(), pool, process);
        opened.askWith(following);
        onConnected.task = following::connected;
        onDoubt.task = opened::doubt;
        way.start();
        process.every(Duration.ofSeconds(1), () -> pool.execute(opened::keepState));
        process.every(Duration.ofSeconds(60), () -> pool.execute(opened::saveIndex));
        state = locked;
        project = opened;
        uplink = way;
        feed = following;
    }

    /** How long it takes until a task is done: where others have the machine, some wait for long. */
    private Duration takes(RandomGenerator random) {
        if (machine.slow) {
            return Duration.ofMillis(random.nextInt(random.nextInt(4) == 0 ? SLOWEST_MILLIS : SLOW_MILLIS));
        }
        return Duration.ofNanos(LEAST_NANOS + random.nextInt(MORE_NANOS));
    }

    /** Lets a tab on its machine in, by its own port; returns whether anybody listens there. */
    boolean connect(SimulatedProcess client, String docPath, RelaySocket.Listener listener) {
        Project opened = project;
        if (opened == null || view.isDead()) {
            return false;
        }
        SimulatedLink link = new SimulatedLink(
                client,
                process,
                listener,
                new SplittableRandom(machine.random().nextLong()),
                SLOWEST_LOCAL,
                transport -> new LocalSeat(opened, docPath, transport));
        links.add(link);
        link.open();
        return true;
    }

    /** Has it die before one of its next operations on the disk. */
    void dieSoon(int operations) {
        view.killIn(operations);
    }

    /** SIGKILL. */
    void die() {
        if (view.isDead()) {
            return;
        }
        process.stop();
        view.die();
        uses.close();
        if (watcher != null) {
            watcher.close();
        }
        links.forEach(link -> link.breakOff("the agent died"));
        machine.world().network().died(machine.name());
        machine.died(this);
    }

    /** SIGTERM: it ends as {@code Agent} does, one thing after the other. */
    void end() {
        if (!ending) {
            ending = true;
            process.execute(this::endDocuments);
        }
    }

    private void endDocuments() {
        if (project == null || feed == null || watcher == null) {
            // It is still starting, and so is gone at once.
            die();
            return;
        }
        links.forEach(link -> link.breakOff("the agent stops"));
        project.stop();
        watcher.close();
        feed.stop();
        for (AgentDocument document : project.documents()) {
            attempt(document::end);
        }
        endWhenSent(project, process.millis() + LAST_UPLOAD);
    }

    private void endWhenSent(Project ended, long limit) {
        boolean waits = uplink != null
                && uplink.isConnected()
                && process.millis() < limit
                && ended.counts().getOrDefault(DocumentStatus.State.UPLOADING, 0) > 0;
        if (waits) {
            process.after(Duration.ofMillis(POLL), () -> endWhenSent(ended, limit));
            return;
        }
        attempt(ended::close);
        if (state != null) {
            attempt(state::close);
        }
        die();
    }

    private void attempt(ProgramRun.Step step) {
        try {
            step.run();
        } catch (IOException e) {
            machine.world().say(machine.name() + " does not end cleanly: " + e.getMessage());
        }
    }

    boolean isAlive() {
        return !view.isDead();
    }

    void suspend() {
        suspended = true;
        process.suspend();
    }

    void resume() {
        suspended = false;
        process.resume();
    }

    boolean isSuspended() {
        return suspended;
    }

    /** More was read and written at once than the kernel keeps events of. */
    void overflow() {
        uses.overflow();
        machine.doubt(false);
    }

    /** Somebody looks at what it asks, and says that the files are as they are meant to be. */
    void approve() {
        if (project != null && project.trouble() != null) {
            machine.world().say(machine.name() + " is told to go on: " + project.trouble());
            project.approveDeletions();
        }
    }

    /** What it asks people, or why it does nothing; null for neither. */
    @Nullable
    String trouble() {
        return project == null ? null : project.trouble();
    }

    /** Somebody says that the files are not as they are meant to be. */
    void bringBack() {
        try {
            if (project != null && !view.isDead()) {
                machine.world().say(machine.name() + " is told to bring the files back: " + project.trouble());
                project.bringBackDeleted();
            }
        } catch (IOException | DiskView.Killed e) {
            machine.world().say(machine.name() + " cannot bring them back: " + e.getMessage());
        }
    }

    /** Why it does not say that all is in sync; null when it does. */
    @Nullable
    String unsynced() {
        if (project == null || uplink == null || feed == null) {
            return "it has not started";
        }
        try {
            return unsynced(project, uplink, feed);
        } catch (DiskView.Killed e) {
            return "it died of being asked";
        }
    }

    private static @Nullable String unsynced(Project project, Uplink uplink, RelayFeed feed) {
        if (project.trouble() != null) {
            return project.trouble();
        }
        if (!project.isSettled() || !uplink.isConnected() || !feed.hasHeard()) {
            return "settled " + project.isSettled() + ", connected " + uplink.isConnected() + ", heard "
                    + feed.hasHeard();
        }
        List<DocumentStatus> waiting = project.statuses().stream()
                .filter(status -> !AT_REST.contains(status.state()))
                .toList();
        return waiting.isEmpty() ? null : waiting.toString();
    }
}
