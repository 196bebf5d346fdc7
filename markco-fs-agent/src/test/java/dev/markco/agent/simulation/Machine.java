package dev.markco.agent.simulation;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A computer with a disk, an agent that may die and is started again, and programs that know nothing of it. */
final class Machine {
    private final World world;
    private final String name;
    private final SimulatedDisk disk;
    private final SplittableRandom random;
    private final SimulatedPrograms programs;
    private final HttpClient http;
    private @Nullable SimulatedAgent agent;

    Machine(World world, String name, SimulatedDisk disk, SplittableRandom random) {
        this.world = world;
        this.name = name;
        this.disk = disk;
        this.random = random;
        this.programs = new SimulatedPrograms(world, this, random.split());
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

    HttpClient http() {
        return http;
    }

    void start() {
        if (agent == null) {
            world.say(name + " starts");
            agent = new SimulatedAgent(this, world.process(name));
            agent.start();
        }
    }

    void startLater() {
        world.later(200 + random.nextInt(3_000), this::start);
    }

    void died(SimulatedAgent dead) {
        world.say(name + " is dead");
        if (agent == dead) {
            agent = null;
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

    static String path(String file) {
        return SimulatedAgent.ROOT + "/" + file;
    }
}
