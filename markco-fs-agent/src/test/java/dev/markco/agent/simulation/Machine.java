package dev.markco.agent.simulation;

import dev.markco.agent.internal.state.MachineStart;
import dev.markco.agent.internal.uplink.RelaySockets;
import dev.markco.sync.time.SimulatedProcess;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A computer with a disk, an agent that may die and is started again, and programs that know nothing of it. */
final class Machine {
    /** How long a save may lie there before it is looked at, in milliseconds. */
    private static final long LONGEST_UNSEEN = 120_000;

    /** Where the agent puts what is deleted elsewhere. */
    static final String TRASH = SimulatedAgent.ROOT + "/.markco/trash";

    private final World world;
    private final String name;
    private final SimulatedDisk disk;
    private final SplittableRandom random;
    private final SimulatedPrograms programs;
    private final UnseenRenames renames;
    private final HttpClient http;
    private final List<Save> saves = new ArrayList<>();
    private long doubtedAt = -1;

    /** How long it takes at least until an agent that died is started again, in milliseconds. */
    int rest = 200;

    MachineStart start = new MachineStart("0");

    /** Whether other programs leave an agent little time. */
    boolean slow;

    private @Nullable SimulatedAgent agent;

    private record Save(long at, Set<String> ranOver, Set<String> saved) {}

    Machine(World world, String name, SimulatedDisk disk, SplittableRandom random) {
        this.world = world;
        this.name = name;
        this.disk = disk;
        this.random = random;
        this.programs = new SimulatedPrograms(world, this, random.split());
        this.renames = new UnseenRenames(this);
        this.http = new SimulatedHttp(
                world.relay(),
                () -> world.network().isReachable(name),
                world::meanwhile,
                random.split(),
                world.plan().requestFaults());
    }

    World world() {
        return world;
    }

    String name() {
        return name;
    }

    SimulatedDisk disk() {
        return disk;
    }

    RandomGenerator random() {
        return random;
    }

    SimulatedPrograms programs() {
        return programs;
    }

    UnseenRenames renames() {
        return renames;
    }

    HttpClient http() {
        return http;
    }

    /** Whether there are no bytes but zeros where a file begins. */
    boolean isFullOfZeros(String file) {
        String text = disk.look(path(file));
        return text != null && text.startsWith("\0");
    }

    /**
     * A program saves.
     *
     * @param ranOver words that this takes out without its having read them, which the agent is to notice
     * @param saved all words that are there then
     */
    void saves(Set<String> ranOver, Set<String> saved) {
        saves.add(new Save(world.millis(), ranOver, saved));
    }

    /**
     * A program opens what another one has saved, or git puts something in the place of that. The agent may come to see what both
     * do as one, and that somebody had read the file: what it cannot tell it keeps in the trash.
     */
    void hidesSaves() {
        for (Save save : saves) {
            save.ranOver.forEach(world.words()::mayBeKept);
        }
    }

    /** When the agent last lost track of who has read what, in milliseconds. */
    long doubtedAt() {
        return doubtedAt;
    }

    /**
     * The agent does not know any more who has read what: what a save was made on that it has not seen yet it cannot tell.
     *
     * @param forgotten whether it need not even know what the file held before, so that nothing is kept of that
     */
    void doubt(boolean forgotten) {
        doubtedAt = world.millis();
        for (Save save : saves) {
            if (doubtedAt - save.at < LONGEST_UNSEEN) {
                save.ranOver.forEach(forgotten ? world.words()::deleted : world.words()::mayBeKept);
                save.saved.forEach(world.words()::doubted);
            }
        }
        if (forgotten) {
            saves.clear();
        }
    }

    void start() {
        if (agent == null) {
            world.say(name + " starts");
            agent = new SimulatedAgent(this, world.process(name));
            agent.start();
        }
    }

    /** The way of a tab on this machine to whatever agent runs here. */
    RelaySockets port(SimulatedProcess client, String docPath) {
        return new SimulatedSockets(listener -> {
            SimulatedAgent now = agent;
            if (now == null || !now.connect(client, docPath, listener)) {
                client.after(Duration.ofMillis(1), () -> listener.failed("refused"));
            }
        });
    }

    void approve() {
        if (agent != null && programs.areIdle()) {
            agent.approve();
        }
    }

    private void startIn(int least) {
        world.later(least + random.nextInt(3_000), this::start);
    }

    void died(SimulatedAgent dead) {
        world.say(name + " is dead");
        doubt(true);
        // Tabs at its port learn of it a little later.
        world.unknownFor(SimulatedLink.LATEST_NEWS);
        if (agent == dead) {
            agent = null;
            startIn(rest);
        }
    }

    @Nullable
    SimulatedAgent agent() {
        return agent;
    }

    /** The names of all documents' files. */
    List<String> files() {
        List<String> files = new ArrayList<>(disk.list(SimulatedAgent.ROOT));
        files.removeIf(name -> !name.endsWith(".md"));
        return files;
    }

    /** The words of all that is in the trash. */
    Set<String> trash() {
        Set<String> words = new HashSet<>();
        disk.each(TRASH, text -> words.addAll(Words.of(text)));
        return words;
    }

    static String path(String file) {
        return SimulatedAgent.ROOT + "/" + file;
    }
}
