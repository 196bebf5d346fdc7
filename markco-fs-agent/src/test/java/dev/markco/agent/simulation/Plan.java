package dev.markco.agent.simulation;

import java.util.SplittableRandom;

/**
 * What may happen in a {@link World}.
 *
 * @param agents how many machines have the project
 * @param tabs how many tabs are open
 * @param local whether some of them are at an agent's own port
 * @param files how many files there are in the beginning
 * @param millis for how long there are events
 * @param pause between two events, at most, in milliseconds
 * @param slowest how long a frame takes at most, in milliseconds
 * @param eventFaults how often something is wrong with an event of the watcher
 * @param requestFaults how often a request fails
 * @param cuts how often the network is cut, of so many events one
 * @param crashes how often an agent dies, of so many events one
 * @param renames whether files get other names, come and go
 * @param twins whether, in the beginning, two machines that do not hear of each other get the same line
 * @param powerLoss whether, in the beginning, a machine loses its power, and most of its files come back empty
 * @param troubles how often another trouble befalls a machine, of so many events one
 * @param git whether somebody commits and checks out branches, on one of the machines
 * @param births whether file systems tell when a file was made
 * @param stops how often an agent is stopped, and started again, of so many events one
 */
record Plan(
        int agents,
        int tabs,
        boolean local,
        int files,
        int millis,
        int pause,
        int slowest,
        double eventFaults,
        double requestFaults,
        int cuts,
        int crashes,
        boolean renames,
        boolean twins,
        boolean powerLoss,
        int troubles,
        boolean git,
        boolean births,
        int stops) {
    static final int NEVER = Integer.MAX_VALUE;

    /** By a seed: some worlds are whole, in others this or that goes wrong, in some all of it. */
    static Plan of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int wrong = random.nextInt(6);
        boolean all = wrong == 5;
        int agents = random.nextInt(4) == 0 ? 2 : 1;
        boolean powerLoss = random.nextInt(20) == 0;
        return new Plan(
                agents,
                random.nextInt(4),
                random.nextInt(3) == 0,
                powerLoss ? 6 + random.nextInt(3) : 1 + random.nextInt(3),
                10_000 + random.nextInt(15_000),
                200 + random.nextInt(1_500),
                1 + random.nextInt(120),
                all || wrong == 1 ? 0.2 : 0,
                all || wrong == 2 ? 0.1 : 0,
                all || wrong == 2 ? 8 : NEVER,
                all || wrong == 3 ? 8 : NEVER,
                random.nextInt(4) == 0,
                agents == 2 && random.nextInt(2) == 0,
                powerLoss,
                all || wrong == 4 ? 8 : NEVER,
                random.nextInt(6) == 0 && !powerLoss,
                random.nextInt(4) > 0,
                random.nextInt(6) == 0 ? 10 : NEVER);
    }
}
