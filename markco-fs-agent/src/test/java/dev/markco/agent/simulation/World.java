package dev.markco.agent.simulation;

import dev.markco.agent.internal.state.MachineStart;
import dev.markco.agent.internal.uplink.RelaySockets;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.yjs.ClientIds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Agents on their machines, a relay and tabs, on one thread and in simulated time: what happens, and when, is decided by one
 * seed. The same seed is the same run.
 */
final class World {
    private static final String KEY = "local/p/";
    private static final Duration LONGEST_END = Duration.ofMinutes(10);
    private static final Duration STEADY = Duration.ofSeconds(6);
    /** More than this without a pause, and something goes in circles. */
    private static final long MOST_TASKS = 300_000;
    /** How long people wait until they look what an agent asks. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** When what one machine got is known to the relay at the latest, in milliseconds. */
    private static final int LATEST_TWIN = 1_500;

    /** By then an agent has noted which documents are at rest. */
    private static final Duration INDEXED = Duration.ofSeconds(130);

    /** So many files that are empty look like an accident. */
    private static final int MANY = 5;

    private static final Duration GLANCE = Duration.ofMillis(250);
    /** After so long all that was told has arrived, in milliseconds. */
    private static final int ARRIVED = 500;

    private final Plan plan;
    private final SplittableRandom random;
    private final SimulatedTime time;
    private final SimulatedProcess own;
    private final Consumer<String> trace;
    private final Words words = new Words();
    private final SimulatedRelay relay;
    private final SimulatedNetwork network;
    private final List<Machine> machines = new ArrayList<>();
    private final List<SimulatedTab> tabs = new ArrayList<>();
    private final Troubles troubles;
    private long tasks;
    /** From when on it is known to all what was done until now, in milliseconds. */
    private long knownAt;

    private boolean suspected;
    /** What was wrong when all was said to be in sync; null for nothing. */
    private @Nullable String wrongMeanwhile;

    private boolean active = true;

    private World(long seed, Plan plan, Consumer<String> trace) {
        this.plan = plan;
        this.trace = trace;
        random = new SplittableRandom(seed);
        time = new SimulatedTime(random.nextLong());
        own = time.process("world");
        SimulatedProcess relayProcess = time.process("relay");
        relay = new SimulatedRelay(relayProcess);
        network = new SimulatedNetwork(relayProcess, relay, random.split(), plan.slowest());
        troubles = new Troubles(this, random.split());
    }

