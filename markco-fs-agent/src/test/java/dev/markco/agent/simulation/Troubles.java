package dev.markco.agent.simulation;

import java.util.SplittableRandom;

/** What goes wrong in a {@link World}, as its plan says: cut networks, deaths, full disks, lost events, machines that are stopped or slow. */
final class Troubles {
    private final World world;
    private final SplittableRandom random;

    Troubles(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** Perhaps something happens now. */
    void happen() {
        Plan plan = world.plan();
        if (random.nextInt(plan.cuts()) == 0) {
            cut();
        }
        Machine machine = world.machines().get(random.nextInt(world.machines().size()));
        if (random.nextInt(plan.crashes()) == 0) {
            kill(machine);
        }
        if (random.nextInt(plan.troubles()) == 0) {
            trouble(machine);
        }
        if (plan.stops() < Plan.NEVER && random.nextInt(plan.stops()) == 0) {
            stop(machine);
        }
    }

    private void cut() {
        String whom = random.nextBoolean()
                ? SimulatedNetwork.ALL
                : random.nextBoolean() ? "tab1" : world.machines().get(0).name();
        world.say("the network is cut for " + whom);
        world.network().cut(whom);
        world.later(random.nextInt(6_000), () -> {
            world.unknownFor(SimulatedLink.LATEST_NEWS);
            world.say("the network is whole");
            world.network().heal();
        });
    }

    private void kill(Machine machine) {
        SimulatedAgent agent = machine.agent();
        if (agent == null) {
            return;
        }
        world.say(machine.name() + " will die");
        agent.dieSoon(random.nextInt(60));
    }

    private void stop(Machine machine) {
        SimulatedAgent agent = machine.agent();
        if (agent != null) {
            world.say(machine.name() + " is told to stop");
            agent.end();
        }
    }

    private void trouble(Machine machine) {
        SimulatedAgent agent = machine.agent();
        switch (random.nextInt(4)) {
            case 0 -> {
                world.say("the disk of " + machine.name() + " is full");
                machine.disk().full = true;
                world.later(random.nextInt(8_000), () -> {
                    world.say("the disk of " + machine.name() + " has space");
                    machine.disk().full = false;
                });
            }
            case 1 -> {
                world.say(machine.name() + " misses events");
                if (agent != null) {
                    agent.overflow();
                }
            }
            case 2 -> {
                world.say(machine.name() + " is slow");
                machine.slow = true;
                world.later(random.nextInt(15_000), () -> {
                    world.say(machine.name() + " is as fast as ever");
                    machine.slow = false;
                });
            }
            default -> {
                if (agent != null) {
                    world.say(machine.name() + " is stopped");
                    agent.suspend();
                    world.later(random.nextInt(20_000), () -> {
                        world.say(machine.name() + " goes on");
                        agent.resume();
                    });
                }
            }
        }
    }

    /** Nothing is wrong any more. */
    void end() {
        world.network().heal();
        for (Machine machine : world.machines()) {
            machine.disk().full = false;
            machine.slow = false;
            SimulatedAgent agent = machine.agent();
            if (agent != null) {
                agent.resume();
            }
        }
    }
}