    /** Runs a seed to its end; {@code trace} is told what happens. Fails with an {@link AssertionError}. */
    static void run(long seed, Plan plan, Consumer<String> trace) {
        ClientIds.drawingFrom(new SplittableRandom(seed), () -> {
            World world = new World(seed, plan, trace);
            try {
                world.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    Plan plan() {
        return plan;
    }

    Words words() {
        return words;
    }

    SimulatedRelay relay() {
        return relay;
    }

    SimulatedNetwork network() {
        return network;
    }

    List<Machine> machines() {
        return machines;
    }

    SimulatedProcess process(String name) {
        return time.process(name);
    }

    /** Does something in so many milliseconds, whoever may be dead by then. */
    void later(int millis, Runnable task) {
        own.after(Duration.ofMillis(millis), task);
    }

    long millis() {
        return own.millis();
    }

    /** Somebody did something: what was said to be in sync need not be so any more. */
    void acted() {
        unknownFor(ARRIVED);
    }

    /** Something happened that others learn of in so many milliseconds at the latest. */
    void unknownFor(int millis) {
        knownAt = Math.max(knownAt, own.millis() + millis);
    }

    /** Whether things happen still. */
    boolean isActive() {
        return active;
    }

    /** Whether everybody has been told of all that was done. */
    boolean isKnown() {
        return own.millis() >= knownAt;
    }

    void say(String what) {
        trace.accept(own.millis() + " " + Words.show(what));
    }

    private void run() throws IOException {
        for (int number = 1; number <= plan.agents(); number++) {
            SimulatedDisk disk = new SimulatedDisk(() -> nanos(own.wall().instant()), plan.births());
            Machine machine = new Machine(this, "agent" + number, disk, random.split());
            disk.makeDirectory(SimulatedAgent.ROOT);
            machines.add(machine);
        }
        for (int number = 0; number < plan.files(); number++) {
            DiskHandle made = machines.get(0).disk().openCut(Machine.path("f" + number + ".md"));
            for (int word = 0; word < 4; word++) {
                String initial = words.next(machines.get(0).name());
                made.write(initial + (word % 2 == 1 ? "\n" : " "));
                words.written(initial);
            }
            made.close();
        }
        machines.forEach(Machine::start);
        pass(Duration.ofSeconds(5));
        if (plan.git()) {
            machines.get(0).programs().useGit();
        }
        if (plan.twins()) {
            writeTwins();
        }
        if (plan.powerLoss()) {
            losePower();
        }
        for (int number = 1; number <= plan.tabs(); number++) {
            String name = "tab" + number;
            String key = KEY + "f" + random.nextInt(plan.files());
            tabs.add(tab(name, key.substring(KEY.length())));
        }
        later(random.nextInt(2_000), this::happen);
        pass(Duration.ofMillis(plan.millis()));
        active = false;
        say("it becomes quiet");
        troubles.end();
        end();
    }

    private SimulatedTab tab(String name, String docPath) {
        boolean local = plan.local() && random.nextInt(3) > 0;
        SimulatedProcess process = time.process(name);
        RelaySockets sockets = local
                ? machines.get(random.nextInt(machines.size())).port(process, docPath)
                : network.of(name, process);
        return new SimulatedTab(this, name, KEY + docPath, process, sockets, local, random.split());
    }

    /** What both machines got while they did not hear of each other is there once (R5). */
    private void writeTwins() {
        String file = "f0.md";
        Machine one = machines.get(0);
        Machine other = machines.get(1);
        String text = one.disk().look(Machine.path(file));
        if (text == null || !text.equals(other.disk().look(Machine.path(file)))) {
            return;
        }
        SimulatedAgent agent = other.agent();
        if (random.nextBoolean() && agent != null) {
            // What the first one takes is known to the relay before the other one comes back.
            other.rest = LATEST_TWIN;
            agent.die();
        } else {
            network.cut(other.name());
        }
        String word = words.next("both");
        machines.forEach(machine -> machine.programs().append(file, word));
        pass(Duration.ofMillis(200 + random.nextInt(6_000)));
        network.heal();
        long limit = own.nanos() + LONGEST_END.toNanos();
        do {
            pass(GLANCE);
        } while (unsynced() != null && own.nanos() - limit < 0);
        // Until a broken connection is known to be one, all is said to be in sync.
        pass(Duration.ofMillis(SimulatedLink.LATEST_NEWS));
        while (unsynced() != null && own.nanos() - limit < 0) {
            pass(GLANCE);
        }
    }

    /** Most files come back empty, or full of zeros, and the agent has little time: nobody's text is (R35). */
    private void losePower() throws IOException {
        Machine machine = machines.get(random.nextInt(machines.size()));
        SimulatedAgent agent = machine.agent();
        List<String> files = machine.files();
        if (agent == null || files.size() < MANY) {
            return;
        }
        boolean zeros = random.nextBoolean();
        boolean hidden = zeros && random.nextBoolean();
        if (hidden) {
            pass(INDEXED);
        }
        String shown = hidden ? ": what is lost shows as zeros of old" : ": what is lost shows as zeros";
        say(machine.name() + " has no power" + (zeros ? shown : ""));
        agent.die();
        machine.start = new MachineStart(machine.start.id() + "0");
        for (String file : files.subList(random.nextInt(files.size() - MANY + 1), files.size())) {
            if (hidden) {
                machine.disk().get(Machine.path(file)).loseBytes();
                continue;
            }
            DiskHandle handle = machine.disk().openCut(Machine.path(file));
            if (zeros) {
                handle.write("\0".repeat(1 + random.nextInt(100)));
            }
            handle.close();
        }
        machine.slow = random.nextInt(3) > 0;
        long limit = own.nanos() + LONGEST_END.toNanos();
        while (machine.agent() == null || machine.agent().trouble() == null) {
            if (own.nanos() - limit > 0) {
                fail("nobody is asked what it means that most files have no text");
            }
            pass(GLANCE);
        }
        machine.agent().bringBack();
        machine.slow = false;
        while (zeros && machine.files().stream().anyMatch(machine::isFullOfZeros)) {
            // A program that adds to one would make something of it that no document can hold.
            if (own.nanos() - limit > 0) {
                fail("files stay full of zeros: "
                        + machine.files().stream()
                                .filter(machine::isFullOfZeros)
                                .toList() + machine.agent().unsynced());
            }
            pass(GLANCE);
        }
    }

    private static long nanos(Instant at) {
        return at.getEpochSecond() * 1_000_000_000 + at.getNano();
    }

    private void happen() {
        if (!active) {
            return;
        }
        if (isSaidWrongly()) {
            // An agent may have done something just now that is under way.
            if (suspected) {
                wrongMeanwhile = differences();
            }
            suspected = true;
            later(ARRIVED, this::happen);
            return;
        }
        suspected = false;
        if (random.nextInt(3) > 0) {
            type();
        } else {
            machines.get(random.nextInt(machines.size())).programs().startOne();
        }
        troubles.happen();
        boolean soon = random.nextInt(3) == 0;
        later(soon ? random.nextInt(20) : random.nextInt(plan.pause()), this::happen);
    }

    /** Whether all is said to be in sync, and is not, in the middle of it all. */
    private boolean isSaidWrongly() {
        return isKnown()
                && network.isWhole()
                && unsynced() == null
                && !differences().isEmpty();
    }

    private void type() {
        if (!tabs.isEmpty()) {
            tabs.get(random.nextInt(tabs.size())).edit();
        }
    }

    /** What others do while an agent waits for an answer. */
    void meanwhile() {
        if (active && random.nextInt(4) == 0) {
            type();
        }
    }

    /** Lets so much time go by. */
    private void pass(Duration duration) {
        long most = tasks + MOST_TASKS;
        if (time.runUntil(() -> ++tasks > most || wrongMeanwhile != null, duration)) {
            fail(
                    wrongMeanwhile == null
                            ? "it never rests"
                            : "it was said to be in sync, and was not:\n" + wrongMeanwhile);
        }
    }

    private void end() {
        long limit = own.nanos() + LONGEST_END.toNanos();
        long since = own.nanos();
        String why = unsynced();
        boolean steady = why == null;
        while (why != null || own.nanos() - since < STEADY.toNanos()) {
            if (own.nanos() - limit > 0) {
                fail("it does not become quiet: " + why + differences());
            }
            pass(GLANCE);
            if (own.nanos() - since > PATIENCE.toNanos()) {
                machines.forEach(Machine::approve);
                since = own.nanos();
            }
            why = unsynced();
            if (steady != (why == null)) {
                steady = why == null;
                since = own.nanos();
            }
        }
        String wrong = differences();
        if (!wrong.isEmpty()) {
            fail("all is said to be in sync, and is not:\n" + wrong);
        }
    }

    private @Nullable String unsynced() {
        for (Machine machine : machines) {
            SimulatedAgent agent = machine.agent();
            String why = agent == null ? "it is dead" : agent.isSuspended() ? "it is stopped" : agent.unsynced();
            if (why != null) {
                return machine.name() + ": " + why;
            }
            if (!machine.programs().areIdle()) {
                return machine.name() + " has programs that run";
            }
        }
        for (SimulatedTab tab : tabs) {
            if (!tab.isSynced() && !tab.isDenied()) {
                return "a tab of " + tab.key() + " is not synced";
            }
        }
        return null;
    }

    private String differences() {
        StringBuilder wrong = new StringBuilder();
        Map<String, String> documents = new TreeMap<>();
        for (String key : relay.keys()) {
            documents.put(key.substring(KEY.length()) + ".md", SimulatedRelay.text(relay.room(key)));
        }
        documents.values().removeIf(String::isEmpty);
        for (Machine machine : machines) {
            Map<String, String> files = new TreeMap<>();
            for (String file : machine.files()) {
                files.put(file, String.valueOf(machine.disk().look(Machine.path(file))));
            }
            // A file that has nothing need be no document.
            files.values().removeIf(String::isEmpty);
            if (!files.equals(documents)) {
                wrong.append(machine.name())
                        .append(" has ")
                        .append(files)
                        .append("\nthe relay  ")
                        .append(documents)
                        .append('\n');
            }
        }
        Set<String> apart = new HashSet<>();
        relay.trash().values().forEach(kept -> apart.addAll(Words.of(SimulatedRelay.text(kept.room()))));
        for (SimulatedTab tab : tabs) {
            String key = relay.named(tab.key());
            if (tab.isDenied()) {
                apart.addAll(Words.of(tab.text()));
            } else if (!tab.text().equals(SimulatedRelay.text(relay.room(key)))
                    && !(mayHaveGone(tab) && documents.containsValue(tab.text()))) {
                wrong.append("a tab of ")
                        .append(key)
                        .append(" has ")
                        .append(tab.text())
                        .append('\n');
            }
        }
        Set<String> trash = new HashSet<>();
        machines.forEach(machine -> trash.addAll(machine.trash()));
        return wrong.append(words.wrong(documents, apart, trash)).toString();
    }

    /** Whether a tab may be with a document that was renamed, and git has brought a file of the former name back since. */
    private boolean mayHaveGone(SimulatedTab tab) {
        return plan.git() && plan.renames() && tab.isSynced();
    }

    /** Git brings words in a new file. Those that another one has by now, as one that was renamed, are in both. */
    void bringsBeside(String file, Set<String> brought) {
        Set<String> elsewhere = new HashSet<>();
        for (String key : relay.keys()) {
            if (!file.equals(key.substring(KEY.length()) + ".md")) {
                elsewhere.addAll(Words.of(SimulatedRelay.text(relay.room(key))));
            }
        }
        for (Machine machine : machines) {
            machine.files().stream()
                    .filter(other -> !other.equals(file))
                    .map(other -> String.valueOf(machine.disk().look(Machine.path(other))))
                    .forEach(text -> elsewhere.addAll(Words.of(text)));
        }
        brought.stream().filter(elsewhere::contains).forEach(words::doubted);
    }

    private void fail(String why) {
        relay.keys().forEach(key -> say(key + " is in the end: " + SimulatedRelay.text(relay.room(key))));
        say("FAILED: " + why);
        throw new AssertionError(Words.show(why));
    }
}
